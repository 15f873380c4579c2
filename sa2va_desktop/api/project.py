"""A project for scripts: its media, undo, export."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from sa2va_desktop import assembly
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.api.media import ScriptMedia
from sa2va_desktop.operations.export import (
    ExportOptions,
    Loss,
    annotated_clips,
    media_files,
    write_export,
)
from sa2va_desktop.operations.media_items import OpenProject, add_probed_media, probe

StrPath = str | os.PathLike[str]


class ScriptProject:
    """An open `.sa2va` project. Leave the `with` block, or call `close`, to free it for others.

    Attributes:
        session: the project with its history, for what is not offered here: `session.do(label, changes)` makes one
            step of undo of the changes that the functions of `sa2va_desktop.editing.commands` return.
    """

    def __init__(self, session: OpenProject) -> None:
        self.session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.session.__exit__(kind, error, traceback)

    @property
    def document(self) -> Project:
        """Everything in it, for reading."""
        return self.session.project

    @property
    def media(self) -> list[ScriptMedia]:
        """Pictures and clips, in the order in which they were added."""
        return [ScriptMedia(self.session, media_id) for media_id in self.document.media]

    def add(self, path: StrPath) -> ScriptMedia:
        """Add a picture, a video or a folder of frames; one that is there already is not added again.

        Raises:
            MediaError: it cannot be read.
        """
        [media_id] = add_probed_media(self.session, [probe(Path(path))])
        return ScriptMedia(self.session, media_id)

    def undo(self) -> str:
        """Take the latest step back. Returns: its name, or "" when there is nothing to undo."""
        name = self.session.history.undo_label or ""
        return name if self.session.undo() is not None else ""

    def redo(self) -> str:
        """Make the step again that was taken back last. Returns: its name, or ""."""
        name = self.session.history.redo_label or ""
        return name if self.session.redo() is not None else ""

    def export(
        self,
        format_id: str,
        folder: StrPath,
        *,
        media: Iterable[ScriptMedia] | None = None,
        with_pictures: bool = False,
        overwrite: bool = False,
    ) -> list[Loss]:
        """Write masks and texts for other programs; complete or not at all.

        Args:
            format_id: such as "coco" or "davis"; `sa2va-desktop export --help` lists them.
            folder: new or empty, unless `overwrite`.
            media: None takes everything that is annotated.
            with_pictures: also write the frames, where the format has a place for them.

        Returns: what the format could not hold.

        Raises:
            UsageError: no such format.
            FormatError: the folder is not empty, or the format cannot hold what was asked.
            OutputError: it cannot be written; nothing was.
        """
        chosen: list[MediaId] | None = None if media is None else [each.media_id for each in media]
        return write_export(
            annotated_clips(self.document, chosen, format_id=format_id),
            format_id=format_id,
            out=Path(folder),
            options=ExportOptions(write_images=with_pictures),
            overwrite=overwrite,
            sources=[self.session.path, *media_files(self.document)],
        )

    def close(self) -> None:
        """Wait until everything is written, and close the file.

        Raises:
            ProjectError: something could not be written.
        """
        self.session.__exit__(None, None, None)


def open_project(path: StrPath, *, create: bool = False, read_only: bool = False) -> ScriptProject:
    """Open a project file.

    Args:
        create: make a new one; an existing one is refused.
        read_only: while the window has it open, say.

    Raises:
        ProjectError: no project, a newer version, damaged, or open elsewhere.
    """
    return ScriptProject(assembly.open_project(Path(path), create=create, read_only=read_only))
