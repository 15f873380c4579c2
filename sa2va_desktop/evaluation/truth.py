"""Reading ground truth for one clip: a folder of DAVIS index PNGs, and the expressions of a synthetic scene."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.index_picture import read_index_picture

VOID_INDEX = 255


@dataclass(frozen=True)
class ClipTruth:
    """Index masks of one clip.

    Attributes:
        folder: where the PNGs are.
        files: one PNG per frame, in frame order.
        expressions: text → object ids, from `scene.json` beside the folder; empty when there is none.
    """

    folder: Path
    files: tuple[Path, ...]
    expressions: dict[str, tuple[int, ...]]

    def index_mask(self, frame_index: int) -> npt.NDArray[np.uint8]:
        """(H, W) uint8 object ids, 0 background; void pixels count as background.

        Raises:
            MediaError: not an index or greyscale picture.
        """
        indices, has_palette = read_index_picture(self.files[frame_index])
        # 255 is void in an index PNG, and the object itself in a black-and-white one.
        indices[indices == VOID_INDEX] = 0 if has_palette else 1
        return indices

    def check_fits(self, frame_count: int, size_hw: tuple[int, int]) -> None:
        """Refuse a truth of another clip before minutes of work; sizes are checked by the first mask.

        Raises: FormatError, MediaError.
        """
        if len(self.files) != frame_count:
            raise FormatError(
                f"{self.folder}: expected {frame_count} masks, one a frame, found {len(self.files)}"
            )
        self._check_size(self.files[0], self.index_mask(0).shape, size_hw)

    @staticmethod
    def _check_size(path: Path, found_hw: tuple[int, ...], size_hw: tuple[int, int]) -> None:
        if found_hw != size_hw:
            raise FormatError(
                f"{path}: expected a mask of {size_hw[1]}x{size_hw[0]}, found {found_hw[1]}x{found_hw[0]}"
            )

    def union_mask(
        self, frame_index: int, object_ids: Sequence[int] | None, size_hw: tuple[int, int] | None = None
    ) -> BoolMask:
        """(H, W) bool: pixels of the given objects, or of any object when `object_ids` is None.

        Raises:
            MediaError: not an index or greyscale picture.
            FormatError: the mask has another size than `size_hw`, if that is given.
        """
        indices = self.index_mask(frame_index)
        if size_hw is not None:
            self._check_size(self.files[frame_index], indices.shape, size_hw)
        return indices > 0 if object_ids is None else np.isin(indices, list(object_ids))

    def objects_for(self, instruction: str) -> tuple[int, ...] | None:
        """Ids of the objects that the longest expression contained in the instruction names, or None."""
        words = f" {_normalised(instruction)} "
        found = [text for text in self.expressions if f" {_normalised(text)} " in words]
        return self.expressions[max(found, key=len)] if found else None


def read_clip_truth(folder: Path) -> ClipTruth:
    """Find the index PNGs of a clip.

    Args:
        folder: holds `00000.png`, …; or one DAVIS root with a single sequence below `Annotations/*/`.

    Raises:
        FormatError: no PNG in the folder, or a broken `scene.json`.
    """
    files = sorted(folder.glob("*.png"))
    if not files:
        sequences = sorted(folder.glob("Annotations/*/*/00000.png"))
        if len(sequences) == 1:
            files = sorted(sequences[0].parent.glob("*.png"))
    if not files:
        raise FormatError(f"{folder}: expected index PNGs such as 00000.png, found none")
    return ClipTruth(folder, tuple(files), _read_expressions(folder))


def _read_expressions(folder: Path) -> dict[str, tuple[int, ...]]:
    for path in (folder / "scene.json", folder.parent / "scene.json"):
        if not path.is_file():
            continue
        try:
            scene = json.loads(path.read_text(encoding="utf-8"))
            return {
                str(item["text"]): tuple(int(value) for value in item["object_ids"])
                for item in scene["expressions"]
            }
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise FormatError(
                f"{path}: expected a list of expressions with text and object_ids ({error})"
            ) from error
    return {}


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"[\w]+", text.lower()))
