"""Which object of the project an object of a file is: by the key of an earlier import, by name, or by where it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, MediaId, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.extras import KEY, mark_of
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.editing.shown_mask import shown_track

ALIKE = 0.6
"""Boxes and areas of two tracks must agree to this share on average; formats that keep no names are matched so."""

_FRAMES_COMPARED = 16


def counterparts(
    project: Project,
    media_id: MediaId,
    format_id: str,
    clip: ImportedClip,
    frame_indices: Sequence[int],
    *,
    not_among: Iterable[ObjectId],
) -> dict[int, AnnotationObject]:
    """The object of the project for each place in `clip.objects` that has one; none is given twice.

    Args:
        not_among: objects that this very import made.
    """
    search = _Search(project, media_id, not_among)
    places = dict(enumerate(clip.objects))
    search.match(
        {place: source_key(clip, each.key) for place, each in places.items()},
        lambda each: mark_of(each.extras, format_id, KEY),
    )
    search.match(
        {place: each.name.casefold() for place, each in places.items()}, lambda each: each.name.casefold()
    )
    for place, each in places.items():
        if place not in search.found:
            masks = {
                frame_indices[position]: mask.rle
                for position, mask in each.track.items()
                if 0 <= position < len(frame_indices) and not mask.rle.is_empty
            }
            search.match_alike(place, masks)
    return search.found


def source_key(clip: ImportedClip, key: str) -> str:
    """What an object is called in a data set, unique there."""
    return f"{clip.name}\n{key}"


class _Search:
    """What was found, and the objects that are left to be found."""

    def __init__(self, project: Project, media_id: MediaId, not_among: Iterable[ObjectId]) -> None:
        made = set(not_among)
        self._project = project
        self._left = [each for each in project.objects_of(media_id) if each.object_id not in made]
        self.found: dict[int, AnnotationObject] = {}

    def match(self, wanted: Mapping[int, str], text_of: Callable[[AnnotationObject], str]) -> None:
        by_text: dict[str, AnnotationObject] = {}
        for each in self._left:
            by_text.setdefault(text_of(each), each)
        for place, text in wanted.items():
            each_found = by_text.pop(text, None) if text and place not in self.found else None
            if each_found is not None:
                self._take(place, each_found)

    def match_alike(self, place: int, masks: Mapping[int, MaskRle]) -> None:
        """The object whose masks lie most nearly where these do, by boxes and areas alone."""
        scores = [self._likeness(each, masks) for each in self._left]
        best = max(scores, default=0.0)
        if best >= ALIKE:
            self._take(place, self._left[scores.index(best)])

    def _take(self, place: int, each: AnnotationObject) -> None:
        self.found[place] = each
        self._left.remove(each)

    def _likeness(self, each: AnnotationObject, masks: Mapping[int, MaskRle]) -> float:
        track = shown_track(self._project, each.object_id)
        shared = sorted(frame for frame in masks if frame in track and not track[frame].rle.is_empty)
        compared = shared[:: max(1, len(shared) // _FRAMES_COMPARED)]
        if not compared:
            return 0.0
        return sum(_agreement(masks[frame], track[frame].rle) for frame in compared) / len(compared)


def _agreement(a: MaskRle, b: MaskRle) -> float:
    """The smaller of the IoU of the boxes and the ratio of the areas."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = a.box_xywh, b.box_xywh
    width = max(0, min(ax + aw, bx + bw) - max(ax, bx))
    height = max(0, min(ay + ah, by + bh) - max(ay, by))
    inside = width * height
    return min(inside / (aw * ah + bw * bh - inside), min(a.area, b.area) / max(a.area, b.area))
