"""COCO run lengths: column-major over the whole picture, in other formats' files only.

The document's own codec is `annotation/rle.py`. Checked beyond what `pycocotools` checks: it takes counts that end too
early, and a value other than 0 and 1 becomes a wrong mask without a word.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_SIZE_LIMIT = 1 << 28
"""Pixels of a picture whose mask is read; more is refused before anything is allocated."""


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
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return mask_to_rle(flat.reshape(size, order="F"))


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


def _counts_of_list(counts: list[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    if not all(
        isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= _SIZE_LIMIT for count in counts
    ):
        raise FormatError(translate("datasets", "expected whole numbers from 0 as counts, found another value"))
    return np.array(counts, np.int64)


def _counts_of_text(text: str, total: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Counts of compressed text: five bits a character from the low end, from the third on the change to two before.

    Source: the format as `pycocotools` 2.0 reads it. Decoded here, because that library takes any characters.
    """
    counts: list[int] = []
    place = 0
    while place < len(text):
        number = shift = 0
        while True:
            if place >= len(text):
                raise FormatError(translate("datasets", "expected complete run lengths, found a cut-off end"))
            bits = ord(text[place]) - 48
            place += 1
            if not 0 <= bits < 64 or shift > 30:
                raise FormatError(
                    translate("datasets", "expected run lengths as text, found {0!r} as character {1}").format(
                        text[place - 1], place
                    )
                )
            number |= (bits & 0x1F) << shift
            shift += 5
            if not bits & 0x20:
                if bits & 0x10:
                    number -= 1 << shift
                break
        if len(counts) > 2:
            number += counts[-2]
        if not 0 <= number <= total:
            raise FormatError(
                translate("datasets", "expected run lengths between 0 and {0}, found {1}").format(total, number)
            )
        counts.append(number)
    return np.array(counts, np.int64)
