"""Shapes of LabelMe and of its descendant X-AnyLabeling: masks and polygons as shapes, and shapes as masks."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_box_mask
from sa2va_desktop.datasets.coco_masks import loose_number
from sa2va_desktop.datasets.json_fields import list_field, number_field
from sa2va_desktop.datasets.mask_shapes import ellipse_rle
from sa2va_desktop.datasets.polygons import (
    Painter,
    hole_free_center_pieces,
    polygon_points,
    polygons_to_rle_filled,
    rle_to_center_polygons,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_PIXEL_LIMIT = 1 << 28
POLYGONS = ("polygon", "rotation", "quadrilateral", "oriented_rectangle")
"""Shapes that are a list of corners; a rectangle is one, too, where it has four points."""


class Form(Enum):
    """How a mask becomes shapes; more than one have a group number in common."""

    MASK = "mask"  # one shape with a picture in it
    PIECES = "pieces"  # polygons; holes are cut open
    OUTLINES = "outlines"  # polygons; holes are filled


def shapes_of(rle: MaskRle, form: Form) -> list[dict[str, Any]]:
    """`shape_type`, `points` and, of a mask, `mask` of the shapes of a mask that is not empty."""
    if form is Form.MASK:
        x, y, width, height = rle.box_xywh
        stream = io.BytesIO()
        Image.fromarray(rle_to_box_mask(rle).astype(np.uint8)).save(stream, "PNG")
        points = [[float(x), float(y)], [float(x + width - 1), float(y + height - 1)]]
        text = base64.b64encode(stream.getvalue()).decode("ascii")
        return [{"shape_type": "mask", "points": points, "mask": text}]
    polygons = hole_free_center_pieces(rle) if form is Form.PIECES else rle_to_center_polygons(rle)
    return [{"shape_type": "polygon", "points": each.astype(float).tolist()} for each in polygons]


def mask_of_shape(shape: Mapping[str, Any], size_hw: tuple[int, int], painter: Painter) -> MaskRle:
    """The area of a shape, painted as the tool that wrote it does.

    Raises:
        FormatError: it bounds no area, or is not as its kind has to be.
    """
    kind = shape.get("shape_type") or "polygon"  # the first versions wrote polygons only
    points = list_field(shape, "points")
    if kind == "mask":
        return _mask(shape, points, size_hw)
    if kind == "circle":
        return _circle(points, size_hw)
    if kind == "rectangle" and len(points) == 2:
        (x0, y0), (x1, y1) = _pairs(points, 2)
        points = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
    elif kind not in POLYGONS and kind != "rectangle":
        raise FormatError(
            translate("datasets", "expected a shape with an area, found {0:.60}").format(repr(kind))
        )
    return polygons_to_rle_filled([polygon_points(points)], size_hw, painter=painter)


def _pairs(points: list[Any], count: int) -> list[tuple[float, float]]:
    if len(points) != count:
        raise FormatError(translate("datasets", "expected {0} points, found {1}").format(count, len(points)))
    pairs = []
    for point in points:
        fields = dict(zip("xy", map(loose_number, point), strict=False)) if isinstance(point, list) else {}
        pairs.append((number_field(fields, "x"), number_field(fields, "y")))
    return pairs


def _circle(points: list[Any], size_hw: tuple[int, int]) -> MaskRle:
    (x, y), (edge_x, edge_y) = _pairs(points, 2)
    radius = math.hypot(edge_x - x, edge_y - y)
    if max(abs(x), abs(y), radius) > 4 * max(size_hw):  # painting would take as long as the circle is large
        return ellipse_rle(x + 0.5, y + 0.5, radius + 0.5, radius + 0.5, size_hw)
    with Image.new("L", (size_hw[1], size_hw[0])) as picture:
        box = (x - radius, y - radius, x + radius, y + radius)
        ImageDraw.Draw(picture).ellipse(box, outline=1, fill=1)
        return mask_to_rle(np.asarray(picture))


def _mask(shape: Mapping[str, Any], points: list[Any], size_hw: tuple[int, int]) -> MaskRle:
    (x0, y0), (x1, y1) = _pairs(points, 2)
    crop = _picture(shape.get("mask"))
    is_whole = all(value == round(value) for value in (x0, y0, x1, y1))
    expected = (round(y1 - y0) + 1, round(x1 - x0) + 1)
    if is_whole and crop.shape != expected:
        raise FormatError(
            translate("datasets", "expected a mask of {0}x{1} pixels, found {2}x{3}").format(
                expected[1], expected[0], crop.shape[1], crop.shape[0]
            )
        )
    left, top = round(x0), round(y0)
    bottom, right = top + crop.shape[0], left + crop.shape[1]
    mask = np.zeros(size_hw, np.bool_)
    inside = mask[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    inside[:] = crop[max(0, -top) :, max(0, -left) :][: inside.shape[0], : inside.shape[1]]
    return mask_to_rle(mask)


def _picture(text: object) -> npt.NDArray[np.bool_]:
    """A mask as PNG in base64; older files have it in one bit, and some in 0 and 255."""
    sentence = translate("datasets", "expected a mask as a PNG of one channel in base64, found {0:.40}")
    refused = FormatError(sentence.format(repr(text)))
    if not isinstance(text, str):
        raise refused
    try:
        with Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=("PNG",)) as picture:
            has_one_channel = picture.mode in ("1", "L", "P", "I", "I;16")
            if not has_one_channel or picture.size[0] * picture.size[1] > _PIXEL_LIMIT:
                raise refused
            return np.asarray(picture) != 0
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise refused from error
