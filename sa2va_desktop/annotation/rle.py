"""The mask codec: row-major run lengths inside the bounding box, starting with background, zlib for storage.

This is the only mask codec of the document. COCO strings (column-major) exist only in `datasets`.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BoolMask = npt.NDArray[np.bool_]

_HEADER = struct.Struct("<BIIIIII")  # version, H, W, x0, y0, box width, box height
_VERSION = 1
PIXEL_LIMIT = 1 << 31
"""Pixels in the box of a mask that is read: far above any picture, and what its runs take still fits an address."""


@dataclass(frozen=True, eq=False)
class MaskRle:
    """One lossless binary mask: holes, islands and one-pixel details are kept.

    Attributes:
        height, width: size of the whole picture in pixels.
        x0, y0, box_width, box_height: tight bounding box; all 0 for an empty mask.
        runs: (R,) uint32 lengths of alternating background and foreground runs over the box in row-major
            order, beginning with background (its length may be 0); they sum to `box_width * box_height`.
    """

    height: int
    width: int
    x0: int
    y0: int
    box_width: int
    box_height: int
    runs: npt.NDArray[np.uint32]

    @property
    def area(self) -> int:
        """Number of foreground pixels."""
        return int(self.runs[1::2].sum(dtype=np.int64))

    @property
    def is_empty(self) -> bool:
        return self.box_width == 0

    @property
    def box_xywh(self) -> tuple[int, int, int, int]:
        """Tight box in whole pixels: x, y, width, height; all 0 when empty."""
        return (self.x0, self.y0, self.box_width, self.box_height)

    @property
    def size_hw(self) -> tuple[int, int]:
        return (self.height, self.width)

    def passing_runs(self) -> npt.NDArray[np.uint32]:
        """`runs` for somebody who looks at many masks once: what has to be unpacked for it is not kept."""
        return self.runs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MaskRle):
            return NotImplemented
        return (
            self.size_hw == other.size_hw
            and self.box_xywh == other.box_xywh
            and np.array_equal(self.runs, other.runs)
        )

    def __hash__(self) -> int:
        return hash((self.size_hw, self.box_xywh, self.runs.tobytes()))


class RleError(ValueError):
    """Bytes that are not a mask, or a mask that does not fit its picture."""


def empty_rle(height: int, width: int) -> MaskRle:
    return MaskRle(height, width, 0, 0, 0, 0, np.zeros(0, np.uint32))


def mask_to_rle(mask: npt.NDArray[np.generic]) -> MaskRle:
    """Encode a mask.

    Args:
        mask: (H, W) bool, or any number type where non-zero is foreground.

    Raises:
        RleError: `mask` is not 2-D.
    """
    if mask.ndim != 2:
        raise RleError(f"a mask has two axes (H, W), found shape {mask.shape}")
    height, width = mask.shape
    solid = mask if mask.dtype == np.bool_ else mask != 0
    rows = np.flatnonzero(solid.any(axis=1))
    if rows.size == 0:
        return empty_rle(height, width)
    y0, y1 = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(solid[y0:y1].any(axis=0))
    x0, x1 = int(columns[0]), int(columns[-1]) + 1
    flat = np.ascontiguousarray(solid[y0:y1, x0:x1]).reshape(-1).view(np.uint8)
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    bounds = np.concatenate(([0], edges, [flat.size]))
    runs = np.diff(bounds).astype(np.uint32)
    if flat[0]:
        runs = np.concatenate((np.zeros(1, np.uint32), runs))
    return MaskRle(height, width, x0, y0, x1 - x0, y1 - y0, runs)


def rle_to_mask(rle: MaskRle) -> BoolMask:
    """Decode to a (H, W) bool array."""
    mask = np.zeros((rle.height, rle.width), np.bool_)
    if not rle.is_empty:
        mask[rle.y0 : rle.y0 + rle.box_height, rle.x0 : rle.x0 + rle.box_width] = rle_to_box_mask(rle)
    return mask


def rle_to_box_mask(rle: MaskRle) -> BoolMask:
    """Decode only the bounding box to a (box_height, box_width) bool array."""
    values = np.zeros(rle.runs.size, np.bool_)
    values[1::2] = True
    return np.repeat(values, rle.runs).reshape(rle.box_height, rle.box_width)


def rle_to_bytes(rle: MaskRle) -> bytes:
    """Serialise for storage: a fixed header and zlib-compressed little-endian uint32 runs."""
    header = _HEADER.pack(_VERSION, rle.height, rle.width, rle.x0, rle.y0, rle.box_width, rle.box_height)
    return header + zlib.compress(rle.runs.astype("<u4").tobytes(), 6)


def rle_from_bytes(blob: bytes, *, size_hw: tuple[int, int] | None = None) -> MaskRle:
    """Read what `rle_to_bytes` wrote. The memory it may take is bounded by the box it claims.

    Args:
        blob: the stored bytes; may come from a stranger's file.
        size_hw: the picture's size; when given, any other size is refused.

    Raises:
        RleError: not a mask, a box outside the picture, or runs that do not fill the box.
    """
    header = read_header(blob)
    height, width = header[:2]
    if size_hw is not None and (height, width) != tuple(size_hw):
        raise RleError(f"the mask is {width}x{height} but its picture is {size_hw[1]}x{size_hw[0]}")
    return MaskRle(*header, read_runs(blob))


def read_header(blob: bytes) -> tuple[int, int, int, int, int, int]:
    """Height and width of the picture, then x, y, width and height of the box, of what `rle_to_bytes` wrote.

    Raises:
        RleError: not a mask, or a box outside the picture.
    """
    if len(blob) < _HEADER.size:
        raise RleError(f"a stored mask has at least {_HEADER.size} bytes, found {len(blob)}")
    version, height, width, x0, y0, box_width, box_height = _HEADER.unpack_from(blob)
    if version != _VERSION:
        raise RleError(f"stored masks have version {_VERSION}, found {version}")
    if x0 + box_width > width or y0 + box_height > height or (box_width == 0) != (box_height == 0):
        raise RleError(f"the mask's box {(x0, y0, box_width, box_height)} leaves its {width}x{height} picture")
    if box_width * box_height > PIXEL_LIMIT:
        raise RleError(
            f"the mask claims {box_width * box_height} pixels, more than the {PIXEL_LIMIT} that are read"
        )
    return height, width, x0, y0, box_width, box_height


def read_runs(blob: bytes) -> npt.NDArray[np.uint32]:
    """The runs of what `rle_to_bytes` wrote, whose header `read_header` found good.

    Raises:
        RleError: they do not decompress, or do not fill the box.
    """
    *_, box_width, box_height = _HEADER.unpack_from(blob)
    pixel_count = box_width * box_height
    runs = np.frombuffer(_inflated(blob[_HEADER.size :], 4 * (pixel_count + 1)), "<u4").astype(np.uint32)
    if int(runs.sum(dtype=np.int64)) != pixel_count:
        raise RleError(f"the runs of a stored mask must sum to {pixel_count} pixels")
    if np.any(runs[1:] == 0) or runs.size == 1:
        raise RleError("the runs of a stored mask must alternate, and only the first may be 0")
    return runs


def _inflated(data: bytes, limit_bytes: int) -> bytes:
    """Decompress whole 32-bit numbers, at most `limit_bytes`, which must be all there is."""
    stream = zlib.decompressobj()
    try:
        # One byte more, so that the end of the stream is seen when the limit is met exactly.
        raw = stream.decompress(data, limit_bytes + 1)
    except zlib.error as error:
        raise RleError(f"the runs of a stored mask do not decompress: {error}") from error
    if not stream.eof or stream.unused_data or len(raw) % 4 or len(raw) > limit_bytes:
        raise RleError("the runs of a stored mask are longer than their box or cut off")
    return raw
