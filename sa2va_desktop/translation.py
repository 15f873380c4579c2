"""Words for people in the language of the window, for every layer: English until the window installs another language.

Qt's own `self.tr` serves widgets; this serves what knows no Qt, and all plurals. Headless commands stay English.
"""

from __future__ import annotations

from collections.abc import Callable

Lookup = Callable[[str, str, int], str]
"""(context, source text, n) to the translation, still with its `%n`, or "" when there is none. Any thread may call."""

_lookup: Lookup | None = None


def install(lookup: Lookup | None) -> None:
    """Have texts from now on looked up there; None is English again."""
    global _lookup
    _lookup = lookup


def translate(context: str, text: str, *, n: int = -1) -> str:
    """A source text in the language of the window.

    Args:
        context: who says it: a class of `ui`, or the package ("operations"). Part of the key of a translation.
        text: a literal with `{0}` or `{name}` to be filled by `.format` afterwards. Where a number decides the form
            of the words it has "(s)" or "(es)" behind the English words that take it, and `%n` for the number itself.
        n: that number, 0 or more.
    """
    found = _lookup(context, text, n) if _lookup is not None else ""
    if n < 0:
        return found or text
    english = text.replace("(s)", "" if n == 1 else "s").replace("(es)", "" if n == 1 else "es")
    return (found or english).replace("%n", str(n))


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Marks the texts of a table for translation where they stand; who shows them translates them."""
    return text
