"""The mask of one COCO annotation, in every form in which files have it, and numbers as files write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.json_fields import list_field, number_field
from sa2va_desktop.datasets.mask_shapes import rectangle_rle
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class CocoMask:
    """`is_box`: the annotation has a box only, which is filled here."""

    rle: MaskRle
    is_box: bool = False


def coco_mask_of(
    annotation: Mapping[str, Any], size_hw: tuple[int, int], on_problem: Callable[[str], None]
) -> CocoMask:
    """The mask of an annotation: polygons, run lengths (text or numbers), a list of run lengths, or a box alone.

    Args:
        on_problem: told of single polygons that cannot be used.

    Raises:
        FormatError: nothing of it can be used.
    """
    shape = annotation.get("segmentation")
    if isinstance(shape, dict):
        return CocoMask(coco_to_rle(shape, size_hw=size_hw))
    if shape:
        if not isinstance(shape, list):
            raise FormatError(
                translate("datasets", "expected polygons or run lengths, found {0:.60}").format(repr(shape))
            )
        if all(isinstance(each, dict) for each in shape):
            return CocoMask(mask_union([coco_to_rle(each, size_hw=size_hw) for each in shape]))
        polygons = [shape] if isinstance(shape[0], int | float) else shape
        told: list[str] = []
        rle = polygons_to_rle_coco(polygons, size_hw, told.append)
        if len(told) == len(polygons):
            raise FormatError(told[0])
        for sentence in told:
            on_problem(sentence)
        return CocoMask(rle)
    if annotation.get("bbox"):
        box = [loose_number(each) for each in list_field(annotation, "bbox")]
        sides = dict(zip("xywh", box, strict=False))
        return CocoMask(rectangle_rle([number_field(sides, side) for side in "xywh"], size_hw), is_box=True)
    raise FormatError(translate("datasets", "expected a segmentation or a bbox, found neither"))


def loose_number(value: object) -> object:
    """A number that was written as text as the number; everything else as it is."""
    if isinstance(value, str):
        for kind in (int, float):
            try:
                return kind(value)
            except ValueError:
                continue
    return value


def loose_id(value: object, what: str) -> int | str:
    """An id: a whole number, also one written as text; any other text stays text.

    Raises:
        FormatError: neither.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and str(int(value[:20])) == value:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise FormatError(
            translate("datasets", "expected a number as {0!r}, found {1:.60}").format(what, repr(value))
        )
    return value
