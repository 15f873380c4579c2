"""What formats of single pictures have no place for, as one JSON value a clip that they carry along where other tools
keep or ignore unknown keys: which pictures are one clip, absences, texts about several objects, exact names.

What concerns one mask stands beside the mask as attributes (`record_attributes`), where people and tools see it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    ExpressionKind,
    FrameState,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Rgb,
    TextSegment,
)
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import add_attribute_fields, attribute_fields
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_texts import ClipText, captions_of_objects, referring_texts
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportedMask, ImportReport
from sa2va_desktop.datasets.json_fields import (
    as_object,
    list_field,
    number_field,
    score_field,
    text_field,
    whole_field,
)
from sa2va_desktop.datasets.xml_files import legal_text
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

TRACK = "track_id"
"""Attribute that says which masks are one object."""
OWN_ATTRIBUTES = (TRACK, "name", "state", "predicted_iou", "object_score", "expression", "caption")

_STATES = {state.name.lower(): state for state in FrameState if state is not FrameState.UNTOUCHED}


def notes_of(clip: AnnotatedClip, frames: Sequence[int]) -> dict[str, Any]:
    """The notes of a clip of which `frames` are written as pictures; small, and without the masks."""
    written = set(frames)
    absent = []
    for number, each in enumerate(clip.objects):
        for frame, record in sorted(clip.tracks.get(each.object_id, {}).items()):
            if record.rle.is_empty and frame in written:
                scores = (finite(record.predicted_iou), finite(record.object_score))
                absent.append([number, frame, record.state.name.lower(), *scores])
    return {
        "name": clip.name,
        "kind": clip.item.kind.value,
        "size": [clip.item.height, clip.item.width],
        "frame_count": clip.item.frame_count,
        "written": len(frames),
        "source": Path(clip.item.path).name,
        "source_hash": clip.item.edge_hash,
        "split": clip.split,
        "objects": [
            {
                "key": key_of(each),
                "name": each.name,
                "label": clip.category_name(each) if each.category_id is not None else "",
                "color": list(each.color),
            }
            for each in clip.objects
        ],
        "absent": absent,
        "texts": list(text_fields_of(clip)),
        **({"attributes": attribute_fields(clip)} if clip.attributes else {}),
    }


def key_of(annotation_object: AnnotationObject) -> str:
    """What our exports call an object: the same in each export of a project."""
    return str(annotation_object.object_id)


def finite(score: float | None) -> float | None:
    """Not-a-number, which half precision can produce, has no place in most files."""
    return score if score is not None and math.isfinite(score) else None


def record_attributes(
    clip: AnnotatedClip, annotation_object: AnnotationObject, record: ObjectFrame
) -> dict[str, str | float]:
    """What is known of one mask beside its pixels, by the names of `OWN_ATTRIBUTES`; unknown values are left out."""
    texts = {
        "expression": _first_text(referring_texts(clip), annotation_object.object_id),
        "caption": _first_text(captions_of_objects(clip), annotation_object.object_id),
    }
    values: dict[str, str | float | None] = {
        TRACK: key_of(annotation_object),
        "name": annotation_object.name,
        "state": record.state.name.lower(),
        "predicted_iou": finite(record.predicted_iou),
        "object_score": finite(record.object_score),
        **texts,
    }
    # Control codes go: tools pass texts on to files that forbid them. The notes have every text exactly.
    legal = {name: legal_text(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in legal.items() if value not in (None, "")}  # type: ignore[misc]


def mask_with_attributes(
    rle: MaskRle, attributes: Mapping[str, Any], *, state: FrameState = FrameState.CONFIRMED
) -> ImportedMask:
    """A mask with what `record_attributes` wrote; numbers may have become text on the way.

    Args:
        state: of a mask that has none.

    Raises:
        FormatError: a state or score that is none.
    """
    said = attributes.get("state")
    return ImportedMask(
        rle,
        state if said in (None, "") else state_of(said),
        _score_of(attributes, "predicted_iou"),
        _score_of(attributes, "object_score"),
    )


def state_of(name: object) -> FrameState:
    """Raises: FormatError for what is no state."""
    if not isinstance(name, str) or name not in _STATES:
        raise FormatError(
            translate("datasets", "expected a state of {0}, found {1:.60}").format(
                ", ".join(sorted(_STATES)), repr(name)
            )
        )
    return _STATES[name]


class ClipGatherer:
    """Puts pictures that come one by one, in any order, together to the clips that notes tell of.

    A clip is given as soon as all of its pictures came, so that usually one is in memory at a time.
    """

    def __init__(
        self,
        notes: Iterable[Any],
        place: str,
        root: Path | None,
        report: ImportReport,
        *,
        folders: Sequence[str] = ("images",),
    ) -> None:
        """
        Args:
            notes: values of `notes_of`, as they were read; damaged ones are added to the report.
            root: the data set's folder, if there is one.
            folders: where below it the folder of a clip's pictures may be.
        """
        self._folders = folders
        self._builders: dict[str, ClipBuilder] = {}
        self._seen: dict[str, set[int]] = {}
        self._notes: dict[str, dict[str, Any]] = {}
        self._root = root
        for number, each in enumerate(notes):
            try:
                fields = as_object(each, "notes of a clip")
                builder = _builder(fields)
            except FormatError as error:
                report.add(translate("datasets", "{0}, notes of clip {1}").format(place, number), str(error))
                continue
            self._notes[builder.name] = fields
            self._builders[builder.name] = builder

    def builder(self, name: object, frame: object, picture: str) -> ClipBuilder | None:
        """Where a picture belongs, or None when it is one of its own. `picture`: file name of the frame."""
        if not isinstance(name, str) or not isinstance(frame, int) or frame < 0:
            return None
        builder = self._builders.get(name)
        if builder is not None:
            builder.add_frame(frame, picture)
            self._seen.setdefault(name, set()).add(frame)
        return builder

    def builder_of(self, name: object) -> ClipBuilder | None:
        """The clip of that name, if it was not given yet."""
        return self._builders.get(name) if isinstance(name, str) else None

    def take(self, name: str) -> ImportedClip | None:
        """The clip as it is."""
        builder = self._builders.pop(name, None)
        return self._build(builder) if builder is not None else None

    def finished(self, builder: ClipBuilder) -> ImportedClip | None:
        """The clip, if this was the last of its pictures."""
        if len(self._seen[builder.name]) != self._notes[builder.name].get("written"):
            return None
        return self.take(builder.name)

    def rest(self) -> Iterator[ImportedClip]:
        """Clips of which pictures are missing, or that have none."""
        while self._builders:
            yield self._build(self._builders.pop(next(iter(self._builders))))

    def _build(self, builder: ClipBuilder) -> ImportedClip:
        notes = self._notes[builder.name]
        folder = path_inside(self._root, builder.name, folders=self._folders) if self._root else None
        is_clip = notes.get("kind") != MediaKind.IMAGE.value
        if folder is not None and not is_clip:
            folder = path_inside(folder, "00000.jpg")
        return builder.build(
            media=folder,
            source_name=str(notes.get("source") or ""),
            source_hash=str(notes.get("source_hash") or ""),
            split=str(notes.get("split") or ""),
            is_clip=is_clip,
        )


def _builder(notes: Mapping[str, Any]) -> ClipBuilder:
    name = text_field(notes, "name", None)
    size = list_field(notes, "size")
    if len(size) != 2:
        raise FormatError(
            translate("datasets", "expected a height and width, found {0:.60}").format(repr(size))
        )
    sides = {"height": size[0], "width": size[1]}
    builder = ClipBuilder(name, whole_field(sides, "height"), whole_field(sides, "width"))
    keys = []
    for each in list_field(notes, "objects"):
        fields = as_object(each, "an object")
        keys.append(text_field(fields, "key", None))
        builder.add_object(
            keys[-1],
            name=text_field(fields, "name"),
            category=text_field(fields, "label"),
            color=_color(list_field(fields, "color")),
        )
    for each in list_field(notes, "absent"):
        number, frame, state, iou, score = _absence(each, len(keys))
        builder.add_frame(frame, f"{frame:05d}.jpg")
        mask = ImportedMask(empty_rle(*builder.size_hw), state_of(state), iou, score)
        builder.add_mask(keys[number], frame, mask)
    for each in list_field(notes, "texts"):
        _add_text(builder, as_object(each, "a text"), keys)
    if notes.get("attributes") is not None:
        add_attribute_fields(builder, as_object(notes["attributes"], "attributes"))
    return builder


def _absence(value: object, object_count: int) -> tuple[int, int, object, float | None, float | None]:
    if not isinstance(value, list) or len(value) != 5:
        raise FormatError(
            translate("datasets", "expected object, frame, state and two scores, found {0:.60}").format(
                repr(value)
            )
        )
    fields = dict(zip(("object", "frame", "state", "predicted_iou", "object_score"), value, strict=True))
    return (
        whole_field(fields, "object", high=object_count - 1),
        whole_field(fields, "frame"),
        fields["state"],
        score_field(fields, "predicted_iou"),
        score_field(fields, "object_score"),
    )


def _color(value: list[Any]) -> Rgb | None:
    if len(value) != 3 or not all(isinstance(part, int) and 0 <= part <= 255 for part in value):
        return None
    return (value[0], value[1], value[2])


def text_fields_of(clip: AnnotatedClip) -> Iterator[dict[str, Any]]:
    """Kind, text, objects (positions in `clip.objects`), length, and where they are known language and segments."""
    stored = {(each.text.strip(), each.object_ids): each for each in clip.expressions}
    number_of = {each.object_id: number for number, each in enumerate(clip.objects)}
    for kind, texts in (
        (ExpressionKind.REFERRING, referring_texts(clip)),
        (ExpressionKind.CAPTION, captions_of_objects(clip)),
    ):
        for each in texts:
            record = stored.get((each.text, each.object_ids))
            value: dict[str, Any] = {
                "kind": kind.value,
                "text": each.text,
                "objects": [number_of[meant] for meant in each.object_ids if meant in number_of],
                "length": each.length,
            }
            if record is not None and record.language:
                value["language"] = record.language
            if record is not None and record.segments and record.text == each.text:
                value["segments"] = [[part.start, part.stop, part.stage] for part in record.segments]
            yield value


def _add_text(builder: ClipBuilder, fields: Mapping[str, Any], keys: Sequence[str]) -> None:
    text = text_field(fields, "text", None)
    try:
        kind = ExpressionKind(fields.get("kind"))
    except ValueError:
        raise FormatError(
            translate("datasets", "expected a text of kind referring or caption, found {0:.60}").format(
                repr(fields.get("kind"))
            )
        ) from None
    meant = [
        whole_field({"objects": each}, "objects", high=len(keys) - 1) for each in list_field(fields, "objects")
    ]
    length, language = text_field(fields, "length"), text_field(fields, "language")
    segments = segments_of(list_field(fields, "segments"), len(text))
    imported = ImportedExpression(text, (), kind, length, language, segments)
    builder.add_text(imported, [keys[number] for number in meant])


def segments_of(values: Sequence[Any], length: int) -> tuple[TextSegment, ...]:
    """Stretches [start, stop, stage] of a text with `length` characters. Raises: FormatError."""
    segments: list[TextSegment] = []
    for each in values:
        fields = dict(zip(("start", "stop", "stage"), each, strict=False)) if isinstance(each, list) else {}
        start = whole_field(fields, "start", low=segments[-1].stop if segments else 0, high=length)
        stop = whole_field(fields, "stop", low=start, high=length)
        segments.append(TextSegment(start, stop, text_field(fields, "stage")))
    return tuple(segments)


def _first_text(texts: Iterable[ClipText], object_id: ObjectId) -> str:
    return next((each.text for each in texts if each.object_ids == (object_id,)), "")


def _score_of(attributes: Mapping[str, Any], name: str) -> float | None:
    value = attributes.get(name)
    if isinstance(value, str):
        try:
            value = float(value) if value.strip() else None
        except ValueError:
            value = attributes[name]
    return None if value is None else number_field({name: value}, name)
