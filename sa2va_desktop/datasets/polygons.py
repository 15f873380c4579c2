"""Masks as polygons and back, in the two pixel conventions that annotation tools use; they must not be mixed.

*Edge* polygons run along the edges of pixels: pixel k covers [k, k + 1), as in COCO, YouTube-VIS, RefCOCO and Sa2VA's
own data; `pycocotools` reads them back bit for bit. *Centre* polygons run through the centres of the outermost pixels,
which belong to the area, as OpenCV's `findContours` gives them and OpenCV and Pillow paint them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from pycocotools import mask as coco_mask

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, mask_to_rle, rle_to_box_mask
from sa2va_desktop.datasets.edge_tracing import Ring, trace_edges
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

Points = npt.NDArray[np.generic]
"""(N, 2) x, y; the last point is joined to the first."""

_SIZE_LIMIT = 1 << 28
_LENGTH_LIMIT = 16_000_000
"""Pixels of outline that one mask may have; `pycocotools` takes up to 100 bytes for each."""


class Painter(Enum):
    """Who paints a polygon with its border: what a reader of the format uses."""

    OPENCV = "opencv"  # coordinates cut to whole numbers, `fillPoly` (ReasonSeg, Ultralytics)
    PILLOW = "pillow"  # `ImageDraw.polygon(outline=1, fill=1)` (LabelMe)


def rle_to_edge_polygons(rle: MaskRle) -> list[Ring]:
    """Outlines of a mask along the pixels' edges: exact.

    Parts that touch at corners only get rings of their own; a hole that opens to the outside at a corner is part of
    the outer ring. Outer rings alone are the mask where it has no holes.
    """
    return [] if rle.is_empty else trace_edges(rle_to_box_mask(rle), rle.x0, rle.y0)


def hole_free_pieces(rle: MaskRle) -> list[npt.NDArray[np.int32]]:
    """A mask as edge polygons without holes that have no pixel in common, so that their sum is 0 or 1 everywhere.

    Parts with holes are cut along rows. No polygon touches itself, so any filling rule reads the same.
    """
    return [ring.points for piece, x0, y0 in _pieces(rle) for ring in trace_edges(piece, x0, y0)]


def hole_free_center_pieces(rle: MaskRle) -> list[npt.NDArray[np.int32]]:
    """The same pieces as centre polygons of at least three points; painted with their border they are the mask."""
    return [points for piece, x0, y0 in _pieces(rle) for points in _contours(piece, x0, y0)]


def rle_to_center_polygons(rle: MaskRle) -> list[npt.NDArray[np.int32]]:
    """Outer outlines through pixel centres, of at least three points each; painted with their border they are the mask
    with its holes filled. Parts that touch at corners share one."""
    return [] if rle.is_empty else _contours(rle_to_box_mask(rle), rle.x0, rle.y0)


def rle_to_center_parts(rle: MaskRle) -> list[npt.NDArray[np.int32]]:
    """As `rle_to_center_polygons`, but one for each part that hangs together through edges of pixels."""
    if rle.is_empty:
        return []
    parts = _parts(rle_to_box_mask(rle))
    return [points for part, x0, y0 in parts for points in _contours(part, rle.x0 + x0, rle.y0 + y0)]


def flat(points: Points) -> list[float]:
    """x1, y1, x2, y2 … as COCO writes a polygon."""
    numbers: list[float] = points.ravel().tolist()
    return numbers


def polygons_to_rle_coco(
    polygons: Sequence[object], size_hw: tuple[int, int], on_problem: Callable[[str], None] | None = None
) -> MaskRle:
    """The union of edge polygons, as `pycocotools` fills them; what lies outside the picture is cut off.

    Args:
        polygons: each flat (x1, y1, x2 …) or a list of points.
        on_problem: told of a polygon that cannot be used, which is then left out; without it that is an error.

    Raises:
        FormatError: a polygon of less than three points or with something that is no finite number, with its index.
    """
    usable = _usable(polygons, size_hw, on_problem)
    if not usable:
        return empty_rle(*size_hw)
    encoded = coco_mask.merge(coco_mask.frPyObjects([each.ravel().tolist() for each in usable], *size_hw))
    x, y, width, height = (int(side) for side in coco_mask.toBbox(encoded))
    box = mask_to_rle(coco_mask.decode(encoded)[y : y + height, x : x + width])
    if box.is_empty:
        return empty_rle(*size_hw)
    return MaskRle(*size_hw, box.x0 + x, box.y0 + y, box.box_width, box.box_height, box.runs)


def polygons_to_rle_filled(
    polygons: Sequence[object],
    size_hw: tuple[int, int],
    on_problem: Callable[[str], None] | None = None,
    *,
    painter: Painter = Painter.OPENCV,
) -> MaskRle:
    """The union of centre polygons painted with their borders. Arguments and errors: as `polygons_to_rle_coco`."""
    usable = _usable(polygons, size_hw, on_problem)
    if painter is Painter.PILLOW:
        with Image.new("L", (size_hw[1], size_hw[0])) as picture:
            draw = ImageDraw.Draw(picture)
            for each in usable:
                draw.polygon([(x, y) for x, y in each.tolist()], outline=1, fill=1)
            return mask_to_rle(np.asarray(picture))
    mask = np.zeros(size_hw, np.uint8)
    for each in usable:
        cv2.fillPoly(mask, [each.astype(np.int32)], (1,))
    return mask_to_rle(mask)


def polygon_points(polygon: object) -> npt.NDArray[np.float64]:
    """(N, 2) of a polygon as files hold it: flat, or a list of points; numbers may be written as text.

    Raises:
        FormatError: less than three points, an odd count of numbers, or what is no finite number.
    """
    if isinstance(polygon, np.ndarray):
        polygon = polygon.tolist()
    if not isinstance(polygon, list | tuple):
        raise FormatError(translate("datasets", "expected a polygon, found {0:.60}").format(repr(polygon)))
    numbers: list[object] = list(polygon)
    if polygon and isinstance(polygon[0], list | tuple):
        for point in polygon:
            if not isinstance(point, list | tuple) or len(point) != 2:
                raise FormatError(
                    translate("datasets", "expected points of x and y, found {0:.60}").format(repr(point))
                )
        numbers = [number for point in polygon for number in point]
    if len(numbers) % 2:
        raise FormatError(
            translate("datasets", "expected an even count of coordinates, found {0}").format(len(numbers))
        )
    if len(numbers) < 6:
        raise FormatError(
            translate("datasets", "expected a polygon of at least 3 points, found {0}").format(
                len(numbers) // 2
            )
        )
    if all(type(each) in (int, float) for each in numbers):
        with suppress(OverflowError):
            points = np.array(numbers, np.float64)
            if np.isfinite(points).all():
                return points.reshape(-1, 2)
    return np.array([_number(each) for each in numbers]).reshape(-1, 2)


def _number(value: object) -> float:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        number = float(value)
        if not math.isfinite(number):
            raise ValueError
    except (ValueError, OverflowError):
        raise FormatError(
            translate("datasets", "expected a finite number, found {0:.60}").format(repr(value))
        ) from None
    return number


def _usable(
    polygons: Sequence[object], size_hw: tuple[int, int], on_problem: Callable[[str], None] | None
) -> list[npt.NDArray[np.float64]]:
    """Points of the polygons that can be painted without taking more memory than a picture is worth."""
    if min(size_hw) < 1 or size_hw[0] * size_hw[1] > _SIZE_LIMIT:
        raise FormatError(
            translate("datasets", "expected a picture of 1 to {0} pixels, found {1}x{2}").format(
                _SIZE_LIMIT, size_hw[1], size_hw[0]
            )
        )
    usable: list[npt.NDArray[np.float64]] = []
    length = 0.0
    for index, polygon in enumerate(polygons):
        try:
            points = _near(polygon_points(polygon), size_hw)
            own_length = float(np.abs(points - np.roll(points, 1, axis=0)).max(axis=1, initial=0).sum())
            if length + own_length > _LENGTH_LIMIT:
                raise FormatError(
                    translate("datasets", "expected outlines of at most {0} pixels, found longer ones").format(
                        _LENGTH_LIMIT
                    )
                )
        except FormatError as error:
            sentence = translate("datasets", "polygon {0}: {1}").format(index, error)
            if on_problem is None:
                raise FormatError(sentence) from None
            on_problem(sentence)
            continue
        length += own_length
        if len(points) >= 3:
            usable.append(points)
    return usable


def _near(points: npt.NDArray[np.float64], size_hw: tuple[int, int]) -> npt.NDArray[np.float64]:
    """A polygon cut off far outside the picture, where painters would run over or take forever; mostly unchanged."""
    margin = 2.0 * max(size_hw) + 16
    for axis, length in ((0, size_hw[1]), (1, size_hw[0])):
        for sign, limit in ((1.0, length + margin), (-1.0, margin)):
            if len(points) and (sign * points[:, axis]).max() > limit:
                points = _cut(points, axis, sign, limit)
    return points


def _cut(points: npt.NDArray[np.float64], axis: int, sign: float, limit: float) -> npt.NDArray[np.float64]:
    """Sutherland and Hodgman's clipping of a polygon at one line: kept is where `sign * coordinate <= limit`."""
    following = np.roll(points, -1, axis=0)
    here, there = sign * points[:, axis], sign * following[:, axis]
    kept: list[npt.NDArray[np.float64]] = []
    for index in range(len(points)):
        if here[index] <= limit:
            kept.append(points[index])
        if (here[index] <= limit) != (there[index] <= limit):
            # Halved, because the difference of two finite numbers may not be one.
            share = (limit / 2 - here[index] / 2) / (there[index] / 2 - here[index] / 2)
            point = points[index] * (1 - share) + following[index] * share
            point[axis] = sign * limit
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def _pieces(rle: MaskRle) -> Iterator[tuple[BoolMask, int, int]]:
    """Connected parts of a mask, cut along rows through their holes, as crops with the place of their first pixel."""
    if rle.is_empty:
        return
    for part, x0, y0 in _parts(rle_to_box_mask(rle)):
        bounds = [0, *_cutting_rows(part), len(part)]
        for top, bottom in pairwise(bounds):
            for piece, left, above in _parts(part[top:bottom]):
                yield piece, rle.x0 + x0 + left, rle.y0 + y0 + top + above


