"""MeViS: expressions about motion, for one, several or no object of a clip, and masks of every frame.

`{train,valid_u,valid,test}/meta_expressions.json` (of the test part `meta_expressions_release.json`), `mask_dict.json` and
`JPEGImages/VIDEO/00000.jpg`. The validation part with masks is `valid_u`; `valid` and `test` have texts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
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
from sa2va_desktop.datasets.holds import TOLD_TRACKS
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.json_members import JsonMembers
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_NAMES = ("meta_expressions.json", "meta_expressions_release.json")
_PARTS = ("train", "valid_u", "valid", "test")
_FOLDERS = {"val": "valid_u"}
_SPLITS = {"valid_u": "val"}


class MevisFormat:
    """A folder a split, each complete in itself."""

    format_id = "mevis"
    title = QT_TRANSLATE_NOOP("datasets", "MeViS (expressions about clips)")
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
        for name, part in by_split(clips, _FOLDERS, "train").items():
            root = folder / safe_file_name(name)
            videos = numbered_videos(part, self.format_id, lambda clip: all_frames(clip, options))
            write_expressions(root / _NAMES[name == "test"], videos, self.format_id)
            write_masks(root / "mask_dict.json", videos, progress)
            for video in videos if options.write_images else ():
                write_frame_pictures(video, root / "JPEGImages", token)

    def recognises(self, source: Path) -> bool:
        return bool(_files(source)) and not (source / "mask_dict_foreground.json").exists()

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected {1} in it or in {2}, found none").format(
                    source, " / ".join(_NAMES), " / ".join(_PARTS)
                )
            )
        for path in files:
            name = path.parent.name
            is_part = name in _PARTS or path.parent.parent == source
            split = _SPLITS.get(name, name) if is_part else ""
            yield from _read_part(path, split, report, token)


def _files(source: Path) -> list[Path]:
    """Files of expressions of a data set, of one of its parts, or the one that was pointed at."""
    if source.is_file():
        return [source] if source.name in _NAMES else []
    try:
        folders = sorted(path for path in source.iterdir() if path.is_dir())
    except OSError:
        return []
    folders = [source, *(source / part for part in _PARTS), *folders]
    found = [folder / name for folder in dict.fromkeys(folders) for name in _NAMES if (folder / name).is_file()]
    # Ref-YouTube-VOS keeps the same names in a folder of their own.
    return [path for path in found if path.parent.parent.name != "meta_expressions"]


def _read_part(path: Path, split: str, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    masks_path = path.with_name("mask_dict.json")
    masks = JsonMembers(masks_path, token) if masks_path.is_file() else None
    file = ExpressionFile(path, pictures=(path.parent / "JPEGImages",), masks=masks, split=split)
    used: set[str] = set()
    yield from read_expression_videos(file, report, token, used=used)
    if masks is not None:
        report_unused(masks, used, str(masks_path), report)


FORMAT = MevisFormat()
