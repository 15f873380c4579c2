"""Opening, making, saving and closing projects, and adding media to them, without ever making the window wait."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.errors import InputError, ProjectError
from sa2va_desktop.media.records import MediaProbe
from sa2va_desktop.operations.media_items import add_probed_media, expand_media_paths, probe
from sa2va_desktop.operations.project_files import (
    LoadedProject,
    OpenProject,
    create_project,
    create_untitled_project,
    load_project,
    start_session,
)
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import ERROR, Message, MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner

PROJECT_SUFFIX = ".sa2va"
_CLOSE_LIMIT_S = 5.0
_TOPIC = "project"
_MEDIA_TOPIC = "media"
_PROBLEMS_SHOWN = 3
Then = Callable[[], None]


class ProjectController(QObject):
    """Lives on the GUI thread; files are read on the storage lane and on the pool.

    Signals:
        closing(): the open project is about to be closed; last chance to note where one was.
        opened(Path): another project is shown.
        renamed(): the open project goes on under another name.
        media_added(list[MediaId]): in the order in which they were given.
    """

    closing = Signal()
    opened = Signal(object)
    renamed = Signal()
    media_added = Signal(list)

    def __init__(
        self, document: Document, runner: TaskRunner, messages: MessageCenter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._messages = messages
        self._demo: OpenProject | None = None
        self._arriving: dict[Path | None, list[Then]] = {}  # being read; what is to be done once they are open
        document.storage_failed.connect(self._present_storage_error)
        document.durability_changed.connect(self._withdraw_storage_error)
        document.noticed.connect(messages.inform)

    # ---- opening

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open whatever was dropped, chosen or given: one project, or media to be added to the open project."""
        projects = [path for path in paths if path.suffix.lower() == PROJECT_SUFFIX]
        media = [path for path in paths if path not in projects]
        if len(projects) > 1:
            error = InputError(self.tr("One project can be open at a time, found {0}.").format(len(projects)))
            self._messages.present_error(error, topic=_TOPIC)
        elif projects:
            self.open_project(projects[0], then=(lambda: self.add_media(media)) if media else None)
        elif media:
            self.add_media(media)

    def open_project(self, path: Path, *, then: Then | None = None) -> None:
        file = Path(os.path.realpath(path))
        if self._document.path != file:
            self._load(file, lambda: load_project(file), self.tr("Open {0}").format(path.name), then)
        elif then is not None:
            then()

    def new_project(self, path: Path) -> None:
        file = Path(os.path.realpath(path))
        self._load(file, lambda: create_project(file), self.tr("New project"), None)

    def new_untitled(self, then: Then | None = None) -> None:
        """A project that has no name yet; everything in it is stored all the same."""
        self._load(None, create_untitled_project, self.tr("New project"), then)

    def new_demo(self, clip: Path) -> None:
        """A project of its own for the bundled clip; it does not outlive a session in which nothing was done with it."""

        def add_clip() -> None:
            self._demo = self._document.session
            self.add_media([clip])

        self.new_untitled(then=add_clip)

    def add_media(self, paths: Sequence[Path]) -> None:
        """Look at files and folders on the pool and add them, one entry of the history; makes a project if need be."""
        if self._document.session is None:
            self.new_untitled(then=lambda: self.add_media(paths))
            return
        session = self._document.session
        if session.is_read_only:
            self._messages.warn(session.read_only_reason, topic=_TOPIC)
            return
        self._runner.submit(
            lambda context: _probe_all(paths, context),
            lane=Lane.POOL,
            title=self.tr("Read media"),
            is_job=True,
            can_stop=True,
            on_success=lambda found: self._take_media(session, *found),
        )

    # ---- saving

    def save(self) -> None:
        """Everything is stored already; make sure of it, and say so."""
        session = self._document.session
        if session is None:
            return
        if session.storage_error is not None:
            session.retry_writing()

        def saved(error: ProjectError | None) -> None:
            if error is None:
                self._messages.inform(self.tr("All changes are stored."), topic=_TOPIC)
            else:
                self._messages.present_error(error, topic=_TOPIC)

        session.checkpoint(saved)

    def save_as(self, path: Path) -> None:
        """Go on under another name."""
        session = self._document.session
        if session is None:
            return
        if session.path == Path(os.path.realpath(path)):
            self.save()
            return

        def saved(error: ProjectError | None) -> None:
            if error is not None:
                self._messages.present_error(error, topic=_TOPIC)
                return
            self._document.durability_changed.emit()
            self.renamed.emit()

        def copied(error: ProjectError | None) -> None:
            if error is None:
                self.open_project(path)
            else:
                self._messages.present_error(error, topic=_TOPIC)

        if session.is_read_only:  # its owner may have gone on meanwhile, so the copy has to be read
            session.save_copy(path.absolute(), copied)
        else:
            session.save_as(path.absolute(), saved)

    # ---- closing

    def close_project(self) -> bool:
        """Store what is left and close the file. False when it could not be written: the project stays open.

        Call it when `pending_count` is 0 and it returns at once.
        """
        session = self._document.session
        if session is None:
            return True
        self.closing.emit()
        if not session.close(_CLOSE_LIMIT_S):
            return False
        is_litter = self._is_litter(session)
        self._document.replace_session(None)
        if is_litter:
            session.path.unlink(missing_ok=True)
        return True

    def abandon_project(self) -> None:
        """Close although not everything could be written."""
        session = self._document.session
        if session is not None:
            session.abandon()
            self._document.replace_session(None)

    # ---- inside

    def _is_litter(self, session: OpenProject) -> bool:
        """Nobody has done anything in it, so nobody would look for it."""
        project, steps = session.project, len(session.history.records)
        if session is self._demo:
            # Its clip was added by us. An old history is cut, so few steps alone do not mean that little is there.
            is_bare = steps <= 1 and not project.objects and not project.answers and len(project.media) <= 1
        else:
            is_bare = steps == 0 and project.is_empty
        return session.is_untitled and is_bare

    def _load(
        self, file: Path | None, load: Callable[[], LoadedProject], title: str, then: Then | None
    ) -> None:
        """Read a project and show it; `file` is None for one without a name."""
        wishes = [then] if then is not None else []
        if file in self._arriving:  # opened twice, it would find itself locked by itself
            self._arriving[file] += wishes
            return
        self._arriving[file] = wishes
        # The old project is closed only when the new one has been read, so a failure leaves the window as it was.
        self._messages.withdraw(_TOPIC)
        self._runner.submit(
            lambda _context: load(),
            lane=Lane.STORAGE,
            title=title,
            is_job=True,
            on_success=lambda loaded: self._replace(loaded, self._arriving.pop(file)),
            on_end=lambda _task: self._forget_arriving(file),
        )

    def _forget_arriving(self, file: Path | None) -> None:
        self._arriving.pop(file, None)

    def _replace(self, loaded: LoadedProject, wishes: list[Then]) -> None:
        if not self.close_project():
            self._runner.executor(Lane.STORAGE).submit(loaded.file.close)
            names = (loaded.file.path.name, self._document.name or self.tr("the open project"))
            sentence = self.tr(
                "{0} is not opened, because {1} could not be stored; store or save that one first."
            )
            self._messages.present_error(ProjectError(sentence.format(*names)), topic=_TOPIC)
            return
        session = start_session(loaded, self._runner.executor(Lane.STORAGE))
        self._document.replace_session(session)
        self.opened.emit(session.path)
        for wish in wishes:
            wish()

    def _take_media(self, session: OpenProject, probes: list[MediaProbe], problems: list[InputError]) -> None:
        self._present_problems(problems)
        if session is not self._document.session or not probes:
            return
        media_ids: list[MediaId] = add_probed_media(session, probes)
        for notice in [notice for found in probes for notice in found.index.notices]:
            self._messages.warn(notice)
        self.media_added.emit(media_ids)

    def _present_problems(self, problems: list[InputError]) -> None:
        """One message for all that could not be added, in the place of the one before."""
        self._messages.withdraw(_MEDIA_TOPIC)
        if not problems:
            return
        lines = [str(problem) for problem in problems[:_PROBLEMS_SHOWN]]
        if len(problems) > _PROBLEMS_SHOWN:
            lines.append(self.tr("{0} more could not be opened.").format(len(problems) - _PROBLEMS_SHOWN))
        self._messages.post(Message("\n".join(lines), ERROR, _MEDIA_TOPIC))

    def _present_storage_error(self, error: ProjectError) -> None:
        session = self._document.session
        self._messages.post(
            Message(
                self.tr("Changes are not stored: {0}").format(error),
                ERROR,
                "storage",
                self.tr("Try again"),
                session.retry_writing if session is not None else None,
            )
        )

    def _withdraw_storage_error(self) -> None:
        if self._document.storage_error is None:
            self._messages.withdraw("storage")


def _probe_all(paths: Sequence[Path], context: TaskContext) -> tuple[list[MediaProbe], list[InputError]]:
    """Probe each path; what cannot be read is reported and does not keep the others from being added."""
    probes: list[MediaProbe] = []
    problems: list[InputError] = []
    expanded: list[Path] = []
    for path in paths:
        try:
            expanded += expand_media_paths([path])
        except InputError as error:
            problems.append(error)
    for done, path in enumerate(expanded):
        context.report(Progress(done, len(expanded), "files"))
        try:
            probes.append(probe(path, token=context.token))
        except InputError as error:
            problems.append(error)
    return probes, problems
