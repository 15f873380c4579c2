"""Sifts the masks that a grid of points gives: none twice, none that is tiny, the whole picture or there already.

Masks are compared on every so many pixels, so that a large picture costs no more than a small one; what is kept is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, rle_to_box_mask
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window
from sa2va_desktop.inference.api import PointMask

_COMPARED_PX = 512
"""The longer side of what is compared."""


@dataclass(frozen=True)
class SieveOptions:
    """What is left out, and how the rest is cleaned.

    Attributes:
        max_iou: of two masks that have more in common the less certain one goes.
        min_area_share, max_area_share: of the picture's area; less is a speck, more is the picture itself.
        speck_share: islands and holes below this share of the picture's area go.
        leaves_out_known: masks that lie by more than half in existing objects go.
        keeps_parts: False: what lies nearly whole in a larger mask that is about as certain is a part of it, and goes.
    """

    max_iou: float = 0.5
    min_area_share: float = 0.0003
    max_area_share: float = 0.95
    speck_share: float = 0.0002
    leaves_out_known: bool = True
    keeps_parts: bool = False


_MOST_KNOWN_SHARE = 0.5
_PART_SHARE = 0.8
_PART_MARGIN = 0.05
"""How much less certain a whole may be than its part."""


@dataclass(frozen=True)
class Proposal:
    """A mask that may be a thing.

    Attributes:
        key: the point's index and the place of the mask among the point's candidates; the same throughout a run.
        predicted_iou, stability: 0..1; object_score: logit.
        point_xy: the point that found it.
        label_xy: a place well inside the mask, for a number.
    """

    key: tuple[int, int]
    rle: MaskRle
    predicted_iou: float
    stability: float
    object_score: float
    point_xy: tuple[float, float]
    label_xy: tuple[float, float]

    @property
    def holds_point(self) -> bool:
        """The point that found the mask lies in it."""
        x, y = math.floor(self.point_xy[0]), math.floor(self.point_xy[1])
        return bool(read_window(self.rle, PixelBox(x, y, x + 1, y + 1))[0, 0])


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A mask that is good enough, with the pixels that are compared."""

    key: tuple[int, int]
    found: PointMask
    box: PixelBox
    pixels: BoolMask
    area: int

    @property
    def rank(self) -> tuple[float, tuple[int, int]]:
        """The most certain first."""
        return (-self.certainty, self.key)

    @property
    def certainty(self) -> float:
        """The estimated IoU, times how little the mask depends on its threshold; 0..1."""
        return self.found.mask.predicted_iou * self.found.stability


