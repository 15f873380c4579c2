"""Masks as they lie in a project file: what is cheap to check is checked at once, their runs are read at the first look."""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, RleError, read_header, read_runs
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.translation import translate


class StoredMask(MaskRle):
    """A mask whose runs are unpacked when somebody first asks for them, on whatever thread.

    Its header was checked when the file was read, so that the memory its runs may take is bounded by its picture. If
    they turn out to be damaged, whoever asks for them gets a `ProjectError`; the mask can still be kept, moved
    through the history and stored, as the bytes that it is.

    Attributes:
        digest, blob: what the file holds of it; empty when it was made from another by `replace`.
    """

    digest: bytes = b""
    blob: bytes = b""
    _where: tuple[str, int] = ("", 0)  # the file's name and the mask's row

    @classmethod
    def read(cls, name: str, mask_id: int, digest: bytes, blob: bytes) -> StoredMask:
        """The mask in a row of the file called `name`.

        Raises:
            RleError: not a mask, or a box outside its picture.
        """
        mask = cls.__new__(cls)
        height, width, x0, y0, box_width, box_height = read_header(blob)
        # Past the constructor, which would want the runs.
        mask.__dict__.update(
            height=height,
            width=width,
            x0=x0,
            y0=y0,
            box_width=box_width,
            box_height=box_height,
            digest=digest,
            blob=blob,
            _where=(name, mask_id),
        )
        return mask

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet. Two threads at once unpack the same twice, to no harm."""
        if name != "runs" or not self.blob:
            raise AttributeError(f"a mask has no {name}")
        runs = self.__dict__["runs"] = self._unpacked()
        return runs

    def passing_runs(self) -> npt.NDArray[np.uint32]:
        """As `runs`, and raises like it; what is not unpacked stays so, since all runs of a long clip fill the memory."""
        known: npt.NDArray[np.uint32] | None = self.__dict__.get("runs")
        return known if known is not None else self._unpacked()

    def _unpacked(self) -> npt.NDArray[np.uint32]:
        try:
            return read_runs(self.blob)
        except RleError as error:
            raise damaged_mask(*self._where, error) from error

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredMask) and self.blob and self.blob == other.blob:
            return True
        try:
            return super().__eq__(other)
        except ProjectError:
            return False  # damaged: equal to nothing that can be read

    __hash__ = MaskRle.__hash__


class StoredMasks:
    """The masks of one file that are in use: the document and the history share them. On one thread at a time."""

    def __init__(self) -> None:
        self._masks: WeakValueDictionary[int, StoredMask] = WeakValueDictionary()

    def mask(self, name: str, mask_id: int, digest: bytes, blob: bytes) -> StoredMask:
        """The mask in a row of the file called `name`; a row number that means another mask by now is noticed.

        Raises:
            ProjectError: not a mask, or a box outside its picture.
        """
        known = self._masks.get(mask_id)
        if known is not None and known.blob == blob:
            return known
        if not isinstance(blob, bytes) or not isinstance(digest, bytes):
            raise damaged_mask(name, mask_id, RleError("a stored mask and its digest are bytes"))
        try:
            mask = self._masks[mask_id] = StoredMask.read(name, mask_id, digest, blob)
        except RleError as error:
            raise damaged_mask(name, mask_id, error) from error
        return mask


def damaged_mask(name: str, mask_id: int, error: RleError) -> ProjectError:
    """The sentence for a mask that cannot be read."""
    return ProjectError(
        translate("storage", "{0} is damaged: in the table {1}, the row {2!r:.60}: {3}.").format(
            name, "mask", mask_id, error
        )
    )
