"""Read a project file into what a session is made of. Slow, and free of any thread's belongings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.editing.entry import Entry
from sa2va_desktop.errors import ProjectError, ProjectLockedError
from sa2va_desktop.storage.project_file import ProjectFile
from sa2va_desktop.storage.project_reader import ProjectReader
from sa2va_desktop.storage.recovery import new_untitled_path
from sa2va_desktop.storage.sqlite_errors import translated_errors
from sa2va_desktop.storage.stored_mask import StoredMasks
from sa2va_desktop.translation import translate


@dataclass
class LoadedProject:
    """A project read from its file, ready for `start_session`, which takes it over."""

    file: ProjectFile
    project: Project
    entries: Sequence[Entry]
    masks: StoredMasks
    notices: list[str] = field(default_factory=list)
    read_only_reason: str = ""


def load_project(path: Path, *, read_only: bool | None = None) -> LoadedProject:
    """Open and read a project file. Slow; touches nothing that belongs to another thread.

    Args:
        read_only: None opens for writing if possible, else for reading with the reason in `read_only_reason`;
            False insists on writing; True only reads.

    Raises:
        ProjectError: no project, damaged, or not readable.
        ProjectVersionError: written by a newer version.
        ProjectLockedError: `read_only` is False and another opener has it.
    """
    file, reason = _opened(path, read_only)
    try:
        return _loaded(file, reason)
    except BaseException:
        file.close()
        raise


def create_project(path: Path) -> LoadedProject:
    """Make a new, empty project file.

    Raises:
        ProjectError: the file exists or cannot be made.
    """
    return _loaded(ProjectFile.create(path), "")


def create_untitled_project() -> LoadedProject:
    """Make a project in the recovery folder, where it lives until `OpenProject.save_as`."""
    while True:
        path = new_untitled_path()
        try:
            return create_project(path)
        except ProjectError as error:
            # Another window that started in the same second has the name; else nobody can make anything here.
            is_being_made = isinstance(error, ProjectLockedError) and os.access(path.parent, os.W_OK)
            if not is_being_made and not path.exists():
                raise


def _opened(path: Path, read_only: bool | None) -> tuple[ProjectFile, str]:
    if read_only:
        asked = translate("storage", "{0} was opened for reading only.")
        return ProjectFile.open_read_only(path), asked.format(path.name)
    try:
        return ProjectFile.open(path), ""
    except ProjectLockedError as error:
        if read_only is False:
            raise
        refused = translate("storage", "{0} It is shown read-only.")
        return ProjectFile.open_read_only(path), refused.format(error)


def _loaded(file: ProjectFile, reason: str) -> LoadedProject:
    masks = StoredMasks()
    reader = ProjectReader(file.connection, file.path, masks)
    with translated_errors(file.path):
        # One snapshot, because a project opened for reading may be written to by its owner meanwhile.
        file.connection.execute("BEGIN")
        try:
            project = reader.read_project()
            entries = _entries(reader)
        finally:
            file.connection.execute("ROLLBACK")
    notices = [*file.notices, *([reason] if reason else [])]
    return LoadedProject(file, project, entries, masks, notices, reason)


def _entries(reader: ProjectReader) -> list[Entry]:
    """The history: what is open, and what lies above it, with its changes; the session fetches others later."""
    records = reader.read_entries()
    opened = next((place for place, r in enumerate(records) if r.state is EntryState.OPEN), len(records))
    return [
        Entry(record, reader.read_entry_changes(record.entry_id).values() if place >= opened else None)
        for place, record in enumerate(records)
    ]
