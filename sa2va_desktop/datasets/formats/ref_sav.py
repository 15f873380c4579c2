"""Ref-SAV: long and short texts about the objects of SA-V, in its evaluation form and its training form.

Evaluation: `meta_expressions_valid.json` and `mask_dict.json` as MeViS has them, `type_id` 0 for a long text and 1 for a short
one, pictures in `videos/VIDEO/FRAME.jpg`, named by frame of the video. Training: `Ref-SAV.json` and files of SA-V.
Source: bytedance/Sa2VA 9832e1a, `tools/eval/eval_ref_sav.py` and `projects/sa2va/datasets/sa2va_data_03_refvos.py`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    all_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.expression_video_files import (
    by_split,
    loss_of_untouched,
    numbered_videos,
    write_expressions,
    write_frame_pictures,
    write_masks,
)
from sa2va_desktop.datasets.expression_videos import ExpressionFile, read_expression_videos, report_unused
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import TOLD_TRACKS, Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.json_members import JsonMembers
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.ref_sav_training import FILE_NAME, read_training, write_training
from sa2va_desktop.datasets.sav_fields import STEP
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_NAME = re.compile(r"meta_expressions_(.*[^_])\.json")
_FILES = {"val": "valid"}
_SPLITS = {"valid": "val"}
_LENGTHS = {0: "long", 1: "short"}
_LONG_WORDS = 20
"""Words from which on a text of which nobody said so counts as long."""


class RefSavFormat:
    """One file of expressions a split and one of masks for all; or one file of texts beside files of SA-V."""

    format_id = "ref-sav"
    title = QT_TRANSLATE_NOOP("datasets", "Ref-SAV (long and short texts about clips)")
    holds = TOLD_TRACKS
    takes_answers = False
    choices = (
        Choice(
            "form",
            QT_TRANSLATE_NOOP("datasets", "Form"),
            {
                "evaluation": QT_TRANSLATE_NOOP(
                    "datasets", "as for evaluation: expressions, masks and pictures"
                ),
                "training": QT_TRANSLATE_NOOP(
                    "datasets", "as for training: one text for each masklet of SA-V files"
                ),
            },
        ),
    )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> range:
        """Every 4th frame of a video; the pictures of a folder are taken to be such frames already."""
        return all_frames(clip, options, step=STEP if clip.item.kind is MediaKind.VIDEO else 1)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        def frames_of(clip: AnnotatedClip) -> Sequence[int]:
            return self.frames_of(clip, options)

        holds = self.holds
        if _is_training(options):
            times = options.write_images and all(clip.open_frames is not None for clip in clips)
            holds = Holds(tracks=True, absence=True, expressions=True, times=times)
        return [*losses_of(clips, holds, frames_of), *loss_of_untouched(clips, frames_of)]

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        frames = {clip.name: self.frames_of(clip, options) for clip in clips}
        progress = FrameProgress(sum(map(len, frames.values())), on_progress, token)
        if _is_training(options):
            write_training(clips, folder, options, frames, progress, self.format_id)
            return
        videos = numbered_videos(clips, self.format_id, lambda clip: frames[clip.name])
        for name, part in by_split(clips, _FILES, "valid").items():
            names = {clip.name for clip in part}
            chosen = [video for video in videos if video.clip.name in names]
            path = folder / f"meta_expressions_{safe_file_name(name)}.json"
            write_expressions(path, chosen, self.format_id, _type_of)
        write_masks(folder / "mask_dict.json", videos, progress)
        for video in videos if options.write_images else ():
            write_frame_pictures(video, folder / "videos", token)

    def recognises(self, source: Path) -> bool:
        return _training_file(source) is not None or bool(_evaluation_files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        path, files = _training_file(source), _evaluation_files(source)
        if path is not None:
            yield from read_training(path, report, token)
        elif files:
            yield from _read_evaluation(files, source, report, token)
        else:
            raise FormatError(
                translate("datasets", "{0}: expected {1} or meta_expressions_valid.json, found neither").format(
                    source, FILE_NAME
                )
            )


def _is_training(options: ExportOptions) -> bool:
    return options.choices.get("form") == "training"


def _type_of(text: ClipText, extras: Mapping[str, Any]) -> dict[str, Any]:
    length = text.length or ("long" if len(text.text.split()) >= _LONG_WORDS else "short")
    known = extras.get("type_id")
    # A kind that we have no word for stays as it was.
    return {"type_id": known if not text.length and isinstance(known, int) else int(length == "short")}


def _length_of(fields: Mapping[str, Any]) -> str:
    value = fields.get("type_id")
    return _LENGTHS.get(value, "") if isinstance(value, int) else ""


def _training_file(source: Path) -> Path | None:
    path = source / FILE_NAME if source.is_dir() else source
    return path if path.name == FILE_NAME and path.is_file() else None


def _evaluation_files(source: Path) -> list[Path]:
    if source.is_file():
        is_ours = _NAME.fullmatch(source.name) and source.name != "meta_expressions_release.json"
        return [source] if is_ours else []
    try:
        found = sorted(path for path in source.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    except OSError:
        return []
    # The test part of MeViS has a name of the same kind.
    return [path for path in found if path.name != "meta_expressions_release.json"]


def _read_evaluation(
    files: Sequence[Path], source: Path, report: ImportReport, token: CancelToken
) -> Iterator[ImportedClip]:
    folder = files[0].parent
    masks_path = folder / "mask_dict.json"
    masks = JsonMembers(masks_path, token) if masks_path.is_file() else None
    used: set[str] = set()
    for path in files:
        match = _NAME.fullmatch(path.name)
        name = match[1] if match else ""
        file = ExpressionFile(
            path,
            pictures=(folder / "videos", folder / "JPEGImages"),
            masks=masks,
            split=_SPLITS.get(name, name),
            length_of=_length_of,
        )
        for clip in read_expression_videos(file, report, token, used=used):
            yield replace(clip, frame_indices=_indices(clip.frames))
    # A file alone names a part of the masks only.
    if masks is not None and source.is_dir():
        report_unused(masks, used, str(masks_path), report)


def _indices(frames: Sequence[str]) -> tuple[int, ...] | None:
    """Frames of the video by their names; None where these are not all numbers that rise."""
    if not all(name.isascii() and name.isdecimal() and len(name) < 9 for name in frames):
        return None
    numbers = tuple(map(int, frames))
    return numbers if all(after > before for before, after in itertools.pairwise(numbers)) else None


FORMAT = RefSavFormat()
