"""Finding media again whose files are gone: what is missing, where the person says to look, and what was found."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.errors import InputError, ProjectError
from sa2va_desktop.operations.relink import Candidate, FileState, compare, file_states, relink, search, siblings
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import ERROR, WARNING, Message, MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner

_TOPIC = "relink"


class RelinkController(QObject):
    """Files are looked at on the pool; the document is changed here, one entry of the history a relink.

    Signals:
        states_changed(): `state_of` says something else about some item.
    """

    states_changed = Signal()

    def __init__(
        self, document: Document, runner: TaskRunner, messages: MessageCenter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._messages = messages
        self._states: dict[MediaId, FileState] = {}
        document.replaced.connect(self._forget)
        document.changed.connect(self._follow)

    def state_of(self, media_id: MediaId) -> FileState:
        """What was at the item's path when it was last looked at."""
        return self._states.get(media_id, FileState.FINE)

    def missing(self) -> list[MediaItem]:
        media = self._document.project.media.values()
        return [item for item in media if self.state_of(item.media_id) is FileState.MISSING]

    def look_again(self, items: Iterable[MediaItem]) -> None:
        """See what is at the paths of some items now."""
        wanted = list(items)
        if wanted:
            session = self._document.session
            self._runner.submit(
                lambda context: file_states(wanted, context.token),
                lane=Lane.POOL,
                title=self.tr("Look for media"),
                on_success=lambda states: (
                    self._take_states(states) if session is self._document.session else None
                ),
            )

    def bind(self, item: MediaItem, path: Path) -> None:
        """Take the file that the person chose for an item, and with it others that moved along."""
        others = self.missing()

        def work(context: TaskContext) -> list[Candidate]:
            chosen = compare(item, path, context.token)
            moved = siblings(item, chosen.probe.index.path, others, context.token) if chosen.is_same else []
            return [chosen, *moved]

        self._messages.withdraw(_TOPIC)
        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Compare {0}").format(path.name),
            on_success=self._judge,
            on_failure=self._refuse,
            presents_failure=False,
        )

    def search(self, item: MediaItem, folder: Path) -> None:
        """Look for an item, and all others that are missing, in a folder and below it."""
        wanted = [item, *(other for other in self.missing() if other.media_id != item.media_id)]

        def work(context: TaskContext) -> Generator[None, Any, list[Candidate]]:
            found: dict[MediaId, Path] = {}
            for number, paths in search(wanted, folder, context.token):
                found = paths
                context.report(Progress(number, None, "folders"))
                yield None
            return [
                compare(each, found[each.media_id], context.token) for each in wanted if each.media_id in found
            ]

        self._messages.withdraw(_TOPIC)
        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Search {0}").format(folder.name),
            is_job=True,
            can_stop=True,
            on_success=lambda found: self._take_search(item, folder, found),
            on_failure=self._refuse,
            presents_failure=False,
        )

    # ---- inside

    def _forget(self) -> None:
        """Another project is open: its ids mean other media, and what was offered was about the last one."""
        self._states.clear()
        self._messages.withdraw(_TOPIC)

    def _follow(self, change_set: ChangeSet) -> None:
        media = self._document.project.media
        self.look_again(media[media_id] for media_id in sorted(change_set.media_ids) if media_id in media)

    def _take_states(self, states: dict[MediaId, FileState]) -> None:
        before = dict(self._states)
        self._states.update(states)
        if self._states != before:
            self.states_changed.emit()

    def _judge(self, candidates: list[Candidate]) -> None:
        chosen = candidates[0]
        if chosen.is_same:
            self._make(candidates)
            return
        self._messages.post(
            Message(
                self.tr("{0} The masks may not fit it.").format(chosen.difference),
                WARNING,
                _TOPIC,
                self.tr("Take It All the Same"),
                lambda: self._make(candidates),
            )
        )

    def _take_search(self, item: MediaItem, folder: Path, found: list[Candidate]) -> None:
        if found:
            self._make(found)
        if all(candidate.item.media_id != item.media_id for candidate in found):
            sentence = self.tr("'{0}' is not in '{1}' or below it, under any name.")
            self._messages.warn(sentence.format(_name(item), folder.name), topic=_TOPIC)

    def _make(self, candidates: list[Candidate]) -> None:
        session = self._document.session
        if session is None:
            return
        if len(candidates) == 1:
            label = self.tr("Find {0}").format(_name(candidates[0].item))
        else:
            label = self.tr("Find {0} Media").format(len(candidates))
        try:
            relink(session, candidates, label)
        except ProjectError as error:  # read-only
            self._refuse(error)
            return
        if len(candidates) > 1:
            self._messages.inform(self.tr("{0} media were found again.").format(len(candidates)), topic=_TOPIC)

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, InputError):
            self._messages.post(Message(str(error), ERROR, _TOPIC))
        else:
            self._messages.present_error(error, topic=_TOPIC)


def _name(item: MediaItem) -> str:
    return PurePosixPath(item.path).name
