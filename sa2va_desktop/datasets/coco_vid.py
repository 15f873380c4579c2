"""Videos told picture by picture (CocoVID, TAO), put together to the tracks of YouTube-VIS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sa2va_desktop.datasets.coco_masks import loose_id
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.datasets.json_fields import as_object, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_items
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_OF_ONE_PICTURE = ("id", "image_id", "segmentation", "bbox", "area", "instance_id", "track_id")


class _Frame(NamedTuple):
    position: int
    image: int | str
    file: str
    height: object
    width: object


class PictureTracks:
    """The pictures of the videos of one file, in order of time."""

    def __init__(self) -> None:
        self._frames: dict[int | str, list[_Frame]] = {}
        self._videos: dict[int | str, int | str] = {}

    def read(self, path: Path, report: ImportReport) -> None:
        """Take the pictures of a file; those of no video are left, and all where videos name their frames themselves.

        Raises:
            FormatError: no JSON.
        """
        _, first = next(stream_items(path, "videos.item"), (0, None))
        if isinstance(first, dict) and first.get("file_names"):
            return
        for index, each in stream_items(path, "images.item"):
            try:
                image = as_object(each, "an image")
                if image.get("video_id") is None:
                    continue
                key, video = loose_id(image.get("id"), "id"), loose_id(image["video_id"], "video_id")
                position = whole_field(image, "frame_id" if "frame_id" in image else "frame_index", 0)
                file = text_field(image, "file_name", None)
            except FormatError as error:
                report.add(translate("datasets", "{0}, image {1}").format(path, index), str(error))
                continue
            frame = _Frame(position, key, file, image.get("height"), image.get("width"))
            self._frames.setdefault(video, []).append(frame)
            self._videos[key] = video
        for frames in self._frames.values():
            frames.sort(key=lambda frame: (frame.position, frame.file))

    def video_of(self, annotation: Mapping[str, Any]) -> Any:
        """What an annotation says to be its video, or the video of its picture."""
        said = annotation.get("video_id")
        return self._videos.get(_image_of(annotation)) if said is None else said

    def completed(
        self, video: Mapping[str, Any], key: int | str, records: Sequence[Any]
    ) -> tuple[Mapping[str, Any], Sequence[Any]]:
        """The video with the names of its frames, and (place, track) of each object.

        Both stay as they are where the file tells tracks itself.
        """
        frames = self._frames.get(key)
        if not frames or video.get("file_names"):
            return video, records
        sides = {
            side: next((value for value in (video.get(side), getattr(frames[0], side)) if value), None)
            for side in ("height", "width")
        }
        return (
            {**video, **sides, "file_names": [frame.file for frame in frames]},
            _tracks(records, {frame.image: number for number, frame in enumerate(frames)}),
        )


def _image_of(annotation: Mapping[str, Any]) -> int | str:
    """ "" where it names none."""
    said = annotation.get("image_id")
    return said if isinstance(said, int | str) else ""


def _tracks(records: Sequence[Any], positions: Mapping[int | str, int]) -> list[tuple[str, dict[str, Any]]]:
    tracks: dict[Any, tuple[str, dict[str, Any]]] = {}
    for place, annotation in records:
        name = next(
            (annotation[key] for key in ("instance_id", "track_id", "id") if annotation.get(key) is not None),
            place,
        )
        own = {key: value for key, value in annotation.items() if key not in _OF_ONE_PICTURE}
        empty = {"segmentations": [None] * len(positions), "bboxes": [None] * len(positions)}
        _, track = tracks.setdefault(str(name), (place, {**own, "id": name, **empty}))
        position = positions.get(_image_of(annotation))
        if position is None or track["segmentations"][position] or track["bboxes"][position]:
            # Told as what it is: the place of a second mask, or of none of the pictures.
            tracks[place] = (place, {**own, "id": place, "segmentations": [None] * (len(positions) + 1)})
            continue
        track["segmentations"][position] = annotation.get("segmentation")
        track["bboxes"][position] = annotation.get("bbox")
    return list(tracks.values())
