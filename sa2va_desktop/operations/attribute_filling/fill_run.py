"""Asks about all open attributes of all objects, on the model's thread; events leave as values are found."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import FrameProvider, Predictor
from sa2va_desktop.operations.attribute_filling.attribute_asker import AttributeAsker
from sa2va_desktop.operations.attribute_filling.change_search import Stretch, search_changes
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.fill_plan import FillTarget, WantedAttribute
from sa2va_desktop.operations.attribute_filling.frame_picks import best_frames, seen_frames
from sa2va_desktop.operations.attribute_filling.reading import Reading, pooled
from sa2va_desktop.tasks import CancelToken

OpenItem = Callable[[MediaItem], AbstractContextManager[FrameProvider]]


@dataclass(frozen=True)
class AttributeAsked:
    """One question more was answered; `done` of `total` attributes of objects are through."""

    done: int
    total: int
    object_name: str
    attribute_name: str
    frame_index: int


@dataclass(frozen=True)
class AttributeFilled:
    """What was found of one attribute of one object; without `stretches` nothing was credible.

    `done` of `total` attributes of objects are through.
    """

    done: int
    total: int
    target: FillTarget
    wanted: WantedAttribute
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class TargetFailed:
    """An object whose clip cannot be read, and why; the others go on."""

    target: FillTarget
    reason: str


FillEvent = AttributeAsked | AttributeFilled | TargetFailed


def fill_events(
    predictor: Predictor,
    targets: Sequence[FillTarget],
    options: FillOptions,
    open_item: OpenItem,
    token: CancelToken,
) -> Iterator[FillEvent]:
    """Ask about all targets, in their order.

    Raises: what the predictor raises; events that were yielded stay valid.
    """
    total = sum(len(target.wanted) for target in targets)
    done = 0
    with ExitStack() as stack:
        shown: MediaItem | None = None
        for target in targets:
            token.raise_if_cancelled()
            before = done
            try:
                if shown is None or shown.media_id != target.item.media_id:
                    stack.close()
                    shown = None
                    frames = stack.enter_context(open_item(target.item))
                    shown = target.item
                asker = AttributeAsker(predictor, target, frames, token, whole_picture=options.whole_picture)
                for wanted in target.wanted:
                    found = yield from _asked(asker, target, wanted, options, done, total)
                    done += 1
                    yield AttributeFilled(done, total, target, wanted, found)
            except MediaError as error:
                done = before + len(target.wanted)
                yield TargetFailed(target, str(error))


def _asked(
    asker: AttributeAsker,
    target: FillTarget,
    wanted: WantedAttribute,
    options: FillOptions,
    done: int,
    total: int,
) -> Generator[FillEvent, None, tuple[Stretch, ...]]:
    attribute = wanted.attribute
    frames = [index for index in seen_frames(target.track) if wanted.is_open(index)]
    if not frames:
        return ()
    search = _changing(frames, options) if attribute.changes_over_time else _constant(target, frames, options)
    frame_index = next(search)
    while True:
        reading = asker.read(attribute, frame_index)
        yield AttributeAsked(done, total, target.about.name, attribute.name, frame_index)
        try:
            frame_index = search.send(reading)
        except StopIteration as end:
            found: tuple[Stretch, ...] = end.value
            return found


def _changing(frames: Sequence[int], options: FillOptions) -> Generator[int, Reading, tuple[Stretch, ...]]:
    return search_changes(
        frames,
        samples=options.samples,
        most_questions=options.most_questions,
        threshold=options.threshold,
    )


def _constant(
    target: FillTarget, frames: Sequence[int], options: FillOptions
) -> Generator[int, Reading, tuple[Stretch, ...]]:
    readings = []
    for frame_index in best_frames(target.track, frames, options.frames):
        readings.append((yield frame_index))
    together = pooled(readings)
    if together.best is None or together.confidence < options.threshold:
        return ()
    return (Stretch(0, together.best, together.confidence),)
