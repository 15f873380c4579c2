"""How a project's texts and tracks compare with other data sets: lengths, motion, occlusion, disappearance, counts.

Source: what the paper of Sa2VA compares Ref-SAV with other Ref-VOS data sets by (arXiv 2501.04001). The measures are our own
wherever the paper gives a word only, and each says what it is.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import pairwise

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Expression,
    ExpressionState,
    FrameState,
    MediaItem,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import FrameProvider
from sa2va_desktop.operations.pipeline.camera_motion import camera_motion
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:['’-]\w+)*")
_BINS = (1, 5, 10, 20, 40, 80)
_LARGE_MOTION = 0.1
_COUNTED = (ExpressionState.PROPOSED, ExpressionState.ACCEPTED)

OpenItem = Callable[[MediaItem], AbstractContextManager[FrameProvider]]


@dataclass(frozen=True)
class ClipSnapshot:
    """One media item with its tracks and texts as they were when it was asked for."""

    item: MediaItem
    tracks: Mapping[ObjectId, Mapping[int, ObjectFrame]] = field(repr=False)
    texts: tuple[Expression, ...]


@dataclass(frozen=True)
class Figure:
    """One number. `key` is the same in every language; `value` None says that it is not known."""

    key: str
    title: str
    value: float | None
    unit: str = ""

    @property
    def shown(self) -> str:
        """In words: counts whole, shares in percent."""
        if self.value is None:
            return "—"
        if self.unit == "%":
            return f"{100 * self.value:.1f} %"
        text = f"{self.value:.0f}" if self.value == int(self.value) else f"{self.value:.2f}"
        return f"{text} {self.unit}".strip()


@dataclass(frozen=True)
class FigureGroup:
    title: str
    figures: tuple[Figure, ...]


def statistics_snapshot(project: Project) -> list[ClipSnapshot]:
    """Fast: no mask is unpacked."""
    return [
        ClipSnapshot(
            item,
            {
                each.object_id: shown_track(project, each.object_id)
                for each in project.objects_of(item.media_id)
            },
            tuple(project.expressions_of(item.media_id)),
        )
        for item in project.media.values()
    ]


def text_statistics(
    clips: Sequence[ClipSnapshot],
    *,
    open_item: OpenItem | None = None,
    token: CancelToken | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[FigureGroup]:
    """All figures. Rejected texts count as rejected and nowhere else.

    Args:
        open_item: for the motion of the camera, which has to look at pictures; None leaves it unknown, and so does a
            clip that cannot be read.
    """
    texts = [text for clip in clips for text in clip.texts if text.state in _COUNTED]
    groups = [_counts(clips, texts)]
    for length, title in (
        ("long", translate("operations", "Words of long texts")),
        ("short", translate("operations", "Words of short texts")),
        ("", translate("operations", "Words of other texts")),
    ):
        of_length = [word_count(text.text) for text in texts if text.length == length]
        if of_length:
            groups.append(_lengths(length or "other", title, of_length))
    groups.append(_round_trip(texts))
    groups.append(_motion(clips, open_item, token, on_progress))
    groups.append(_presence(clips))
    return groups


def word_count(text: str) -> int:
    """Words; each sign of Chinese or Japanese is one."""
    return len(_WORD.findall(text))


# ---- groups


def _counts(clips: Sequence[ClipSnapshot], texts: Sequence[Expression]) -> FigureGroup:
    every = [text for clip in clips for text in clip.texts]
    described = {object_id for text in texts for object_id in text.object_ids}
    states = [
        (ExpressionState.PROPOSED, translate("operations", "Proposed texts")),
        (ExpressionState.ACCEPTED, translate("operations", "Accepted texts")),
        (ExpressionState.REJECTED, translate("operations", "Rejected texts")),
    ]
    return FigureGroup(
        translate("operations", "Counts"),
        (
            Figure("clips", translate("operations", "Media"), len(clips)),
            Figure("objects", translate("operations", "Objects"), sum(len(clip.tracks) for clip in clips)),
            Figure("described_objects", translate("operations", "Objects with texts"), len(described)),
            Figure("texts", translate("operations", "Texts, rejected ones left out"), len(texts)),
            *(
                Figure(f"{state.value}_texts", title, sum(text.state is state for text in every))
                for state, title in states
            ),
        ),
    )


def _lengths(key: str, title: str, counts: Sequence[int]) -> FigureGroup:
    figures = [
        Figure(f"{key}_texts", translate("operations", "Texts"), len(counts)),
        Figure(f"{key}_words_mean", translate("operations", "Mean"), statistics.fmean(counts)),
        Figure(f"{key}_words_median", translate("operations", "Median"), statistics.median(counts)),
        Figure(f"{key}_words_max", translate("operations", "Longest"), max(counts)),
    ]
    for start, stop in zip(_BINS, (*_BINS[1:], None)):
        inside = sum(start <= count and (stop is None or count < stop) for count in counts)
        label = f"{start}–{stop - 1}" if stop is not None else f"≥ {start}"
        name = translate("operations", "With {0} words").format(label)
        figures.append(Figure(f"{key}_words_from_{start}", name, inside))
    return FigureGroup(title, tuple(figures))


def _round_trip(texts: Sequence[Expression]) -> FigureGroup:
    ious = [text.round_trip_iou for text in texts if text.round_trip_iou is not None]
    return FigureGroup(
        translate("operations", "Round trip"),
        (
            Figure("round_trips", translate("operations", "Texts that were tried"), len(ious)),
            Figure(
                "round_trip_iou_mean",
                translate("operations", "Mean IoU"),
                statistics.fmean(ious) if ious else None,
            ),
            Figure(
                "round_trip_over_half",
                translate("operations", "Objects found again (IoU from 0.5)"),
                sum(iou >= 0.5 for iou in ious) / len(ious) if ious else None,
                "%",
            ),
        ),
    )


def _motion(
    clips: Sequence[ClipSnapshot],
    open_item: OpenItem | None,
    token: CancelToken | None,
    on_progress: Callable[[int, int], None],
) -> FigureGroup:
    speeds = [_speed(clip.item, track) for clip in clips for track in clip.tracks.values()]
    known = [speed for speed in speeds if speed is not None]
    cameras: list[float] = []
    moving = [clip for clip in clips if clip.item.frame_count > 1]
    for done, clip in enumerate(moving if open_item is not None else ()):
        if token is not None:
            token.raise_if_cancelled()
        assert open_item is not None
        try:
            with open_item(clip.item) as frames:
                found = camera_motion(clip.item, frames)
        except MediaError:
            found = None  # said in the figure: it is the mean of those that could be read
        cameras += [] if found is None else [found]
        on_progress(done + 1, len(moving))
    diagonal = translate("operations", "diagonals/s")
    return FigureGroup(
        translate("operations", "Motion"),
        (
            Figure(
                "object_motion_mean",
                translate("operations", "Objects, mean path of the box's centre"),
                statistics.fmean(known) if known else None,
                diagonal,
            ),
            Figure(
                "object_motion_large",
                translate("operations", "Objects that move by more than {0} diagonals a second").format(
                    _LARGE_MOTION
                ),
                sum(speed > _LARGE_MOTION for speed in known) / len(known) if known else None,
                "%",
            ),
            Figure(
                "camera_motion_mean",
                translate("operations", "Camera, mean shift of the picture"),
                statistics.fmean(cameras) if cameras else None,
                diagonal,
            ),
            Figure(
                "camera_clips",
                translate("operations", "Clips that the camera's motion was measured in"),
                len(cameras),
            ),
        ),
    )


def _presence(clips: Sequence[ClipSnapshot]) -> FigureGroup:
    tracks = [track for clip in clips if clip.item.frame_count > 1 for track in clip.tracks.values() if track]
    frames = [frame for track in tracks for frame in track.values()]
    gone = [_gaps(track) for track in tracks]
    occluded = [any(frame.state is FrameState.OCCLUDED for frame in track.values()) for track in tracks]
    return FigureGroup(
        translate("operations", "Occlusion and disappearance"),
        (
            _share(
                "occluded_objects", translate("operations", "Objects that are occluded somewhere"), occluded
            ),
            _share(
                "occluded_frames",
                translate("operations", "Frames on which the object is occluded"),
                [frame.state is FrameState.OCCLUDED for frame in frames],
            ),
            _share(
                "disappearing_objects",
                translate("operations", "Objects that disappear"),
                [gaps[0] for gaps in gone],
            ),
            _share(
                "reappearing_objects",
                translate("operations", "Objects that appear again"),
                [gaps[1] for gaps in gone],
            ),
        ),
    )


# ---- measures


def _share(key: str, title: str, found: Sequence[bool]) -> Figure:
    return Figure(key, title, sum(found) / len(found) if found else None, "%")


def _seen(track: Mapping[int, ObjectFrame]) -> Iterator[tuple[int, bool]]:
    for index in sorted(track):
        yield index, track[index].rle.box_width > 0


def _gaps(track: Mapping[int, ObjectFrame]) -> tuple[bool, bool]:
    """Whether it goes after it was seen, and whether it comes back after that. Only recorded frames tell."""
    was_seen = is_gone = has_gone = False
    for _, is_seen in _seen(track):
        if is_seen and is_gone:
            return True, True
        was_seen = was_seen or is_seen
        is_gone = was_seen and not is_seen
        has_gone = has_gone or is_gone
    return has_gone, False


def _speed(item: MediaItem, track: Mapping[int, ObjectFrame]) -> float | None:
    """Length of the path of the box's centre over neighbouring seen frames, in diagonals of the picture a second."""
    seen = [index for index, is_seen in _seen(track) if is_seen]
    path_px = time_s = 0.0
    for first, second in pairwise(seen):
        elapsed_s = item.time_s(second) - item.time_s(first)
        if second - first == 1 and elapsed_s > 0:
            path_px += math.dist(_center(track[first]), _center(track[second]))
            time_s += elapsed_s
    return path_px / math.hypot(item.width, item.height) / time_s if time_s else None


def _center(frame: ObjectFrame) -> tuple[float, float]:
    rle = frame.rle
    return rle.x0 + rle.box_width / 2, rle.y0 + rle.box_height / 2
