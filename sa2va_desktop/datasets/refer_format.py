"""What the formats of the refer family share: where their files are, and how they are written and found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.json_output import json_bytes
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.picture_items import write_pictures
from sa2va_desktop.datasets.refer_reading import INSTANCES, read_refer
from sa2va_desktop.datasets.refer_writing import ReferDocument, refer_pictures, text_losses
from sa2va_desktop.datasets.restricted_pickle import write_plain_pickle
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

REFS_CHOICE = Choice(
    "refs",
    QT_TRANSLATE_NOOP("datasets", "File of texts"),
    {
        "json": QT_TRANSLATE_NOOP("datasets", "JSON, which is safe to open"),
        "pickle": QT_TRANSLATE_NOOP("datasets", "Python pickle (.p), which the REFER reader asks for"),
    },
)


class ReferFormat:
    """A format of this family; subclasses say what differs.

    Attributes:
        is_group: a text may mean several things or none.
        parts: folder of a data set → name of its file of refs without suffix, the one that is written first.
        picture_folder: where the readers of this format look for pictures.
    """

    format_id: str
    title: str
    holds: Holds
    choices: tuple[Choice, ...]
    takes_answers = False
    is_group: bool
    parts: Mapping[str, Sequence[str]]
    picture_folder: str

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        def frames_of(clip: AnnotatedClip) -> Sequence[int]:
            return annotated_frames(clip, options)

        more = text_losses(clips, frames_of, is_group=self.is_group)
        return losses_of(clips, self.holds, frames_of, more=more)

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        part = options.choices.get("part", next(iter(self.parts)))
        frames = {clip.name: annotated_frames(clip, options) for clip in clips}
        pictures = chain.from_iterable(
            refer_pictures(clip, frames[clip.name], is_group=self.is_group) for clip in clips
        )
        document = ReferDocument(list(pictures), self.format_id, is_group=self.is_group)
        own = folder / part
        own.mkdir()
        document.write_instances(own / INSTANCES, token)
        name = self.parts[part][0]
        if options.choices.get("refs") == "pickle":
            write_plain_pickle(own / f"{name}.p", document.refs())
        else:
            (own / f"{name}.json").write_bytes(json_bytes(document.refs()))
        for done, clip in enumerate(clips, start=1):
            if options.write_images:
                write_pictures(clip, folder / self.picture_folder, frames[clip.name], token)
            on_progress(done, len(clips))

    def recognises(self, source: Path) -> bool:
        return bool(self._files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = self._files(source)
        if not files:
            names = ", ".join(
                f"{name}.json" for name in dict.fromkeys(chain.from_iterable(self.parts.values()))
            )
            raise FormatError(
                translate("datasets", "{0}: expected {1} and one of {2} (or .p), found none").format(
                    source, INSTANCES, names
                )
            )
        folders = {path.parent: path for path in reversed(files)}
        if len(folders) > 1:
            raise FormatError(
                translate(
                    "datasets", "{0}: expected one data set, found {1}; choose one of these folders"
                ).format(source, ", ".join(sorted(folder.name for folder in folders)))
            )
        yield from read_refer(files[0], files[0].parent.parent, report, token)

    def _files(self, source: Path) -> list[Path]:
        """Files of refs that lie beside an `instances.json`, the first of each folder is the one to read."""
        names = list(dict.fromkeys(chain.from_iterable(self.parts.values())))
        if source.is_file():
            is_ours = source.stem in names and source.suffix in (".json", ".p")
            return [source] if is_ours and source.with_name(INSTANCES).is_file() else []
        found = []
        for folder in (source, *(source / part for part in self.parts)):
            paths = (folder / f"{name}{suffix}" for name in names for suffix in (".json", ".p"))
            found += [path for path in paths if path.is_file() and (folder / INSTANCES).is_file()]
        return found
