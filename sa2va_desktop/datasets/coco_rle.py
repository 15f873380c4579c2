"""COCO run lengths: column-major over the whole picture, in other formats' files only.

The document's own codec is `annotation/rle.py`. Checked beyond what `pycocotools` checks: it takes counts that end too
early, and a value other than 0 and 1 becomes a wrong mask without a word.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from pycocotools import mask as coco_mask

from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle, rle_to_mask
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_SIZE_LIMIT = 1 << 28
"""Pixels of a picture whose mask is read; more is refused before anything is allocated."""
_MAX_DIGITS = 7
"""Characters of one count; 35 bits hold any."""


def rle_to_coco(rle: MaskRle) -> dict[str, Any]:
    """A COCO run-length dict: `size` [height, width], `counts` an ASCII string, column-major."""
    encoded = coco_mask.encode(np.asfortranarray(rle_to_mask(rle)))
    return {"size": [rle.height, rle.width], "counts": encoded["counts"].decode("ascii")}


def rle_to_coco_counts(rle: MaskRle) -> dict[str, Any]:
    """The same with `counts` as a list of numbers, which older readers of ground truth need."""
    flat = rle_to_mask(rle).ravel(order="F")
    changes = np.flatnonzero(np.diff(flat)) + 1
    edges = np.concatenate([[0], changes, [flat.size]])
    counts = np.diff(edges).tolist()
    return {"size": [rle.height, rle.width], "counts": [0, *counts] if flat[0] else counts}


def coco_to_rle(value: object, *, size_hw: tuple[int, int] | None = None) -> MaskRle:
    """A mask from a COCO run-length dict, compressed (text) or not (numbers).

    Args:
        size_hw: what the size has to be; None takes any.

    Raises:
        FormatError: not such a dict, another size, or counts that do not fill the picture; the caller adds the place.
    """
    size, counts = _parts(value)
    if size_hw is not None and size != size_hw:
        raise FormatError(
            translate("datasets", "expected a mask of {0}x{1} pixels, found {2}x{3}").format(
                size_hw[1], size_hw[0], size[1], size[0]
            )
        )
    total = size[0] * size[1]
    runs = _counts_of_text(counts, total) if isinstance(counts, str) else _counts_of_list(counts)
    if (filled := int(runs.sum())) != total:
        raise FormatError(
            translate("datasets", "expected run lengths of {0} pixels, found {1}").format(total, filled)
        )
    return _rle_of_runs(runs, size)


def _rle_of_runs(runs: npt.NDArray[np.int64], size: tuple[int, int]) -> MaskRle:
    """Column-major runs that fill a picture; only the columns with foreground are laid out."""
    height, width = size
    edges = np.concatenate(([0], np.cumsum(runs)))
    starts, stops = edges[1:-1:2], edges[2::2]
    filled = np.flatnonzero(stops > starts)
    if filled.size == 0:
        return empty_rle(height, width)
    x0, x1 = int(starts[filled[0]]) // height, (int(stops[filled[-1]]) - 1) // height + 1
    inside = np.diff(np.clip(edges, x0 * height, x1 * height))
    columns = np.repeat(np.arange(len(runs)) % 2 == 1, inside).reshape(x1 - x0, height)
    part = mask_to_rle(columns.T)
    return replace(part, width=width, x0=part.x0 + x0)


def _parts(value: object) -> tuple[tuple[int, int], str | list[Any]]:
    if not isinstance(value, dict) or not isinstance(value.get("size"), list | tuple):
        raise FormatError(
            translate("datasets", "expected run lengths with size and counts, found {0:.60}").format(
                repr(value)
            )
        )
    size, counts = value["size"], value.get("counts")
    if len(size) != 2 or not all(
        isinstance(side, int) and not isinstance(side, bool) and side > 0 for side in size
    ):
        raise FormatError(
            translate("datasets", "expected a size of height and width, found {0:.60}").format(repr(size))
        )
    if size[0] * size[1] > _SIZE_LIMIT:
        raise FormatError(
            translate("datasets", "expected a mask of at most {0} pixels, found {1}x{2}").format(
                _SIZE_LIMIT, size[1], size[0]
            )
        )
    if isinstance(counts, bytes):
        counts = counts.decode("ascii", "replace")
    if not isinstance(counts, str | list):
        raise FormatError(
            translate("datasets", "expected counts as text or numbers, found {0:.60}").format(repr(counts))
        )
    return (size[0], size[1]), counts


def _counts_of_list(counts: list[Any]) -> npt.NDArray[np.int64]:
    if not all(
        isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= _SIZE_LIMIT for count in counts
    ):
        raise FormatError(translate("datasets", "expected whole numbers from 0 as counts, found another value"))
    return np.array(counts, np.int64)


def _counts_of_text(text: str, total: int) -> npt.NDArray[np.int64]:
    """Counts of compressed text: five bits a character from the low end, from the third on the change to two before.

    Source: the format as `pycocotools` 2.0 reads it. Decoded here, because that library takes any characters.
    """
    digits = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8).astype(np.int64) - 48
    if digits.size == 0:
        return digits
    bad = np.flatnonzero((digits < 0) | (digits >= 64))
    if bad.size:
        raise _bad_character(text, int(bad[0]))
    ends = np.flatnonzero(digits & 0x20 == 0)
    if ends.size == 0 or ends[-1] != digits.size - 1:
        raise FormatError(translate("datasets", "expected complete run lengths, found a cut-off end"))
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    if lengths.max() > _MAX_DIGITS:
        raise _bad_character(text, int(starts[lengths.argmax()]) + _MAX_DIGITS)
    shifts = 5 * (np.arange(digits.size) - np.repeat(starts, lengths))
    counts = np.add.reduceat((digits & 0x1F) << shifts, starts)
    counts -= np.where(digits[ends] & 0x10, 1 << (5 * lengths), 0)
    counts[1::2], counts[2::2] = np.cumsum(counts[1::2]), np.cumsum(counts[2::2])
    odd = np.flatnonzero((counts < 0) | (counts > total))
    if odd.size:
        raise FormatError(
            translate("datasets", "expected run lengths between 0 and {0}, found {1}").format(
                total, counts[odd[0]]
            )
        )
    return counts


def _bad_character(text: str, place: int) -> FormatError:
    found = text.encode("utf-8", "surrogatepass")[place : place + 1].decode("latin-1")
    sentence = translate("datasets", "expected run lengths as text, found {0!r} as character {1}")
    return FormatError(sentence.format(found, place + 1))
