"""CVAT XML 1.1: masks on pictures ("CVAT for images"), or polygon tracks ("CVAT for video").

CVAT has no tracks of masks, so that which masks are one object stands in their attribute `track_id`. What neither has a
place for (absences, texts about several objects, exact names) stands in `meta/clips`, which CVAT ignores; see `clip_notes`.
Source: CVAT's description of the format, and `cvat_sdk.masks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.cvat_reader import ROOT, CvatReader
from sa2va_desktop.datasets.cvat_writer import XmlWriter, write_image, write_meta, write_tracks
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.zip_input import ZipInput
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

SHAPES = "shapes"
MASKS, TRACKS = "masks", "tracks"
_FILE = "annotations.xml"


class CvatFormat:
    """annotations.xml and, if wanted, images/CLIP/00000.jpg for every annotated frame."""

    format_id = "cvat"
    title = QT_TRANSLATE_NOOP("datasets", "CVAT (XML 1.1)")
    holds = ALL_BUT_TALK
    takes_answers = False
    choices = (
        Choice(
            SHAPES,
            QT_TRANSLATE_NOOP("datasets", "Shapes"),
            {
                MASKS: QT_TRANSLATE_NOOP("datasets", "Masks on pictures (exact; CVAT for images)"),
                TRACKS: QT_TRANSLATE_NOOP(
                    "datasets", "Polygon tracks (masks of several parts or with holes become several tracks)"
                ),
            },
        ),
    )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return annotated_frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: annotated_frames(clip, options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        as_tracks = options.choices.get(SHAPES, MASKS) == TRACKS
        total = sum(len(annotated_frames(clip, options)) for clip in clips)
        done = 0
        with (folder / _FILE).open("w", encoding="utf-8", newline="\n") as file:
            writer = XmlWriter(file)
            writer.start(ROOT)
            writer.text("version", "1.1")
            write_meta(writer, clips, options, as_tracks=as_tracks)
            track_id = first_id = 0
            for task_id, clip in enumerate(clips):
                frames = annotated_frames(clip, options)
                if as_tracks:
                    track_id = write_tracks(writer, clip, frames, task_id, track_id, token)
                else:
                    for frame in frames:
                        token.raise_if_cancelled()
                        write_image(writer, clip, frame, task_id if len(clips) > 1 else None, first_id)
                first_id += clip.item.frame_count  # readers that know no tasks take pictures of one id for one
                if options.write_images and clip.open_frames is not None and frames:
                    images = folder / "images" / clip.name
                    images.mkdir(parents=True)
                    write_jpeg_frames(clip, images, frames, token)
                done += len(frames)
                on_progress(done, total)
            writer.end(ROOT)

    def recognises(self, source: Path) -> bool:
        try:
            if source.is_dir():
                return any(_is_cvat(path) for path in _xml_files(source))
            if source.suffix.lower() == ".zip":
                with ZipInput(source) as archive:
                    return any(Path(name).name == _FILE for name in archive.names)
            return _is_cvat(source)
        except (OSError, FormatError):
            return False

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        if source.is_file() and source.suffix.lower() == ".zip":
            with ZipInput(source) as archive:
                names = [name for name in archive.names if Path(name).name == _FILE]
                if not names:
                    raise FormatError(
                        translate("datasets", "{0}: expected {1} in the archive, found none").format(
                            source, _FILE
                        )
                    )
                for name in names:
                    with archive.open(name) as file:
                        yield from CvatReader(file, f"{source}, {name}", None, report, token).clips()
            return
        files = _xml_files(source) if source.is_dir() else [source]
        if not files:
            raise FormatError(translate("datasets", "{0}: expected {1}, found none").format(source, _FILE))
        for path in files:
            with _opened(path) as file:
                yield from CvatReader(file, str(path), path.parent, report, token).clips()


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error


def _xml_files(folder: Path) -> list[Path]:
    """All that look like it (Datumaro calls them by the split), else annotations.xml one level down."""
    direct = [path for path in sorted(folder.glob("*.xml")) if path.name == _FILE or _is_cvat(path)]
    return direct or sorted(folder.glob(f"*/{_FILE}"))


def _is_cvat(path: Path) -> bool:
    if path.suffix.lower() != ".xml" or not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(4096)
    return b"<annotations" in start and any(
        tag in start for tag in (b"<version>", b"<meta>", b"<image ", b"<track ")
    )


FORMAT = CvatFormat()
