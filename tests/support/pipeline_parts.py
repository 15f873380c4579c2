"""A small project of tracked objects on a folder of pictures, and scripted parts of the pipeline that writes about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from support.masks import box_mask

from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.inference.api import FrameProvider, RgbFrame
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.storage.session import OpenProject, open_project

SIZE_HW = (48, 64)
FRAMES = 12


def write_frames(folder: Path, count: int = FRAMES) -> Path:
    """Grey pictures, frame k of level 10 k."""
    folder.mkdir()
    for index in range(count):
        Image.fromarray(np.full((*SIZE_HW, 3), 10 * index, np.uint8)).save(folder / f"{index:03d}.png")
    return folder


def box_rle(x: int, side: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, x, 10, x + side, 10 + side))


def tracked_project(folder: Path, *names: str) -> OpenProject:
    """A project with objects that are largest on frame 5; "away" is absent on most frames, "tiny" a few pixels."""
    session = open_project(folder / "p.sa2va", create=True)
    add_probed_media(session, [probe(write_frames(folder / "clip"))])
    for place, name in enumerate(names):
        add_object(session, name, x=4 + 12 * place)
    return session


def add_object(session: OpenProject, name: str, *, x: int = 4) -> ObjectId:
    (media_id,) = session.project.media
    item = new_object(session.project, media_id, name)
    frames = {}
    for index in range(FRAMES):
        side = 2 if name == "tiny" else 16 if index == 5 else 12
        gone = name == "away" and index > 1
        rle = empty_rle(*SIZE_HW) if gone else box_rle(x, side)
        frames[index] = ObjectFrame(rle, FrameState.ABSENT if gone else FrameState.TRACKED, 0.9, 5.0)
    changes = [*put_object(session.project, item), *put_track(session.project, item.object_id, frames)]
    session.do("Add", changes)
    return item.object_id


Asked = tuple[int, tuple[int, ...], str]


class ScriptedWriter:
    """Answers by a function of the question, remembers what it was shown, and finds a box that does not move."""

    def __init__(self, answer: Callable[[str], str], name: str = "scripted") -> None:
        self.name = self.identity = name
        self.asked: list[Asked] = []
        self.pictures: list[Sequence[RgbFrame]] = []
        self.found: list[str] = []
        self._answer = answer

    def describe(self, pictures: Sequence[RgbFrame], question: str) -> str:
        self.asked.append((len(pictures), pictures[0].shape, question))
        self.pictures.append(pictures)
        return self._answer(question)

    def find(
        self, frames: FrameProvider, question: str, *, is_video: bool, count: int = 1
    ) -> Iterator[tuple[int, tuple[MaskRle, ...]]]:
        self.found.append(question)
        for index in range(frames.frame_count):
            yield index, (box_rle(4, 12),)


class Turns:
    """Opens scripted parts and notes who is open when."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def opener(self, part: ScriptedWriter) -> Callable[[], object]:
        @contextmanager
        def opened() -> Iterator[ScriptedWriter]:
            self.log.append(f"+{part.name}")
            yield part
            self.log.append(f"-{part.name}")

        return opened
