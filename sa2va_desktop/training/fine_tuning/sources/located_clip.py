"""A clip of a source with its media found and its masks checked: what can be trained on, in frames of the media."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sa2va_desktop.annotation.records import FrameState, MediaId, MediaItem, MediaKind
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.datasets.clip_frames import frames_of
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.project_clips import COUNTED
from sa2va_desktop.errors import FormatError, MediaError, ProjectError
from sa2va_desktop.media.opening import index_media
from sa2va_desktop.media.records import MediaIndex
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

Track = Mapping[int, MaskRle]
"""Frame of the media → mask; an empty one says that the object is known to be absent."""


@dataclass(frozen=True)
class LocatedClip:
    """A clip that can be trained on.

    Attributes:
        path: of the picture, video or folder of pictures; None for words alone.
        frames: those that the source means, ascending.
        tracks: of each object of `clip`, on `frames`; objects without a mask that counts have an empty one.
        group: equal for what shows the same media; kept on one side of the validation split.
    """

    clip: ImportedClip
    path: Path | None
    size_hw: tuple[int, int]
    is_video: bool
    frames: tuple[int, ...]
    tracks: tuple[Track, ...]
    group: str


def locate(
    clip: ImportedClip,
    elsewhere: Iterable[Path],
    report: ImportReport,
    token: CancelToken,
    *,
    is_own: bool = True,
) -> LocatedClip | None:
    """Find the media of a clip and check that it fits; None when nothing of it can be used, and the report says why.

    Args:
        elsewhere: paths at which its media may be if the source brings none; looked at one after the other.
        is_own: media of the source show just the frames that the clip has; see `clip_frames.frames_of`.
    """
    if not clip.frames:
        return LocatedClip(clip, None, (0, 0), False, (), (), f"words {clip.name}")
    reasons: list[str] = []
    for path in _candidates(clip, elsewhere):
        token.raise_if_cancelled()
        shown = _shown_frame(clip) if path == clip.media else clip
        try:
            index = index_media(path.absolute(), token=token)
            frames = frames_of(_item_of(index), shown, is_own=is_own)
        except (MediaError, FormatError) as error:
            reasons.append(str(error))
            continue
        return _located(shown, index, frames, report)
    missing = translate(
        "training", "expected its picture or video, found none at the place that the source names"
    )
    report.add(clip.name, reasons[0] if reasons else missing)
    return None


def _candidates(clip: ImportedClip, elsewhere: Iterable[Path]) -> Iterable[Path]:
    if clip.media is not None:
        yield clip.media
    yield from elsewhere


def _shown_frame(clip: ImportedClip) -> ImportedClip:
    """Of a clip of which the data set brings one picture, that frame alone."""
    at = clip.media_position
    if at is None:
        return clip
    objects = tuple(
        replace(each, track={0: each.track[at]} if at in each.track else {}) for each in clip.objects
    )
    return replace(
        clip, frames=(clip.frames[at],), frame_indices=None, objects=objects, is_clip=False, media_position=None
    )


def _item_of(index: MediaIndex) -> MediaItem:
    height, width = index.size_hw
    return MediaItem(
        MediaId(0),
        MediaKind(index.kind.value),
        index.path.as_posix(),
        height,
        width,
        index.pts,
        index.time_base,
    )


def _located(
    clip: ImportedClip, index: MediaIndex, frames: tuple[int, ...], report: ImportReport
) -> LocatedClip:
    tracks = tuple(_track(clip, place, frames, index.size_hw, report) for place in range(len(clip.objects)))
    # Where no frame has a mask, what is said is about all of them.
    meant = frames if any(tracks) else range(index.frame_count)
    return LocatedClip(
        clip,
        index.path,
        index.size_hw,
        index.frame_count > 1,
        tuple(sorted(set(meant))),
        tracks,
        _group_of(clip, index),
    )


def _group_of(clip: ImportedClip, index: MediaIndex) -> str:
    """What it was made of, where that is told: pictures that were cut out of one clip belong together.

    The name of the picture itself tells nothing: other folders may have one of that name.
    """
    is_cut_out = clip.source_name not in ("", index.path.name)
    if clip.source_hash or is_cut_out:
        return f"source {clip.source_hash or clip.source_name}"
    return f"file {index.path.resolve()}"


def _track(
    clip: ImportedClip,
    place: int,
    frames: tuple[int, ...],
    size_hw: tuple[int, int],
    report: ImportReport,
) -> Track:
    """Masks that count; one that cannot be used is reported and left out."""
    each, found = clip.objects[place], dict[int, MaskRle]()
    for position, mask in sorted(each.track.items()):
        where = f"{clip.name}, {each.name or each.key}"
        if not 0 <= position < len(frames):
            sentence = translate("training", "expected a frame of 0 to {0}, found a mask on {1}")
            report.add(where, sentence.format(len(frames) - 1, position))
        elif mask.state not in COUNTED:
            continue
        elif mask.rle.size_hw != size_hw:
            sentence = translate("training", "expected a mask of {0}x{1} on frame {2}, found {3}x{4}")
            report.add(where, sentence.format(*size_hw[::-1], frames[position], *mask.rle.size_hw[::-1]))
        else:
            try:
                is_sound = int(mask.rle.runs.sum()) == mask.rle.box_width * mask.rle.box_height
            except ProjectError as error:  # of a project, whose masks are unpacked when they are asked for
                report.add(where, str(error))
                continue
            if not is_sound:
                sentence = translate("training", "expected a mask whose runs fill its box on frame {0}")
                report.add(where, sentence.format(frames[position]))
                continue
            is_absent = mask.state is FrameState.ABSENT
            found[frames[position]] = empty_rle(*size_hw) if is_absent else mask.rle
    return found
