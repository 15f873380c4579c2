"""Text from people, files and models for widgets that would otherwise guess whether it is HTML."""

from __future__ import annotations

import html


def plain_tool_tip(text: str) -> str:
    """A tooltip that shows `text` as it is, wrapped, whatever it holds.

    Qt shows a tooltip as rich text when it looks like HTML, and wraps only rich text; so it is made rich on purpose
    and escaped.
    """
    escaped = html.escape(text).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""
