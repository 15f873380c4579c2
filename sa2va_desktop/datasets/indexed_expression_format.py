"""What Ref-YouTube-VOS and Ref-DAVIS17 share as formats; see `indexed_expressions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, safe_file_name
from sa2va_desktop.datasets.expression_video_files import by_split, loss_of_untouched
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.index_frames import numbered, seen_objects, write_index_frames
from sa2va_desktop.datasets.indexed_expressions import IndexedPart, read_indexed_part
from sa2va_desktop.datasets.json_output import json_bytes, json_object
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP

MASKS_CHOICE = Choice(
    "masks",
    QT_TRANSLATE_NOOP("datasets", "Masks"),
    {
        "pictures": QT_TRANSLATE_NOOP("datasets", "index PNGs"),
        "both": QT_TRANSLATE_NOOP("datasets", "index PNGs, and mask_dict.json as Sa2VA trains from it"),
    },
)

_OWN_KEYS = frozenset({"exp_id", "exp", "obj_id", "anno_id"})


class IndexedExpressionFormat:
    """A format of this family; subclasses say what differs.

    Attributes:
        folders: split → name of its folders; others keep their names.
        default: folder of clips without a split.
    """

    format_id: str
    title: str
    holds = Holds(overlap=False, tracks=True, absence=True, labels=True, expressions=True)
    takes_answers = False
    choices: tuple[Choice, ...] = (MASKS_CHOICE,)
    folders: Mapping[str, str] = {"val": "valid"}
    default: str

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        """The frame indices that are written of a clip."""
        raise NotImplementedError

    def texts(self, clip: AnnotatedClip, objects: Sequence[ObjectId]) -> dict[str, ClipText]:
        """Expression id → text about one of some objects, as they are written."""
        raise NotImplementedError

    def objects(self, clip: AnnotatedClip, frames: Sequence[int]) -> list[ObjectId]:
        """Objects that are written, in the order of their values in the pictures."""
        return [each.object_id for each in seen_objects(clip, frames)]

    def parts(self, source: Path) -> list[IndexedPart]:
        """What there is to read at a place."""
        raise NotImplementedError

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        def frames_of(clip: AnnotatedClip) -> Sequence[int]:
            return self.frames_of(clip, options)

        missing = 0
        for clip in clips:
            said = {
                (text.text, text.object_ids)
                for text in self.texts(clip, self.objects(clip, frames_of(clip))).values()
            }
            missing += sum(
                len(text.object_ids) == 1 and (text.text, text.object_ids) not in said
                for text in referring_texts(clip)
            )
        lost = losses_of(clips, self.holds, frames_of, more={LossKind.EXPRESSIONS: missing})
        return [*lost, *loss_of_untouched(clips, frames_of)]

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(len(self.frames_of(clip, options)) for clip in clips)
        progress = FrameProgress(total, on_progress, token)
        for name, part in by_split(clips, self.folders, self.default).items():
            # Readers that number expressions go through the videos as they stand in the file, or by name.
            ordered = sorted(part, key=lambda clip: clip.name)
            self._write_part(ordered, folder, safe_file_name(name), options, progress)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        for part in self.parts(source):
            yield from read_indexed_part(part, report, token)

    def _write_part(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        split: str,
        options: ExportOptions,
        progress: FrameProgress,
    ) -> None:
        videos: dict[str, Any] = {}
        categories: dict[str, Any] = {}
        tracks: list[tuple[AnnotatedClip, ObjectId]] = []
        for clip in clips:
            frames = self.frames_of(clip, options)
            by_id = {each.object_id: each for each in clip.objects}
            objects = self.objects(clip, frames)
            number = numbered(clip, [by_id[each] for each in objects])
            write_index_frames(clip, folder / split / "Annotations" / clip.name, frames, number, progress)
            if options.write_images and clip.open_frames is not None:
                pictures = folder / split / "JPEGImages" / clip.name
                pictures.mkdir(parents=True)
                write_jpeg_frames(clip, pictures, frames, progress.token)
            texts = self.texts(clip, objects)
            start = len(tracks)
            tracks += [(clip, texts[exp_id].object_ids[0]) for exp_id in sorted(texts)]
            anno_ids = {exp_id: start + place for place, exp_id in enumerate(sorted(texts))}
            videos[clip.name] = {
                **extras_of(clip.item.extras, self.format_id),
                "frames": [f"{frame:05d}" for frame in frames],
                "expressions": {
                    exp_id: self._expression(
                        text,
                        number[text.object_ids[0]],
                        anno_ids[exp_id] if options.choices.get("masks") == "both" else None,
                    )
                    for exp_id, text in texts.items()
                },
            }
            categories[clip.name] = {
                "objects": {
                    str(number[each]): {
                        "category": clip.category_name(by_id[each]),
                        "frames": [
                            f"{frame:05d}"
                            for frame in frames
                            if (record := clip.tracks[each].get(frame)) and not record.rle.is_empty
                        ],
                    }
                    for each in objects
                }
            }
        meta = folder / "meta_expressions" / split
        meta.mkdir(parents=True)
        (meta / "meta_expressions.json").write_bytes(json_bytes({"videos": videos}))
        (folder / split / "meta.json").write_bytes(json_bytes({"videos": categories}))
        if options.choices.get("masks") == "both":
            self._write_tracks(folder / split / "mask_dict.json", tracks, options, progress.token)

    def _expression(self, text: ClipText, number: int, anno_id: int | None) -> dict[str, Any]:
        said = extras_of(text.extras, self.format_id)
        return {
            **{key: value for key, value in said.items() if key not in _OWN_KEYS},
            "exp": text.text,
            "obj_id": str(number),
            **({"anno_id": [anno_id]} if anno_id is not None else {}),
        }

    def _write_tracks(
        self,
        path: Path,
        tracks: Sequence[tuple[AnnotatedClip, ObjectId]],
        options: ExportOptions,
        token: CancelToken,
    ) -> None:
        """One track for each expression, by its running number: what is meant by overlapping objects is exact here."""
        with json_object(path) as write:
            for number, (clip, object_id) in enumerate(tracks):
                token.raise_if_cancelled()
                records = [clip.tracks[object_id].get(frame) for frame in self.frames_of(clip, options)]
                write(
                    str(number),
                    [rle_to_coco(each.rle) if each and not each.rle.is_empty else None for each in records],
                )
