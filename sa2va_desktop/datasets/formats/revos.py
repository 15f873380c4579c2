"""ReVOS: referring, reasoning and "nothing of the kind" texts about clips, with masks of every frame.

`meta_expressions_{train,valid}_.json` (the underscore before the dot belongs to the name), one `mask_dict.json` for all, and
`mask_dict_foreground.json` with the union of everything that is annotated. Videos are called by relative paths; pictures
are in `JPEGImages/VIDEO` or `VIDEO`. An expression's `type_id` is 0 referring, 1 reasoning, 2 about nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    all_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.expression_video_files import (
    ExpressionVideo,
    by_split,
    kept_keys,
    loss_of_untouched,
    numbered_videos,
    write_expressions,
    write_frame_pictures,
    write_masks,
)
from sa2va_desktop.datasets.expression_videos import ExpressionFile, read_expression_videos, report_unused
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import TOLD_TRACKS
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.json_members import JsonMembers
from sa2va_desktop.datasets.json_output import json_object
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_NAME = re.compile(r"meta_expressions_(.+)_\.json")
_FILES = {"val": "valid"}
_SPLITS = {"valid": "val"}
_REFERRING, _NOTHING = 0, 2


class RevosFormat:
    """One file of expressions a split, one file of masks for all."""

    format_id = "revos"
    title = QT_TRANSLATE_NOOP("datasets", "ReVOS (reasoning about clips)")
    holds = TOLD_TRACKS
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        def frames_of(clip: AnnotatedClip) -> Sequence[int]:
            return all_frames(clip, options)

        return [*losses_of(clips, self.holds, frames_of), *loss_of_untouched(clips, frames_of)]

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(all_frames(clip, options)) for clip in clips), on_progress, token)
        videos = numbered_videos(
            clips, self.format_id, lambda clip: all_frames(clip, options), keys=kept_keys(clips, self.format_id)
        )
        for name, part in by_split(clips, _FILES, "train").items():
            names = {clip.name for clip in part}
            chosen = [video for video in videos if video.clip.name in names]
            path = folder / f"meta_expressions_{safe_file_name(name)}_.json"
            write_expressions(path, chosen, self.format_id, _type_of)
        write_masks(folder / "mask_dict.json", videos, progress)
        _write_foreground(folder / "mask_dict_foreground.json", videos, token)
        for video in videos if options.write_images else ():
            write_frame_pictures(video, folder / "JPEGImages", token)

    def recognises(self, source: Path) -> bool:
        return bool(_files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected meta_expressions_train_.json or such, found none").format(
                    source
                )
            )
        folder = files[0].parent
        masks_path = folder / "mask_dict.json"
        masks = JsonMembers(masks_path, token) if masks_path.is_file() else None
        used: set[str] = set()
        for path in files:
            name = _split_of(path)
            file = ExpressionFile(
                path, pictures=(folder / "JPEGImages", folder), masks=masks, split=_SPLITS.get(name, name)
            )
            yield from read_expression_videos(file, report, token, used=used)
        # A file alone names a part of the masks only.
        if masks is not None and source.is_dir():
            report_unused(masks, used, str(masks_path), report)


def _type_of(text: ClipText, extras: Mapping[str, Any]) -> dict[str, Any]:
    """Whether a text reasons is only known of imported ones; whether it means nothing is seen."""
    if not text.object_ids:
        return {"type_id": _NOTHING}
    return {"type_id": extras["type_id"] if extras.get("type_id") in (0, 1) else _REFERRING}


def _write_foreground(path: Path, videos: Sequence[ExpressionVideo], token: CancelToken) -> None:
    """The union of all objects on each frame, which the robustness of answers about nothing is measured against."""
    with json_object(path) as write:
        for video in videos:
            masks = []
            for frame in video.frames:
                token.raise_if_cancelled()
                seen = [record.rle for _, record in video.clip.masks_on(frame)]
                nothing = empty_rle(video.clip.item.height, video.clip.item.width)
                masks.append(rle_to_coco(mask_union(seen) if seen else nothing))
            write(video.key, {"masks_rle": masks})


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source] if _NAME.fullmatch(source.name) else []
    try:
        return sorted(path for path in source.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    except OSError:
        return []


def _split_of(path: Path) -> str:
    match = _NAME.fullmatch(path.name)
    return match[1] if match else ""


FORMAT = RevosFormat()