def _parts(solid: BoolMask) -> Iterator[tuple[BoolMask, int, int]]:
    """Parts that are connected through edges of pixels, each in its own box."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8), connectivity=4)
    for label in range(1, count):
        x0, y0, width, height = (int(value) for value in stats[label, :4])
        yield labels[y0 : y0 + height, x0 : x0 + width] == label, x0, y0


def _cutting_rows(part: BoolMask) -> list[int]:
    """Few rows such that the part, cut above each of them, encloses nothing: each hole is met by one, greedily."""
    open_ground = np.pad(~part, 1, constant_values=True).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(open_ground, connectivity=4)
    if count <= 2:
        return []
    outside = int(np.argmax((stats[1:, 0] == 0) & (stats[1:, 1] == 0))) + 1
    # A hole in rows a to b is open after a cut above a, above b + 1 or between; the frame is one row above row 0.
    holes = [(top - 1, top - 1 + height) for _, top, _, height, _ in np.delete(stats[1:], outside - 1, axis=0)]
    rows: list[int] = []
    for first, last in sorted(holes, key=lambda hole: hole[1]):
        if not rows or rows[-1] < first:
            rows.append(int(last))
    return rows


def _contours(solid: BoolMask, x0: int, y0: int) -> list[npt.NDArray[np.int32]]:
    contours, _ = cv2.findContours(
        solid.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE, offset=(x0, y0)
    )
    return [_three_points(contour[:, 0, :].astype(np.int32)) for contour in contours]


def _three_points(points: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """One pixel or a line of them as a polygon, which readers take from three points on: the last point repeated."""
    return np.concatenate([points, np.repeat(points[-1:], max(0, 3 - len(points)), axis=0)])
