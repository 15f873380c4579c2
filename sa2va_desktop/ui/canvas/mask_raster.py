"""Masks as pictures at the screen's own resolution: filled or as an outline, sampled straight from their run lengths.

What a mask costs to paint depends on how large it is on the screen, not on how large the picture is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import PixelBox, pixels_of_spans, row_spans

_HALO = 150 << 24  # black, so that an outline is seen on any picture
_NOWHERE = PixelBox(0, 0, 0, 0)

Argb = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class RasterStyle:
    """How a mask is drawn.

    Attributes:
        color: of the filled mask, or of its outline.
        outline_px: width of the outline in device pixels; 0 fills the mask.
        halo_px: how far a dark line reaches beyond the outline on both sides.
    """

    color: Rgb
    outline_px: int = 0
    halo_px: int = 0

    @property
    def reach_px(self) -> int:
        """How far from the mask's border a device pixel can be and still depend on it."""
        return self.outline_px // 2 + 1 + self.halo_px if self.outline_px else 0


class MaskRaster:
    """One picture of one mask for one scale and style; kept while they last, and patched where the mask changes."""

    def __init__(self, style: RasterStyle) -> None:
        self.style = style
        self._scale = 0.0
        self._box = _NOWHERE
        self._pixels: Argb = np.zeros((0, 0), np.uint32)
        self._image = QImage()

    def picture(self, rle: MaskRle, scale: float, wanted: PixelBox, box: PixelBox) -> tuple[QImage, int, int]:
        """The mask's picture and the device pixel of its top-left corner.

        Args:
            wanted: device pixels that must be there now.
            box: device pixels to render when they are not; holds `wanted`.
        """
        if scale != self._scale or wanted.common(self._box) != wanted:
            self._scale, self._box = scale, box
            self._pixels = render_mask(rle, scale, box, self.style)
            height, width = self._pixels.shape
            # The image shares the memory, which lives as long as this object and may be patched.
            self._image = QImage(
                self._pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
            )
        return self._image, self._box.x0, self._box.y0

    def patch(self, rle: MaskRle, changed: PixelBox) -> None:
        """Follow a mask that differs in a box of device pixels."""
        part = changed.grown(self.style.reach_px).common(self._box)
        if not part.is_empty:
            rows = slice(part.y0 - self._box.y0, part.y1 - self._box.y0)
            columns = slice(part.x0 - self._box.x0, part.x1 - self._box.x0)
            self._pixels[rows, columns] = render_mask(rle, self._scale, part, self.style)

    @property
    def scale(self) -> float:
        """Device pixels per picture pixel of what is kept; 0 before the first picture."""
        return self._scale


def render_mask(rle: MaskRle, scale: float, box: PixelBox, style: RasterStyle) -> Argb:
    """A box of device pixels as premultiplied ARGB, contiguous."""
    red, green, blue = style.color
    color = np.uint32(0xFF000000 | red << 16 | green << 8 | blue)
    if not style.outline_px:
        return np.multiply(sample_mask(rle, scale, box), color, dtype=np.uint32)
    reach = style.reach_px
    inside = sample_mask(rle, scale, box.grown(reach))
    line = _border(inside, style.outline_px, 0)[reach:-reach, reach:-reach]
    pixels = np.multiply(line, color, dtype=np.uint32)
    if style.halo_px:
        halo = _border(inside, style.outline_px, style.halo_px)[reach:-reach, reach:-reach]
        pixels[halo & ~line] = _HALO
    return pixels


def sample_mask(rle: MaskRle, scale: float, box: PixelBox) -> BoolMask:
    """The mask at the centres of device pixels.

    Args:
        scale: device pixels per picture pixel.
        box: device pixels counted from the picture's corner; what lies outside the picture is background.

    Returns:
        bool of the box's shape.
    """
    height, width = box.shape
    picture_rows = _picture_positions(box.y0, box.y1, scale)
    is_near = (picture_rows >= rle.y0) & (picture_rows < rle.y0 + rle.box_height)
    sampled = np.zeros((height, width), np.bool_)
    if width == 0 or not is_near.any():
        return sampled
    rows, line_of_row = np.unique(picture_rows[is_near], return_inverse=True)
    lines = _sample_rows(rle, scale, rows, box.x0, width)
    near = np.flatnonzero(is_near)
    sampled[near[0] : near[-1] + 1] = lines if rows.size == near.size else lines[line_of_row]
    return sampled


def _picture_positions(start: int, stop: int, scale: float) -> npt.NDArray[np.int64]:
    """The picture row or column under the centre of each device pixel from `start` to before `stop`."""
    return np.floor((np.arange(start, stop) + 0.5) / scale).astype(np.int64)


def _sample_rows(
    rle: MaskRle, scale: float, rows: npt.NDArray[np.int64], first_column: int, width: int
) -> BoolMask:
    """Ascending picture rows, sampled at device columns: bool (number of rows, width)."""
    spans = row_spans(rle, int(rows[0]), int(rows[-1]) + 1)
    line_of = np.full(int(rows[-1] - rows[0]) + 1, -1)
    line_of[rows - rows[0]] = np.arange(rows.size)
    lines = line_of[spans[:, 0] - rows[0]]
    columns = _picture_positions(first_column, first_column + width, scale)
    starts, stops = np.searchsorted(columns, spans[:, 1:]).T
    is_seen = (lines >= 0) & (starts < stops)
    return pixels_of_spans(lines[is_seen], starts[is_seen], stops[is_seen], (rows.size, width))


def _border(inside: BoolMask, width_px: int, margin_px: int) -> BoolMask:
    """A line along the border, its odd pixel inside the mask, wider by a margin on both sides."""
    inner, outer = (width_px + 1) // 2 + margin_px, width_px // 2 + margin_px
    return _spread(inside, outer) & _spread(~inside, inner)


def _spread(mask: BoolMask, reach: int) -> BoolMask:
    """True within `reach` pixels of a true one, diagonals included."""
    wide = mask.copy()
    for step in range(1, reach + 1):
        wide[:, step:] |= mask[:, :-step]
        wide[:, :-step] |= mask[:, step:]
    tall = wide.copy()
    for step in range(1, reach + 1):
        tall[step:] |= wide[:-step]
        tall[:-step] |= wide[step:]
    return tall
