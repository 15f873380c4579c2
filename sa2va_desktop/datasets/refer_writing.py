"""Writes the layout of the refer data sets; see `refer_reading`. Every annotated frame of a clip is a picture of its own.

Masks are polygons along the pixels' edges, cut so that they have neither holes nor a pixel in common: readers add them up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.records import AnnotationObject, MediaKind, ObjectFrame, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.json_output import json_bytes
from sa2va_desktop.datasets.kept_ids import kept_numbers
from sa2va_desktop.datasets.picture_items import picture_name, source_keys
from sa2va_desktop.datasets.polygons import flat, hole_free_pieces
from sa2va_desktop.datasets.refer_reading import NOTHING
from sa2va_desktop.tasks import CancelToken

_WORDS = re.compile(r"[\w']+")
_SENTENCE_KEYS = frozenset({"ref_id", "ref", "split", "raw", "sent", "tokens", "sent_id"})


@dataclass(frozen=True)
class ReferPicture:
    """One frame with what is on it.

    Attributes:
        masks: objects with a mask on it, and their records.
        groups: the objects that are meant → the texts that mean them.
    """

    clip: AnnotatedClip
    frame: int
    masks: Sequence[tuple[AnnotationObject, ObjectFrame]]
    groups: Mapping[tuple[ObjectId, ...], Sequence[ClipText]]

    @property
    def keeps_ids(self) -> bool:
        """A frame of a clip has no ids of its own: they would come once for each frame."""
        return self.clip.item.kind is MediaKind.IMAGE


def refer_pictures(clip: AnnotatedClip, frames: Sequence[int], *, is_group: bool) -> list[ReferPicture]:
    """The frames of a clip. A text is on those where something that it means is seen, one about nothing on all.

    Args:
        is_group: a text may mean several things or none; else those that do are left out.
    """
    texts = [text for text in referring_texts(clip) if is_group or len(text.object_ids) == 1]
    pictures = []
    for frame in frames:
        masks = list(clip.masks_on(frame))
        seen = {each.object_id for each, _ in masks}
        groups: dict[tuple[ObjectId, ...], list[ClipText]] = {}
        for text in texts:
            meant = tuple(each for each in text.object_ids if each in seen)
            if meant or not text.object_ids:
                groups.setdefault(meant, []).append(text)
        pictures.append(ReferPicture(clip, frame, masks, groups))
    return pictures


def text_losses(
    clips: Sequence[AnnotatedClip], frames_of: Callable[[AnnotatedClip], Sequence[int]], *, is_group: bool
) -> Mapping[LossKind, int]:
    """Texts that are left out because what they mean is on none of the frames, or that never mean all of it at once."""
    counts: Counter[LossKind] = Counter()
    for clip in clips:
        seen = [{each.object_id for each, _ in clip.masks_on(frame)} for frame in frames_of(clip)]
        for text in referring_texts(clip):
            if text.object_ids and (is_group or len(text.object_ids) == 1):
                together = max((len(own.intersection(text.object_ids)) for own in seen), default=0)
                counts[LossKind.EXPRESSIONS] += together == 0
                counts[LossKind.MANY_OBJECTS] += 0 < together < len(text.object_ids)
    return counts


class ReferDocument:
    """All pictures of an export with their ids, those that they came with where they can be kept."""

    def __init__(self, pictures: Sequence[ReferPicture], format_id: str, *, is_group: bool) -> None:
        self._pictures = pictures
        self._format_id = format_id
        self._is_group = is_group
        self._image_ids = kept_numbers(
            self._said(picture, picture.clip.item.extras).get("id") for picture in pictures
        )
        keys = [(index, each) for index, picture in enumerate(pictures) for each, _ in picture.masks]
        numbers = kept_numbers(self._said(pictures[index], each.extras).get("id") for index, each in keys)
        self._ann_ids = {
            (index, each.object_id): number for (index, each), number in zip(keys, numbers, strict=True)
        }
        self._category_ids = self._numbered_categories()

    def write_instances(self, path: Path, token: CancelToken) -> None:
        """COCO instances, one annotation in memory at a time."""
        head = {
            "info": {"description": "Exported by Sa2VA Desktop", "version": __version__},
            "licenses": [],
            "categories": [
                {"id": number, "name": name, "supercategory": ""} for name, number in self._category_ids.items()
            ],
            "images": [self._image(index) for index in range(len(self._pictures))],
        }
        with path.open("wb") as file:
            file.write(json_bytes(head)[:-1] + b', "annotations": [')
            separator = b"\n"
            for index, picture in enumerate(self._pictures):
                token.raise_if_cancelled()
                for each, record in picture.masks:
                    file.write(separator + json_bytes(self._annotation(index, each, record)))
                    separator = b",\n"
            file.write(b"]}")

    def refs(self) -> list[dict[str, Any]]:
        """One ref for each group of things that texts mean on a picture."""
        found = [
            (index, meant, texts)
            for index, picture in enumerate(self._pictures)
            for meant, texts in picture.groups.items()
        ]
        said = [[self._said(self._pictures[index], text.extras) for text in texts] for index, _, texts in found]
        ref_ids = kept_numbers((each[0].get("ref_id") for each in said), first=0)
        sent_ids = iter(kept_numbers((own.get("sent_id") for each in said for own in each), first=0))
        refs = []
        for (index, meant, texts), own, ref_id in zip(found, said, ref_ids, strict=True):
            sentences = [
                _sentence(text, extras, next(sent_ids)) for text, extras in zip(texts, own, strict=True)
            ]
            refs.append({"ref_id": ref_id, **self._ref(index, meant, own[0]), "sentences": sentences})
            refs[-1]["sent_ids"] = [each["sent_id"] for each in sentences]
        return refs

    def _said(self, picture: ReferPicture, extras: str) -> dict[str, Any]:
        return extras_of(extras, self._format_id) if picture.keeps_ids else {}

    def _numbered_categories(self) -> dict[str, int]:
        wanted: dict[str, object] = {}
        for picture in self._pictures:
            for each, _ in picture.masks:
                own = extras_of(each.extras, self._format_id).get("category_id")
                name = picture.clip.category_name(each)
                wanted[name] = own if wanted.get(name) is None else wanted[name]
        names = sorted(wanted)
        return dict(zip(names, kept_numbers(wanted[name] for name in names), strict=True))

    def _image(self, index: int) -> dict[str, Any]:
        picture = self._pictures[index]
        return {
            **self._said(picture, picture.clip.item.extras),
            "id": self._image_ids[index],
            "file_name": picture_name(picture.clip, picture.frame),
            "height": picture.clip.item.height,
            "width": picture.clip.item.width,
            **source_keys(picture.clip, picture.frame),
        }

    def _annotation(self, index: int, each: AnnotationObject, record: ObjectFrame) -> dict[str, Any]:
        picture = self._pictures[index]
        return {
            "iscrowd": 0,
            **self._said(picture, each.extras),
            "id": self._ann_ids[index, each.object_id],
            "image_id": self._image_ids[index],
            "category_id": self._category_ids[picture.clip.category_name(each)],
            "segmentation": [flat(piece) for piece in hole_free_pieces(record.rle)],
            "area": record.rle.area,
            "bbox": list(record.rle.box_xywh),
            "name": each.name,
        }

    def _ref(self, index: int, meant: tuple[ObjectId, ...], said: Mapping[str, Any]) -> dict[str, Any]:
        picture = self._pictures[index]
        categories = {
            each.object_id: self._category_ids[picture.clip.category_name(each)] for each, _ in picture.masks
        }
        ann_ids = [self._ann_ids[index, each] for each in meant]
        stem = picture_name(picture.clip, picture.frame).removesuffix(".jpg")
        others = said.get("ref")
        own_split = said.get("split")
        return {
            **(others if isinstance(others, dict) else {}),
            "ann_id": (ann_ids or [NOTHING]) if self._is_group else ann_ids[0],
            "category_id": ([categories[each] for each in meant] or [NOTHING])
            if self._is_group
            else categories[meant[0]],
            "image_id": self._image_ids[index],
            "split": picture.clip.split or (own_split if isinstance(own_split, str) and own_split else "train"),
            "file_name": f"{stem}_{ann_ids[0] if ann_ids else 0}.jpg",
            **({"no_target": not meant} if self._is_group else {}),
        }


def _sentence(text: ClipText, said: Mapping[str, Any], sent_id: int) -> dict[str, Any]:
    """`sent` is lower case and without signs, as the data sets have it; what was said of another text does not count."""
    sent = " ".join(_WORDS.findall(text.text.lower())) or text.text.lower()
    own = {"sent": sent, "tokens": sent.split()}
    if said.get("raw") == text.text:
        own |= {key: said[key] for key in own if key in said}
    return {
        **{key: value for key, value in said.items() if key not in _SENTENCE_KEYS},
        "sent_id": sent_id,
        "raw": text.text,
        **own,
    }
