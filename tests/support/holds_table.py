"""The table of the manual that says what each format holds, made from the formats themselves.

`PYTHONPATH=tests python -m support.holds_table` writes it into docs/manual/formats.md anew.
"""

from __future__ import annotations

import re
from pathlib import Path

from sa2va_desktop.datasets.dataset_format import DatasetFormat, formats, readable_formats

MANUAL = Path(__file__).parents[2] / "docs/manual/formats.md"
_BLOCK = re.compile(r"(<!-- what formats hold -->\n).*?(<!-- end -->)", re.DOTALL)

_COLUMNS = {
    "masks": lambda each: _masks(each),
    "overlap": lambda each: each.holds.masks and each.holds.overlap,
    "tracks": lambda each: each.holds.tracks,
    "absent": lambda each: each.holds.absence,
    "occluded": lambda each: each.holds.occlusion,
    "states": lambda each: each.holds.states,
    "scores": lambda each: each.holds.scores,
    "labels": lambda each: each.holds.labels,
    "names": lambda each: each.holds.names,
    "attributes": lambda each: each.holds.attributes,
    "captions": lambda each: each.holds.captions,
    "expressions": lambda each: _expressions(each),
    "phrases": lambda each: each.holds.phrases,
    "answers": lambda each: each.holds.turns,
    "times": lambda each: each.holds.times,
    "import": lambda each: each.format_id in readable_formats(),
}


def holds_table() -> str:
    """A row for each format, in Markdown."""
    lines = [f"| format | {' | '.join(_COLUMNS)} |", f"|---|{'---|' * len(_COLUMNS)}"]
    for format_id, each in sorted(formats().items()):
        lines.append(f"| `{format_id}` | {' | '.join(_cell(make(each)) for make in _COLUMNS.values())} |")
    return "\n".join(lines) + "\n"


def table_in_manual() -> str:
    """The table as it stands in the manual; "" where there is none."""
    found = _BLOCK.search(MANUAL.read_text(encoding="utf-8"))
    return found.group(0).removeprefix(found.group(1)).removesuffix(found.group(2)) if found else ""


def _masks(each: DatasetFormat) -> str:
    holds = each.holds
    if not holds.masks:
        return "–"
    lacks = [name for name, is_held in (("holes", holds.holes), ("parts", holds.parts)) if not is_held]
    kind = "outline" if holds.outline else "exact"
    return f"{kind}, no {' or '.join(lacks)}" if lacks else kind


def _expressions(each: DatasetFormat) -> str:
    if not each.holds.expressions:
        return "–"
    counts = [each.holds.no_object and "0", "1", each.holds.many_objects and "n"]
    return f"of {', '.join(count for count in counts if count)}"


def _cell(value: object) -> str:
    return value if isinstance(value, str) else "✓" if value else "–"


if __name__ == "__main__":
    text = MANUAL.read_text(encoding="utf-8")
    MANUAL.write_text(
        _BLOCK.sub(lambda match: match.group(1) + holds_table() + match.group(2), text), encoding="utf-8"
    )