class ProposalSieve:
    """Takes candidates part by part; used on one thread."""

    def __init__(
        self,
        size_hw: tuple[int, int],
        options: SieveOptions,
        points_xy: Sequence[tuple[float, float]],
        known: Sequence[MaskRle] = (),
    ) -> None:
        """
        Args:
            points_xy: what `PointMask.mask.object_index` counts.
            known: masks of existing objects; may be empty ones.
        """
        self._size_hw = size_hw
        self._options = options
        self._points_xy = points_xy
        self._step = max(1, math.ceil(max(size_hw) / _COMPARED_PX))
        self._known = self._union(known)
        self._candidates: list[_Candidate] = []
        self._kept: list[_Candidate] = []
        self._made: dict[tuple[int, int], Proposal | None] = {}

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What stays so far, the largest first."""
        wholes = [each for each in self._kept if not self._is_part(each)]
        made = [proposal for each in wholes if (proposal := self._proposal(each)) is not None]
        return tuple(sorted(made, key=lambda each: (-each.rle.area, each.key)))

    def take(self, masks: Sequence[PointMask]) -> None:
        """Sift further candidates, in the order of the points."""
        places: dict[int, int] = {}
        for found in masks:
            index = found.mask.object_index
            key = (index, places.get(index, 0))
            places[index] = key[1] + 1
            candidate = self._candidate(key, found)
            if candidate is not None:
                self._candidates.append(candidate)
                self._insert(candidate)

    def settle(self) -> None:
        """All are there: choose once more, the most certain first. What fell to one that fell itself comes back."""
        self._kept = []
        for candidate in sorted(self._candidates, key=lambda each: each.rank):
            if not any(self._is_same(candidate, kept) for kept in self._kept):
                self._kept.append(candidate)

    # ---- inside

    def _insert(self, candidate: _Candidate) -> None:
        rivals = [kept for kept in self._kept if self._is_same(candidate, kept)]
        if all(candidate.rank < rival.rank for rival in rivals):
            self._kept = [kept for kept in self._kept if kept not in rivals]
            self._kept.append(candidate)

    def _is_same(self, one: _Candidate, other: _Candidate) -> bool:
        limit = self._options.max_iou
        if min(one.area, other.area) <= limit * max(one.area, other.area):  # the IoU cannot be more
            return False
        shared = _shared_area(one, other)
        return shared > limit * (one.area + other.area - shared)

    def _is_part(self, one: _Candidate) -> bool:
        """Of something else that stays."""
        return not self._options.keeps_parts and any(
            whole.area > one.area
            and whole.certainty >= one.certainty - _PART_MARGIN
            and _shared_area(one, whole) >= _PART_SHARE * one.area
            for whole in self._kept
        )

    def _candidate(self, key: tuple[int, int], found: PointMask) -> _Candidate | None:
        rle, picture_px = found.mask.rle, math.prod(self._size_hw)
        options = self._options
        if not options.min_area_share * picture_px <= rle.area <= options.max_area_share * picture_px:
            return None
        box, pixels = self._sampled(rle)
        area = int(np.count_nonzero(pixels))
        if not area:
            return None
        if self._known is not None:
            covered = self._known[box.y0 : box.y1, box.x0 : box.x1] & pixels
            if np.count_nonzero(covered) > _MOST_KNOWN_SHARE * area:
                return None
        return _Candidate(key, found, box, pixels, area)

    def _sampled(self, rle: MaskRle) -> tuple[PixelBox, BoolMask]:
        """Every so-manieth row and column of a mask, with their box in such steps."""
        step, box = self._step, box_of(rle)
        x0, y0 = -(-box.x0 // step), -(-box.y0 // step)
        pixels = rle_to_box_mask(rle)[y0 * step - box.y0 :: step, x0 * step - box.x0 :: step]
        return PixelBox(x0, y0, x0 + pixels.shape[1], y0 + pixels.shape[0]), pixels

    def _union(self, known: Sequence[MaskRle]) -> BoolMask | None:
        if not known:
            return None
        height, width = (-(-side // self._step) for side in self._size_hw)
        union = np.zeros((height, width), np.bool_)
        for rle in known:
            if not rle.is_empty:
                box, pixels = self._sampled(rle)
                union[box.y0 : box.y1, box.x0 : box.x1] |= pixels
        return union

    def _proposal(self, candidate: _Candidate) -> Proposal | None:
        """Cleaned; None where nothing but specks is left."""
        if candidate.key not in self._made:
            speck_px = round(self._options.speck_share * math.prod(self._size_hw))
            mask = candidate.found.mask
            rle = cleaned(mask.rle, CleanUp(island_px=speck_px, hole_px=speck_px))
            proposal = None
            if not rle.is_empty:
                proposal = Proposal(
                    candidate.key,
                    rle,
                    mask.predicted_iou,
                    candidate.found.stability,
                    mask.object_score,
                    self._points_xy[candidate.key[0]],
                    self._inside(rle),
                )
            self._made[candidate.key] = proposal
        return self._made[candidate.key]

    def _inside(self, rle: MaskRle) -> tuple[float, float]:
        """The place that is farthest from the mask's border, among those that are compared."""
        box, pixels = self._sampled(rle)
        if not pixels.any():
            return (rle.x0 + rle.box_width / 2, rle.y0 + rle.box_height / 2)
        padded = np.pad(pixels, 1).astype(np.uint8)
        depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
        row, column = np.unravel_index(int(np.argmax(depth)), depth.shape)
        return ((box.x0 + int(column)) * self._step + 0.5, (box.y0 + int(row)) * self._step + 0.5)


def _shared_area(one: _Candidate, other: _Candidate) -> int:
    common = one.box.common(other.box)
    if common.is_empty:
        return 0
    return int(np.count_nonzero(_part(one, common) & _part(other, common)))


def _part(candidate: _Candidate, common: PixelBox) -> BoolMask:
    box = candidate.box
    return candidate.pixels[common.y0 - box.y0 : common.y1 - box.y0, common.x0 - box.x0 : common.x1 - box.x0]
