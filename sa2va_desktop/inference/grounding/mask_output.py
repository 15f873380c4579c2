"""Low-resolution mask logits to run lengths at full picture resolution, touching only the pixels that matter."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle


class MaskUpscaler:
    """Resizes logits low_res → image_size → picture, both bilinear (align_corners False), as the published runtime.

    Both resizes together are one linear map per axis, so they are kept as two small matrices and applied only where
    a positive logit can reach. A picture without the object costs nothing.
    """

    def __init__(self, low_res_size: int, image_size: int, size_hw: tuple[int, int]) -> None:
        self.size_hw = size_hw
        self._low_res_size = low_res_size
        self._image_size = image_size

    @cached_property
    def _rows(self) -> _AxisMap:
        return _AxisMap(_resize_map(self._low_res_size, self._image_size, self.size_hw[0]))

    @cached_property
    def _columns(self) -> _AxisMap:
        return _AxisMap(_resize_map(self._low_res_size, self._image_size, self.size_hw[1]))

    def logits(self, low_res_logits: Tensor) -> Tensor:
        """The whole (H, W) float32 picture of one object's (s, s) logits."""
        return self._rows.matrix @ low_res_logits.float().cpu() @ self._columns.matrix.T

    def to_rle(self, low_res_logits: Tensor) -> MaskRle:
        """Threshold one object's (s, s) logits at 0 in the picture's own resolution."""
        low_res = low_res_logits.float().cpu()
        is_positive = low_res > 0
        rows = self._rows.reach_of(is_positive.any(dim=1))
        columns = self._columns.reach_of(is_positive.any(dim=0))
        if rows is None or columns is None:
            return empty_rle(*self.size_hw)
        # Each output pixel mixes at most a few neighbours: the map is zero elsewhere in these rows and columns.
        inner_rows, inner_columns = self._rows.support_of(rows), self._columns.support_of(columns)
        part = self._rows.matrix[rows, inner_rows] @ low_res[inner_rows, inner_columns]
        crop = mask_to_rle((part @ self._columns.matrix[columns, inner_columns].T > 0).numpy())
        if crop.is_empty:
            return empty_rle(*self.size_hw)
        height, width = self.size_hw
        return replace(crop, height=height, width=width, x0=crop.x0 + columns.start, y0=crop.y0 + rows.start)


class _AxisMap:
    """The resizes along one axis, and which positions mix which: both ends move on together, so the ends are enough."""

    def __init__(self, matrix: Tensor) -> None:
        self.matrix = matrix
        length, low_res_size = matrix.shape
        mixes = matrix > 0
        self._first_input = mixes.int().argmax(dim=1).tolist()
        self._last_input = (low_res_size - 1 - mixes.flip(1).int().argmax(dim=1)).tolist()
        self._first_output = mixes.int().argmax(dim=0).tolist()
        self._last_output = (length - 1 - mixes.flip(0).int().argmax(dim=0)).tolist()
        self._is_mixed = mixes.any(dim=0)  # not everywhere, where a picture is smaller than the logits

    def reach_of(self, is_positive: Tensor) -> slice | None:
        """Output positions that mix at least one positive input position, as one slice."""
        inputs = _span(is_positive & self._is_mixed)
        if inputs is None:
            return None
        return slice(self._first_output[inputs.start], self._last_output[inputs.stop - 1] + 1)

    def support_of(self, outputs: slice) -> slice:
        """Input positions that the given outputs mix."""
        return slice(self._first_input[outputs.start], self._last_input[outputs.stop - 1] + 1)


def _resize_map(low_res_size: int, image_size: int, length: int) -> Tensor:
    """(length, low_res_size) matrix of the two resizes along one axis."""
    identity = torch.eye(low_res_size)[None]
    middle = F.interpolate(identity, size=image_size, mode="linear", align_corners=False)
    return F.interpolate(middle, size=length, mode="linear", align_corners=False)[0].T.contiguous()


def _span(flags: Tensor) -> slice | None:
    positions = torch.nonzero(flags)
    if len(positions) == 0:
        return None
    return slice(int(positions[0]), int(positions[-1]) + 1)
