"""Shapes between two masks of one thing that moves and changes: a key frame, what lies between, the next key frame.

The two masks are laid over each other by centroid and extent before their outlines are blended as signed distances, so
that a thing that moved by more than its size is there all the way, holes and separate parts included.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.mask_booleans import unite
from sa2va_desktop.editing.mask_measures import signed_distance
from sa2va_desktop.editing.mask_parts import split_parts
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window, shifted_rle

_PART_SHARE = 0.02
"""Pieces with a smaller share of the mask do not count as parts of their own; they go with the nearest part."""

_MOST_PARTS = 16
_MARGIN_SHARE, _LEAST_MARGIN_PX, _MOST_MARGIN_PX = 0.25, 4, 128
_PIXEL_VARIANCE = 1 / 12  # of a coordinate inside one pixel, so that a line has an extent across it, too

_Point = npt.NDArray[np.float64]  # (2,): x, y


class ShapePath:
    """The way from one mask to another. Made once for two masks; then each shape between costs two warps a part."""

    def __init__(self, left: MaskRle, right: MaskRle) -> None:
        if left.size_hw != right.size_hw:
            raise ValueError(f"masks of one picture have one size, found {left.size_hw} and {right.size_hw}")
        self._left, self._right = left, right
        is_way = not (left.is_empty or right.is_empty or left == right)
        self._morphs = [_Morph(*pair) for pair in _matched_parts(left, right)] if is_way else []

    def at(self, weight: float) -> MaskRle:
        """The shape at `weight` of the way: 0 is the left mask, 1 the right one, exactly.

        Where one of them is empty there is nothing to go to, and the nearer one is taken. Between two masks that are
        not empty no shape is.
        """
        nearer = self._right if weight >= 0.5 else self._left
        if weight <= 0:
            return self._left
        if weight >= 1 or not self._morphs:
            return self._right if weight >= 1 else nearer
        shape = unite(*(morph.at(weight) for morph in self._morphs))
        return nearer if shape.is_empty else shape


def interpolate_masks(left: MaskRle, right: MaskRle, weight: float) -> MaskRle:
    """One shape between two masks; see `ShapePath`."""
    return ShapePath(left, right).at(weight)


def _matched_parts(left: MaskRle, right: MaskRle) -> list[tuple[MaskRle, MaskRle]]:
    """Part by part where both have as many, each with its counterpart; else all in one."""
    parts = [
        split_parts(each, max(1, round(each.area * _PART_SHARE)), _MOST_PARTS + 1) for each in (left, right)
    ]
    count = len(parts[0])
    if count == 1 or count != len(parts[1]) or count > _MOST_PARTS:
        return [(left, right)]
    from scipy.optimize import linear_sum_assignment  # takes long to import

    places = [
        np.array([_Form.of(part).center for part in side]) - _Form.of(whole).center
        for side, whole in zip(parts, (left, right), strict=True)
    ]
    far = np.square(places[0][:, None] - places[1][None]).sum(axis=2)
    rows, columns = linear_sum_assignment(far)
    return [(parts[0][row], parts[1][column]) for row, column in zip(rows, columns, strict=True)]


@dataclass(frozen=True, eq=False)
class _Form:
    """Where a mask is and how far it reaches: mean and standard deviation of its pixels, (2,) each, x before y."""

    center: _Point
    extent: _Point

    @staticmethod
    def of(rle: MaskRle) -> _Form:
        mask = read_window(rle, box_of(rle))
        center, variance = np.zeros(2), np.zeros(2)
        for axis, counts in enumerate((mask.sum(axis=0), mask.sum(axis=1))):
            places = np.arange(counts.size)
            center[axis] = np.average(places, weights=counts)
            variance[axis] = np.average(np.square(places - center[axis]), weights=counts)
        center += np.array((rle.x0, rle.y0))
        return _Form(center, np.sqrt(variance + _PIXEL_VARIANCE))


class _End:
    """One of the two shapes, with its signed distances in a window round it."""

    def __init__(self, rle: MaskRle) -> None:
        self.form = _Form.of(rle)
        self.box = box_of(rle)
        margin = round(max(self.box.shape) * _MARGIN_SHARE)
        self.window = self.box.grown(min(max(margin, _LEAST_MARGIN_PX), _MOST_MARGIN_PX))
        self.distances = signed_distance(rle, self.window)

    def box_as(self, form: _Form) -> PixelBox:
        """The box of the shape once it is where `form` is, and as large."""
        scale = form.extent / self.form.extent
        low = form.center + ((self.box.x0, self.box.y0) - self.form.center) * scale
        high = form.center + ((self.box.x1, self.box.y1) - self.form.center) * scale
        return PixelBox(*np.floor(low).astype(int).tolist(), *np.ceil(high).astype(int).tolist())

    def distances_as(self, form: _Form, box: PixelBox) -> npt.NDArray[np.float32]:
        """Signed distances inside a box once the shape is where `form` is, and as large."""
        scale = self.form.extent / form.extent
        start = self.form.center + ((box.x0, box.y0) - form.center) * scale - (self.window.x0, self.window.y0)
        to_here = np.array([[scale[0], 0, start[0]], [0, scale[1], start[1]]])
        height, width = box.shape
        moved = cv2.warpAffine(
            self.distances,
            to_here,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(moved / np.float32(np.sqrt(scale.prod())), np.float32)


class _Morph:
    """The way of one part."""

    def __init__(self, left: MaskRle, right: MaskRle) -> None:
        self._size_hw = left.size_hw
        self._left, self._right = _End(left), _End(right)

    def at(self, weight: float) -> MaskRle:
        form = self._form_at(weight)
        left, right = self._left.box_as(form), self._right.box_as(form)
        box = PixelBox(
            min(left.x0, right.x0), min(left.y0, right.y0), max(left.x1, right.x1), max(left.y1, right.y1)
        )
        box = box.grown(1).clipped(self._size_hw)
        ends = [end.distances_as(form, box) for end in (self._left, self._right)]
        inside = (1 - weight) * ends[0] + weight * ends[1] > 0
        if not inside.any():  # a ring that becomes a dot, say: rather the nearer shape than none
            inside = ends[weight >= 0.5] > 0
        return shifted_rle(mask_to_rle(inside), box, self._size_hw)

    def _form_at(self, weight: float) -> _Form:
        """Moved by whole pixels, so that a thing that only moves keeps each of its pixels."""
        start, stop = self._left.form, self._right.form
        way = np.round(
            weight * (stop.center - start.center), 6
        )  # so that parts that move alike are rounded alike
        center = start.center + np.rint(way)
        return _Form(center, (1 - weight) * start.extent + weight * stop.extent)
