"""What the formats of single pictures share: how a frame's picture is called, and from which media it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedTurn,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


def picture_name(clip: AnnotatedClip, frame_index: int) -> str:
    """File name of a still, or of a frame of a clip: `clip.jpg`, `clip_00012.jpg`."""
    is_still = clip.item.kind is MediaKind.IMAGE
    return f"{clip.name}.jpg" if is_still else f"{clip.name}_{frame_index:05d}.jpg"


def write_pictures(clip: AnnotatedClip, folder: Path, frames: Iterable[int], token: CancelToken) -> None:
    """Write frames into `folder` under `picture_name`; nothing where the clip's pictures are not available."""
    if clip.open_frames is None:
        return
    with clip.open_frames() as reader:
        for frame_index in sorted(set(frames)):
            token.raise_if_cancelled()
            picture = Image.fromarray(reader.read_rgb(frame_index))
            folder.mkdir(parents=True, exist_ok=True)
            picture.save(folder / picture_name(clip, frame_index), quality=95, subsampling=0)


def source_keys(clip: AnnotatedClip, frame_index: int) -> dict[str, Any]:
    """Extra keys of an item that say which frame of which file it is; other readers ignore them."""
    keys: dict[str, Any] = {"source": Path(clip.item.path).name, "source_hash": clip.item.edge_hash}
    return keys if clip.item.kind is MediaKind.IMAGE else {**keys, "frame_index": frame_index}


def source_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of an `ImportedClip` from the keys that `source_keys` wrote; nothing where they are missing or damaged."""
    fields: dict[str, Any] = {}
    for key, name in (("source", "source_name"), ("source_hash", "source_hash")):
        if isinstance(item.get(key), str):
            fields[name] = item[key]
    frame = item.get("frame_index")
    if isinstance(frame, int) and not isinstance(frame, bool) and 0 <= frame < 1 << 31:
        fields |= {"frame_indices": (frame,), "is_clip": True}
    return fields


SOURCE_KEYS = ("source", "source_hash", "frame_index")


def picture_size(path: Path) -> tuple[int, int]:
    """(height, width) as the file's header says, without decoding it and without turning it by EXIF.

    Raises:
        FormatError: no picture.
    """
    try:
        with Image.open(path) as picture:
            return picture.size[1], picture.size[0]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected a picture, found {1}").format(path.name, error)
        ) from error


class ReadPicture:
    """One picture of a data set while it is read. Equal masks in it are one object, which has been named twice."""

    def __init__(self, name: str, height: int, width: int, item: Mapping[str, Any]) -> None:
        """Raises: FormatError for a size that cannot be. `item`: where `source_keys` may have been written."""
        self.name, self.size_hw = name, (height, width)
        self._source = source_of(item)
        self._frame = self._source.pop("frame_indices", (0,))[0]
        self._builder = ClipBuilder(name, height, width)
        self._builder.add_frame(self._frame, name)
        self._masks: list[MaskRle] = []
        self._turns: list[ImportedTurn] = []

    def keep(self, extras: Mapping[str, Any]) -> None:
        """What the file says beyond the document."""
        self._builder.extras |= extras

    def add_object(self, mask: ImportedMask, name: str = "", *, extras: Mapping[str, Any] | None = None) -> int:
        """Position of the object with this mask, which is new unless the picture has it already."""
        rle = mask.rle
        if rle in self._masks:
            return self._masks.index(rle)
        position = len(self._masks)
        self._masks.append(rle)
        self._builder.add_object(str(position), name=name, extras=extras)
        self._builder.add_mask(str(position), self._frame, mask)
        return position

    def add_text(self, text: ImportedExpression) -> None:
        """A text whose `objects` are positions that `add_object` gave."""
        self._builder.add_text(text, map(str, text.objects))

    def add_turn(self, turn: ImportedTurn) -> None:
        self._turns.append(turn)

    def build(self, *, media: Path | None, split: str = "") -> ImportedClip:
        return self._builder.build(media=media, split=split, turns=tuple(self._turns), **self._source)
