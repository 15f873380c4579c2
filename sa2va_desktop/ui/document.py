"""The open project as the panels see it: its content, one signal for every change, and how far it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change, ChangeSet
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.project_files import OpenProject


class Document(QObject):
    """One per window, for its whole life; the project in it may be exchanged. Lives on the GUI thread.

    Signals:
        changed(ChangeSet): something in the project is different; the only thing that panels refresh from.
        replaced(): another project is open, or none; `changed` with all that went and all that came follows.
        durability_changed(): `pending_count`, `storage_error` or the name of the project changed.
        storage_failed(ProjectError): a write failed; it stays queued.
        noticed(str): a sentence that the person should see once.
    """

    changed = Signal(object)
    replaced = Signal()
    durability_changed = Signal()
    storage_failed = Signal(object)
    noticed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: OpenProject | None = None
        self._empty = Project()

    # ---- which project

    @property
    def session(self) -> OpenProject | None:
        """The open project, or None."""
        return self._session

    def replace_session(self, session: OpenProject | None) -> None:
        """Show another project. The one before is closed by whoever opened it."""
        gone = self.project.everything()
        if self._session is not None:
            self._session.on_changed.clear()
            self._session.on_durability_changed.clear()
            self._session.on_storage_error.clear()
            self._session.on_notice.clear()
        self._session = session
        if session is not None:
            session.on_changed.append(self.changed.emit)
            session.on_durability_changed.append(self.durability_changed.emit)
            session.on_storage_error.append(self.storage_failed.emit)
            session.on_notice.append(self.noticed.emit)
        self.replaced.emit()
        self.changed.emit(_both(gone, self.project.everything()))
        self.durability_changed.emit()
        if session is not None:
            session.fetch_history()
        for notice in session.notices if session is not None else ():
            self.noticed.emit(notice)

    @property
    def project(self) -> Project:
        """What is open, or an empty project; read it freely."""
        return self._session.project if self._session is not None else self._empty

    @property
    def path(self) -> Path | None:
        return self._session.path if self._session is not None else None

    @property
    def name(self) -> str:
        """For the title; "" while the project has none."""
        return self._session.name if self._session is not None else ""

    @property
    def is_writable(self) -> bool:
        return self._session is not None and not self._session.is_read_only

    @property
    def is_untitled(self) -> bool:
        return self._session is None or self._session.is_untitled

    # ---- steps

    def do(self, label: str, changes: Iterable[Change], *, merge_key: str | None = None) -> None:
        """Make an edit, one entry of the history.

        Raises:
            ProjectError: the project is read-only, or none is open.
        """
        if self._session is None:
            raise ProjectError(self.tr("No project is open."))
        self._session.do(label, changes, merge_key=merge_key)

    def undo(self) -> None:
        if self._session is not None:
            self._session.undo()

    def redo(self) -> None:
        if self._session is not None:
            self._session.redo()

    @property
    def undo_label(self) -> str:
        """Of what `undo` would undo; "" when there is nothing."""
        return self._session.history.undo_label if self._session is not None else ""

    @property
    def redo_label(self) -> str:
        return self._session.history.redo_label if self._session is not None else ""

    # ---- storage

    @property
    def pending_count(self) -> int:
        """Steps that are not on the disk yet."""
        return self._session.pending_count if self._session is not None else 0

    @property
    def storage_error(self) -> ProjectError | None:
        return self._session.storage_error if self._session is not None else None


def _both(gone: ChangeSet, come: ChangeSet) -> ChangeSet:
    """One change set over two projects whose ids may mean different things: everything is different."""
    objects = gone.frames.keys() | come.frames.keys()
    nothing: frozenset[int] = frozenset()
    return ChangeSet(
        media_ids=gone.media_ids | come.media_ids,
        category_ids=gone.category_ids | come.category_ids,
        object_ids=gone.object_ids | come.object_ids,
        frames={
            object_id: gone.frames.get(object_id, nothing) | come.frames.get(object_id, nothing)
            for object_id in objects
        },
        answer_ids=gone.answer_ids | come.answer_ids,
        expression_ids=gone.expression_ids | come.expression_ids,
        attribute_ids=gone.attribute_ids | come.attribute_ids,
        valued_ids=gone.valued_ids | come.valued_ids,
        reviews={
            object_id: gone.reviews.get(object_id, nothing) | come.reviews.get(object_id, nothing)
            for object_id in gone.reviews.keys() | come.reviews.keys()
        },
        setting_names=gone.setting_names | come.setting_names,
        is_structural=True,
    )
