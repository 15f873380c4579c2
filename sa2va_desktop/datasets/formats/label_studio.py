"""Label Studio: tasks with brush masks, one a frame, and the labelling interface that shows them.

What tasks have no place for stands in `data.notes` of a clip's first task and in the regions' `meta`, which Label Studio
keeps; see `clip_notes`. Source: Label Studio's description of its JSON and the converter of `label_studio_sdk`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind, Value
from sa2va_desktop.annotation.records import AnnotationObject, MediaKind, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import BUILT_IN, values_on
from sa2va_desktop.datasets.clip_notes import finite, key_of, notes_of, record_attributes
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.label_studio_reader import LabelStudioReader
from sa2va_desktop.datasets.label_studio_rle import mask_to_label_studio
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.xml_files import legal_text
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

STAGE = "stage"
ANNOTATIONS, PREDICTIONS = "annotations", "predictions"
_FILE = "tasks.json"
_TEXTS = ("expression", "caption")


class LabelStudioFormat:
    """tasks.json, label_config.xml and, if wanted, images/CLIP/00000.jpg for every annotated frame."""

    format_id = "label-studio"
    title = QT_TRANSLATE_NOOP("datasets", "Label Studio (JSON)")
    holds = ALL_BUT_TALK
    takes_answers = False
    choices = (
        Choice(
            STAGE,
            QT_TRANSLATE_NOOP("datasets", "Regions are"),
            {
                ANNOTATIONS: QT_TRANSLATE_NOOP("datasets", "Annotations, finished work"),
                PREDICTIONS: QT_TRANSLATE_NOOP("datasets", "Predictions with scores, to be checked there"),
            },
        ),
    )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        """At least one where anything is said, because only a task can carry it."""
        return annotated_frames(clip, options) or [0]

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: self.frames_of(clip, options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        stage = options.choices.get(STAGE, ANNOTATIONS)
        total = sum(len(self.frames_of(clip, options)) for clip in clips)
        done = 0
        # Every character is written as ASCII, so that names which are no valid text survive, too.
        with (folder / _FILE).open("w", encoding="ascii", newline="\n") as file:
            file.write("[")
            for clip in clips:
                frames = self.frames_of(clip, options)
                for frame in frames:
                    token.raise_if_cancelled()
                    task = _task(clip, frame, done + 1, stage)
                    if frame == frames[0]:
                        task["data"]["notes"] = notes_of(clip, frames)
                    file.write(("\n" if done == 0 else ",\n") + json.dumps(task, allow_nan=False))
                    done += 1
                    on_progress(done, total)
                if options.write_images and clip.open_frames is not None:
                    images = folder / "images" / clip.name
                    images.mkdir(parents=True)
                    write_jpeg_frames(clip, images, frames, token)
            file.write("\n]\n")
        labels = sorted({clip.category_name(each) for clip in clips for each in clip.objects})
        attributes = {
            each.name: each for clip in clips for each in clip.attributes if each.name not in BUILT_IN
        }
        config = _label_config(labels, list(attributes.values()))
        (folder / "label_config.xml").write_text(config, encoding="utf-8", newline="\n")

    def recognises(self, source: Path) -> bool:
        return any(_is_tasks(path) for path in _files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = [path for path in _files(source) if source.is_file() or _is_tasks(path)]
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected a JSON file of Label Studio's tasks, found none").format(
                    source
                )
            )
        for path in files:
            yield from LabelStudioReader(path, report, token).clips()


def _files(source: Path) -> list[Path]:
    return sorted(source.glob("*.json")) if source.is_dir() else [source]


def _is_tasks(path: Path) -> bool:
    """Whether a file begins with a list of objects and names the keys of tasks."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(1 << 16)
    except OSError:
        return False
    is_list = start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    has_keys = any(key in start for key in (b'"annotations"', b'"predictions"', b'"completions"'))
    return is_list and has_keys and (b'"data"' in start or b'"result"' in start)


