"""The menu of what a search has found, on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from sa2va_desktop.annotation.records import AnswerId, PresenceSpan

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class FoundMenu(QObject):
    """Opened by a right click on a search or one of its stretches, the menu key or Del."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self, answer_id: AnswerId, span: PresenceSpan | None, at: QPoint) -> None:
        """At a global position."""
        window = self._window
        answer = window.document.project.answers.get(answer_id)
        if answer is None:
            return
        menu = QMenu(window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        can_edit = window.talk.can_edit(answer_id)
        if span is not None:
            menu.addAction(
                self.tr("Go to Frame {0}").format(span.start), lambda: window.finds.go_to(span.start)
            )
            menu.addAction(
                self.tr("Set In and Out to It"), lambda: window.view_state.set_range(span.start, span.stop)
            )
            menu.addAction(
                self.tr("Make an Object of This Stretch"), lambda: window.finds.make_object(answer_id, span)
            ).setEnabled(can_edit)
        menu.addAction(
            self.tr("Make an Object of All It Found"), lambda: window.finds.make_object(answer_id)
        ).setEnabled(can_edit and bool(answer.spans))
        menu.addSeparator()
        further = menu.addAction(
            self.tr("Search Further"), lambda: window.conversation.search_further(answer_id)
        )
        further.setEnabled(can_edit)
        menu.addAction(self.tr("Remove This Search"), lambda: window.talk.remove(answer_id)).setEnabled(
            can_edit
        )
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])
