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
    def _row_map(self) -> Tensor:
        return _resize_map(self._low_res_size, self._image_size, self.size_hw[0])

    @cached_property
    def _column_map(self) -> Tensor:
        return _resize_map(self._low_res_size, self._image_size, self.size_hw[1])

    def logits(self, low_res_logits: Tensor) -> Tensor:
        """The whole (H, W) float32 picture of one object's (s, s) logits."""
        return self._row_map @ low_res_logits.float().cpu() @ self._column_map.T

    def to_rle(self, low_res_logits: Tensor) -> MaskRle:
        """Threshold one object's (s, s) logits at 0 in the picture's own resolution."""
        low_res = low_res_logits.float().cpu()
        is_positive = low_res > 0
        rows = _reach(is_positive.any(dim=1), self._row_map)
        columns = _reach(is_positive.any(dim=0), self._column_map)
        if rows is None or columns is None:
            return empty_rle(*self.size_hw)
        # Each output pixel mixes at most a few neighbours: the map is zero elsewhere in these rows and columns.
        inner_rows = _support(self._row_map[rows])
        inner_columns = _support(self._column_map[columns])
        part = self._row_map[rows, inner_rows] @ low_res[inner_rows, inner_columns]
        crop = mask_to_rle((part @ self._column_map[columns, inner_columns].T > 0).numpy())
        if crop.is_empty:
            return empty_rle(*self.size_hw)
        height, width = self.size_hw
        return replace(crop, height=height, width=width, x0=crop.x0 + columns.start, y0=crop.y0 + rows.start)


def _resize_map(low_res_size: int, image_size: int, length: int) -> Tensor:
    """(length, low_res_size) matrix of the two resizes along one axis."""
    identity = torch.eye(low_res_size)[None]
    middle = F.interpolate(identity, size=image_size, mode="linear", align_corners=False)
    return F.interpolate(middle, size=length, mode="linear", align_corners=False)[0].T.contiguous()


def _reach(is_positive: Tensor, resize_map: Tensor) -> slice | None:
    """Output positions that mix at least one positive input position, as one slice."""
    return _span((resize_map[:, is_positive] > 0).any(dim=1))


def _support(rows: Tensor) -> slice:
    """Input positions that the given outputs mix."""
    support = _span((rows > 0).any(dim=0))
    assert support is not None
    return support


def _span(flags: Tensor) -> slice | None:
    positions = torch.nonzero(flags)
    if len(positions) == 0:
        return None
    return slice(int(positions[0]), int(positions[-1]) + 1)