def _task(clip: AnnotatedClip, frame: int, number: int, stage: str) -> dict[str, Any]:
    data: dict[str, Any] = {"image": f"images/{clip.name}/{frame:05d}.jpg", "clip": clip.name, "frame": frame}
    if clip.item.kind is not MediaKind.IMAGE:
        data["time_s"] = round(clip.item.time_s(frame), 6)
    result = [part for each, record in clip.masks_on(frame) for part in _results(clip, each, record, frame)]
    if stage == PREDICTIONS:
        scores = [part["score"] for part in result if "score" in part]
        models = sorted({name for name in clip.model_names.values() if name})
        prediction: dict[str, Any] = {"model_version": ", ".join(models) or "Sa2VA Desktop", "result": result}
        if scores:
            prediction["score"] = sum(scores) / len(scores)
        return {"id": number, "data": data, "annotations": [], "predictions": [prediction]}
    return {"id": number, "data": data, "annotations": [{"id": number, "result": result}], "predictions": []}


def _results(
    clip: AnnotatedClip, each: AnnotationObject, record: ObjectFrame, frame: int
) -> Iterator[dict[str, Any]]:
    """The region of a mask, and its texts as results of the same id."""
    attributes = record_attributes(clip, each, record)
    common = {
        "id": f"{key_of(each)}-{frame}",
        "to_name": "image",
        "original_width": clip.item.width,
        "original_height": clip.item.height,
        "image_rotation": 0,
        "origin": "manual" if record.object_score is None else "prediction",
    }
    region = {
        **common,
        "type": "brushlabels",
        "from_name": "label",
        "value": {
            "format": "rle",
            "rle": mask_to_label_studio(record.rle),
            "brushlabels": [clip.category_name(each)],
        },
        "meta": {name: value for name, value in attributes.items() if name not in _TEXTS},
    }
    score = finite(record.predicted_iou)
    if score is not None:
        region["score"] = score
    yield region
    for name in _TEXTS:
        if name in attributes:
            yield {**common, "type": "textarea", "from_name": name, "value": {"text": [attributes[name]]}}
    kinds = {each.name: each.kind for each in clip.attributes}
    for name, held in values_on(clip, each.object_id, frame).items():
        yield {**common, "from_name": name, **_value_result(kinds[name], held)}


def _value_result(kind: AttributeKind, held: Value) -> dict[str, Any]:
    """Type and value of a result for one attribute of a region."""
    if kind is AttributeKind.NUMBER:
        return {"type": "number", "value": {"number": held}}
    if kind is AttributeKind.TEXT:
        return {"type": "textarea", "value": {"text": [held]}}
    text = str(held).lower() if isinstance(held, bool) else held
    return {"type": "choices", "value": {"choices": [text]}}


def _attribute_config(attribute: Attribute) -> str:
    name = f'name={quoteattr(legal_text(attribute.name))} toName="image" perRegion="true"'
    if attribute.kind is AttributeKind.NUMBER:
        return f"  <Number {name}/>\n"
    if attribute.kind is AttributeKind.TEXT:
        return f'  <TextArea {name} editable="true"/>\n'
    choices = attribute.choices or ("true", "false")
    inside = "".join(f"    <Choice value={quoteattr(legal_text(each))}/>\n" for each in choices)
    return f"  <Choices {name}>\n{inside}  </Choices>\n"


def _label_config(labels: Sequence[str], attributes: Sequence[Attribute]) -> str:
    """The labelling interface to paste into a new project."""
    names = "".join(f"    <Label value={quoteattr(legal_text(label))}/>\n" for label in labels)
    texts = "".join(
        f'  <TextArea name="{name}" toName="image" perRegion="true" editable="true" placeholder="{name}"/>\n'
        for name in _TEXTS
    )
    values = "".join(map(_attribute_config, attributes))
    return (
        '<View>\n  <Image name="image" value="$image" zoom="true"/>\n'
        f'  <BrushLabels name="label" toName="image">\n{names}  </BrushLabels>\n{texts}{values}</View>\n'
    )


FORMAT = LabelStudioFormat()
