"""The categories of COCO-like files: one for each label, with the ids and groups that they were imported with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.kept_ids import kept_numbers


def coco_categories(
    clips: Sequence[AnnotatedClip], format_id: str
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The categories as they are written, by id, and the id of each by its name.

    Args:
        format_id: whose extras of objects may have `category_id` and `supercategory`.
    """
    kept: dict[str, Mapping[str, Any]] = {}
    for clip in clips:
        for each in clip.objects:
            name = clip.category_name(each)
            kept[name] = kept.get(name) or extras_of(each.extras, format_id)
    names = sorted(kept)
    numbers = kept_numbers([kept[name].get("category_id") for name in names])
    ids = dict(zip(names, numbers, strict=True))
    written = [
        {"id": ids[name], "name": name, "supercategory": str(kept[name].get("supercategory", ""))}
        for name in names
    ]
    return sorted(written, key=lambda each: each["id"]), ids
