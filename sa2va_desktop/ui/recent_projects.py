"""Projects opened lately: the list, which of them are out of reach now, and the menu that offers them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.project_files import is_untitled, recoverable_projects
from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.ui.task_runner import Lane, TaskRunner

_log = logging.getLogger(__name__)


class RecentProjects(QObject):
    """Whether a project is there is looked up on the pool: a network drive that sleeps must not hold up the window.

    Signals:
        changed(): the list, or what is known about it, is different.
    """

    changed = Signal()

    def __init__(self, state: SessionState, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._runner = runner
        self._left_behind = _left_behind()
        self._missing: frozenset[Path] = frozenset()

    @property
    def paths(self) -> list[Path]:
        """The latest first. Projects without a name that nothing else leads to, after a crash for instance, come last."""
        found = dict.fromkeys([*map(Path, self._state.recent), *self._left_behind])
        # One without a name that is gone was named or was empty; it lies in our own folder, so looking is instant.
        return [path for path in found if not is_untitled(path) or path.exists()]

    @property
    def existing(self) -> list[Path]:
        """Those that were there when they were last looked for."""
        return [path for path in self.paths if path not in self._missing]

    def look(self, then: Callable[[], object] = lambda: None) -> None:
        """See which are there, then call `then`."""
        wanted = self.paths

        def take(missing: frozenset[Path]) -> None:
            self._missing = missing
            self.changed.emit()
            then()

        self._runner.submit(
            lambda _context: frozenset(path for path in wanted if not path.exists()),
            lane=Lane.POOL,
            title=self.tr("Look for recent projects"),
            on_success=take,
        )

    def clear(self) -> None:
        """Forget the list. Projects without a name stay in it, because nothing else leads to them."""
        self._left_behind = [path for path in self.paths if is_untitled(path)]
        self._state.recent.clear()
        self._state.keep()
        self.changed.emit()


class RecentMenu(QMenu):
    """Opens a project; those that are out of reach are greyed and say so."""

    def __init__(
        self, title: str, recent: RecentProjects, open_path: Callable[[Path], object], parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self._recent = recent
        self._open_path = open_path
        self.setToolTipsVisible(True)
        recent.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        self.clear()
        existing = set(self._recent.existing)
        for path in self._recent.paths:
            action = self.addAction(path.stem.replace("&", "&&"))
            action.setEnabled(path in existing)
            is_gone = path not in existing
            action.setToolTip(self.tr("{0} is not there now").format(path) if is_gone else str(path))
            action.triggered.connect(lambda _checked=False, path=path: self._open_path(path))
        self.setEnabled(bool(self._recent.paths))
        self.addSeparator()
        self.addAction(self.tr("&Clear This List")).triggered.connect(
            lambda _checked=False: self._recent.clear()
        )


def _left_behind() -> list[Path]:
    try:
        return recoverable_projects()
    except (OSError, ProjectError) as error:
        _log.warning("Projects without a name cannot be looked for: %s", error)
        return []
