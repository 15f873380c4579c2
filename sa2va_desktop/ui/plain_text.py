"""Text from people, files and models as widgets need it: never taken for HTML, and no longer than there is room."""

from __future__ import annotations

import html


def plain_tool_tip(text: str) -> str:
    """A tooltip that shows `text` as it is, wrapped, whatever it holds.

    Qt shows a tooltip as rich text when it looks like HTML, and wraps only rich text; so it is made rich on purpose
    and escaped.
    """
    escaped = html.escape(text).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""


def shortened(text: str, limit: int) -> str:
    """The text on one line of at most `limit` characters, for a label; what is left out is shown by an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
