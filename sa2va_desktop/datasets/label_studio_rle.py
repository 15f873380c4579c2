"""Label Studio's run lengths: a stream of bits over the four channels of every pixel, row by row.

The stream: 32 bits count of values (4 a pixel), 5 bits word size - 1, four times 4 bits width of a run's length - 1; then
runs: 1 bit whether one value repeats, 2 bits which width, length - 1, and one value or as many as the length says.
Source: the brush format of `label_studio_sdk.converter`, an application of thi.ng's rle-pack.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_WORD_BITS = 8
_WIDTHS = (3, 4, 8, 16)
_LONGEST = 1 << _WIDTHS[-1]
_CHANNELS = 4
_ALPHA = 3


def mask_to_label_studio(rle: MaskRle) -> list[int]:
    """The bytes of a mask as white on transparent black."""
    flat = rle_to_mask(rle).reshape(-1)
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    bounds = np.concatenate(([0], edges, [flat.size]))
    lengths = np.diff(bounds) * _CHANNELS
    values = np.where(flat[bounds[:-1]], 255, 0)
    # A run that is too long for the widest length is several.
    pieces = (lengths + _LONGEST - 1) // _LONGEST
    values = np.repeat(values, pieces)
    last = np.cumsum(pieces) - 1
    split = np.full(int(pieces.sum()), _LONGEST)
    split[last] = lengths - (pieces - 1) * _LONGEST
    kinds = np.searchsorted([1 << width for width in _WIDTHS], split)
    widths = np.array(_WIDTHS)[kinds]
    codes = (((4 + kinds) << widths | (split - 1)) << _WORD_BITS) | values
    bits = np.concatenate([_header(flat.size * _CHANNELS), _bits(codes, 3 + widths + _WORD_BITS)])
    padding = np.zeros(
        8 - bits.size % 8, np.uint8
    )  # a whole byte when none were needed, as Label Studio has it
    packed: list[int] = np.packbits(np.concatenate([bits, padding])).tolist()
    return packed


def label_studio_to_rle(values: object, size_hw: tuple[int, int]) -> MaskRle:
    """A mask from such bytes: where alpha is above 0.

    Raises:
        FormatError: no bytes, another picture's size, or a stream that ends too early or too late.
    """
    if not isinstance(values, list) or not all(
        isinstance(each, int) and not isinstance(each, bool) and 0 <= each <= 255 for each in values
    ):
        raise FormatError(
            translate("datasets", "expected run lengths as bytes from 0 to 255, found another value")
        )
    mask = np.zeros(size_hw[0] * size_hw[1], np.bool_)
    stream = _Stream(bytes(values))
    if (count := stream.take(32)) != mask.size * _CHANNELS:
        raise FormatError(
            translate("datasets", "expected {0} values for {1}x{2} pixels, found {3}").format(
                mask.size * _CHANNELS, size_hw[1], size_hw[0], count
            )
        )
    word_bits = stream.take(5) + 1
    if word_bits != _WORD_BITS:
        raise FormatError(translate("datasets", "expected values of 8 bits, found {0}").format(word_bits))
    widths = [stream.take(4) + 1 for _ in _WIDTHS]
    place = 0
    while place < count:
        repeats, width = stream.take(1), widths[stream.take(2)]
        length = stream.take(width) + 1
        if place + length > count:
            raise FormatError(
                translate("datasets", "expected run lengths of {0} values, found more").format(count)
            )
        first, last = _pixel(place), _pixel(place + length)
        if repeats:
            mask[first:last] = stream.take(_WORD_BITS) > 0
        else:
            alphas = stream.words(length)[_ALPHA + first * _CHANNELS - place :: _CHANNELS]
            mask[first:last] = alphas > 0
        place += length
    return mask_to_rle(mask.reshape(size_hw))


def _pixel(place: int) -> int:
    """The first pixel whose alpha is at this place of the values, or behind it."""
    return max(0, -((_ALPHA - place) // _CHANNELS))


def _header(count: int) -> npt.NDArray[np.uint8]:
    fields = [(count, 32), (_WORD_BITS - 1, 5), *((width - 1, 4) for width in _WIDTHS)]
    numbers, widths = zip(*fields, strict=True)
    return _bits(np.array(numbers), np.array(widths))


def _bits(numbers: npt.NDArray[np.integer], widths: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """Numbers written one after the other, each with its own count of bits, high ones first."""
    columns = np.arange(int(widths.max()))
    shifts = widths[:, None] - 1 - columns
    bits = (numbers[:, None] >> np.maximum(shifts, 0)) & 1
    return bits[shifts >= 0].astype(np.uint8)


class _Stream:
    """Numbers from the front of a sequence of bytes. Raises: FormatError at its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def take(self, width: int) -> int:
        """The next `width` bits, at most 32, as a number."""
        self._check(width)
        start, offset = divmod(self._place, 8)
        number = int.from_bytes(self._data[start : start + 5].ljust(5, b"\0"), "big")
        self._place += width
        return number >> (40 - offset - width) & ((1 << width) - 1)

    def words(self, count: int) -> npt.NDArray[np.uint8]:
        """The next `count` bytes, which may begin inside a byte."""
        self._check(count * _WORD_BITS)
        start, offset = divmod(self._place, 8)
        raw = np.unpackbits(np.frombuffer(self._data[start : start + count + 1], np.uint8))
        self._place += count * _WORD_BITS
        return np.packbits(raw[offset : offset + count * _WORD_BITS])

    def _check(self, width: int) -> None:
        if self._place + width > 8 * len(self._data):
            raise FormatError(translate("datasets", "expected complete run lengths, found a cut-off end"))
