"""CVAT XML 1.1: masks on pictures ("CVAT for images"), or polygon tracks ("CVAT for video").

CVAT has no tracks of masks, so that which masks are one object stands in their attribute `track_id`. What neither has a
place for (absences, texts about several objects, exact names) stands in `meta/clips`, which CVAT ignores; see `clip_notes`.
Source: CVAT's description of the format, and `cvat_sdk.masks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.sax.saxutils import XMLGenerator

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_notes import OWN_ATTRIBUTES, notes_of, record_attributes
from sa2va_desktop.datasets.cvat_reader import DEFAULT_SUBSET, ROOT, CvatReader
from sa2va_desktop.datasets.cvat_shapes import mask_fields
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.polygons import hole_free_pieces
from sa2va_desktop.datasets.xml_files import legal_text
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
    holds = Holds(
        objects=True,
        tracks=True,
        absence=True,
        occlusion=True,
        states=True,
        scores=True,
        labels=True,
        names=True,
        captions=True,
        expressions=True,
        many_objects=True,
        no_object=True,
    )
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
            writer = _Writer(file)
            writer.start(ROOT)
            writer.text("version", "1.1")
            _write_meta(writer, clips, options, as_tracks=as_tracks)
            track_id = first_id = 0
            for task_id, clip in enumerate(clips):
                frames = annotated_frames(clip, options)
                if as_tracks:
                    track_id = _write_tracks(writer, clip, frames, task_id, track_id, token)
                else:
                    for frame in frames:
                        token.raise_if_cancelled()
                        _write_image(writer, clip, frame, task_id if len(clips) > 1 else None, first_id)
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
    if path.suffix.lower() != ".xml":
        return False
    with path.open("rb") as file:
        start = file.read(4096)
    return b"<annotations" in start and any(
        tag in start for tag in (b"<version>", b"<meta>", b"<image ", b"<track ")
    )


class _Writer:
    """XML, indented by two, with every text made legal."""

    def __init__(self, file: IO[str]) -> None:
        self._xml = XMLGenerator(file, "utf-8", short_empty_elements=True)  # type: ignore[arg-type]
        self._depth = 0
        self._xml.startDocument()

    def start(self, tag: str, fields: Mapping[str, object] | None = None) -> None:
        self._xml.ignorableWhitespace("\n" + "  " * self._depth if self._depth else "")
        self._xml.startElement(tag, {key: legal_text(str(value)) for key, value in (fields or {}).items()})  # type: ignore[arg-type]
        self._depth += 1

    def end(self, tag: str, *, is_leaf: bool = False) -> None:
        self._depth -= 1
        if not is_leaf:
            self._xml.ignorableWhitespace("\n" + "  " * self._depth)
        self._xml.endElement(tag)

    def text(self, tag: str, text: object = "", fields: Mapping[str, object] | None = None) -> None:
        self.start(tag, fields)
        self._xml.characters(legal_text(str(text)))
        self.end(tag, is_leaf=True)


def _write_meta(
    writer: _Writer, clips: Sequence[AnnotatedClip], options: ExportOptions, *, as_tracks: bool
) -> None:
    labels = sorted({clip.category_name(each) for clip in clips for each in clip.objects})
    writer.start("meta")
    if len(clips) == 1:
        _write_task(writer, 0, clips[0], labels, _subset(clips[0]), as_tracks=as_tracks)
    else:
        writer.start("project")
        writer.text("name", "Sa2VA Desktop")
        _write_labels(writer, labels)
        writer.start("tasks")
        seen: set[str] = set()
        for task_id, clip in enumerate(clips):
            # Named once each: Datumaro reads the pictures of a subset as often as it is named.
            subset = _subset(clip)
            _write_task(writer, task_id, clip, (), "" if subset in seen else subset, as_tracks=as_tracks)
            seen.add(subset)
        writer.end("tasks")
        writer.end("project")
    writer.start("clips")
    for clip in clips:
        # ASCII with JSON's escapes, so that characters which XML forbids come back, too.
        notes = json.dumps(notes_of(clip, annotated_frames(clip, options)), allow_nan=False)
        writer.text("clip", notes)
    writer.end("clips")
    writer.end("meta")


def _write_task(
    writer: _Writer, task_id: int, clip: AnnotatedClip, labels: Sequence[str], subset: str, *, as_tracks: bool
) -> None:
    writer.start("task")
    for tag, value in (
        ("id", task_id),
        ("name", clip.name),
        ("size", clip.item.frame_count),
        ("mode", "interpolation" if as_tracks else "annotation"),
        ("overlap", 0),
        ("bugtracker", ""),
        ("start_frame", 0),
        ("stop_frame", clip.item.frame_count - 1),
        ("frame_filter", ""),
    ):
        writer.text(tag, value)
    if subset:
        writer.text("subset", subset)
    if labels:
        _write_labels(writer, labels)
    writer.start("original_size")
    writer.text("width", clip.item.width)
    writer.text("height", clip.item.height)
    writer.end("original_size")
    writer.text("source", Path(clip.item.path).name)
    writer.end("task")


def _subset(clip: AnnotatedClip) -> str:
    return clip.split or DEFAULT_SUBSET


def _write_labels(writer: _Writer, labels: Sequence[str]) -> None:
    writer.start("labels")
    for label in labels:
        writer.start("label")
        writer.text("name", label)
        writer.text("type", "any")
        writer.start("attributes")
        for name in OWN_ATTRIBUTES:
            writer.start("attribute")
            for tag, value in (
                ("name", name),
                ("mutable", "True" if name in ("state", "predicted_iou", "object_score") else "False"),
                ("input_type", "text"),
                ("default_value", ""),
                ("values", ""),
            ):
                writer.text(tag, value)
            writer.end("attribute")
        writer.end("attributes")
        writer.end("label")
    writer.end("labels")


def _write_image(writer: _Writer, clip: AnnotatedClip, frame: int, task_id: int | None, first_id: int) -> None:
    """`task_id`: in a project; in a task, pictures of a subset of their own would be left out by Datumaro."""
    fields: dict[str, object] = {
        "id": first_id + frame,
        "frame": frame,
        "name": f"{clip.name}/{frame:05d}.jpg",
        "width": clip.item.width,
        "height": clip.item.height,
        "clip": clip.name,
    }
    if task_id is not None:
        fields |= {"subset": _subset(clip), "task_id": task_id}
    writer.start("image", fields)
    for number, (each, record) in enumerate(clip.masks_on(frame)):
        shape = {
            "label": clip.category_name(each),
            "source": _source(record),
            "occluded": int(record.state is FrameState.OCCLUDED),
            **mask_fields(record.rle),
            "z_order": number,
            "group_id": each.object_id,
        }
        writer.start("mask", shape)
        _write_attributes(writer, clip, each, record)
        writer.end("mask")
    writer.end("image")


def _write_tracks(
    writer: _Writer, clip: AnnotatedClip, frames: Sequence[int], task_id: int, track_id: int, token: CancelToken
) -> int:
    """Each object as one track, or several where a mask has several pieces. Returns: the next free number of a track."""
    for order, each in enumerate(sorted(clip.objects, key=lambda each: (each.order, each.object_id))):
        token.raise_if_cancelled()
        track = clip.tracks.get(each.object_id, {})
        records = {frame: track[frame] for frame in frames if frame in track and not track[frame].rle.is_empty}
        pieces = {frame: hole_free_pieces(record.rle) for frame, record in records.items()}
        for piece in range(max(map(len, pieces.values()), default=0)):
            fields = {
                "id": track_id,
                "label": clip.category_name(each),
                "source": "manual",
                "group_id": each.object_id,
                "task_id": task_id,
                "clip": clip.name,
            }
            writer.start("track", fields)
            shown = [frame for frame in sorted(pieces) if piece < len(pieces[frame])]
            for frame in shown:
                points = ";".join(f"{x}.00,{y}.00" for x, y in pieces[frame][piece].tolist())
                _write_key_frame(writer, clip, each, records[frame], frame, points, order, is_outside=False)
                if frame + 1 not in shown and frame + 1 < clip.item.frame_count:
                    _write_key_frame(
                        writer, clip, each, records[frame], frame + 1, points, order, is_outside=True
                    )
            writer.end("track")
            track_id += 1
    return track_id


def _write_key_frame(
    writer: _Writer,
    clip: AnnotatedClip,
    each: AnnotationObject,
    record: ObjectFrame,
    frame: int,
    points: str,
    order: int,
    *,
    is_outside: bool,
) -> None:
    fields = {
        "frame": frame,
        "keyframe": 1,
        "outside": int(is_outside),
        "occluded": int(record.state is FrameState.OCCLUDED),
        "points": points,
        "z_order": order,
    }
    writer.start("polygon", fields)
    _write_attributes(writer, clip, each, record)
    writer.end("polygon")


def _write_attributes(
    writer: _Writer, clip: AnnotatedClip, each: AnnotationObject, record: ObjectFrame
) -> None:
    for name, value in record_attributes(clip, each, record).items():
        writer.text("attribute", value, {"name": name})


def _source(record: ObjectFrame) -> str:
    return "manual" if record.object_score is None else "auto"


FORMAT = CvatFormat()
