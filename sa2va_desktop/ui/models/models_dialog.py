"""The model page: a list at the left, one model at the right. Not modal; what it starts goes on when it is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.models import ModelPlace, ModelRow
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.messages import ERROR, WARNING
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.models.model_choice import ModelUse
from sa2va_desktop.ui.models.model_details import ModelDetails
from sa2va_desktop.ui.models.model_jobs import ModelJobs, Notice
from sa2va_desktop.ui.models.model_questions import plan_question, removal_question
from sa2va_desktop.ui.models.model_tree import ModelTree
from sa2va_desktop.ui.models.model_words import is_here
from sa2va_desktop.ui.theme import Theme

_SIZE = (1120, 660)
_LEFT_PX = 610


class ModelsDialog(QDialog):
    """Shows what `ModelJobs` and the model controller know, and sends them what the person wants."""

    def __init__(
        self,
        jobs: ModelJobs,
        model: ModelController,
        file_dialogs: FileDialogs,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._model = model
        self._use = ModelUse(model, jobs)
        self._file_dialogs = file_dialogs
        self._wished = ""
        self._asks_removal = ""
        self.setWindowTitle(self.tr("Models"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search models"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.tree = ModelTree(theme, self)
        self.details = ModelDetails(self)
        self.hint = QLabel(self)
        self.hint.setProperty("role", "problem")
        self.hint.setWordWrap(True)
        self.add = QPushButton(self.tr("Add Folder…"), self)
        self.add.setAutoDefault(False)
        self.add.setToolTip(self.tr("Put a checkpoint folder on the list; it is used where it is"))
        self._lay_out()
        self._connect()
        self.details.setVisible(False)
        self._show_rows()
        jobs.refresh()
        self.tree.setFocus()

    def show_model(self, name: str) -> None:
        """Go to a model, now or when the list was looked at."""
        self._wished = name
        self._go_to_wished()

    # ---- making

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.details)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([_LEFT_PX, _SIZE[0] - _LEFT_PX])
        close = QPushButton(self.tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(12)
        bottom.addWidget(self.add)
        bottom.addWidget(self.hint, 1)
        bottom.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 12)
        outer.setSpacing(10)
        outer.addWidget(split, 1)
        outer.addLayout(bottom)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.tree.filter)
        self.tree.chosen.connect(lambda _name: self._change_row())
        self.tree.activated_name.connect(lambda _name: self._press_primary())
        self.tree.delete_pressed.connect(self._press_remove)
        self.add.clicked.connect(self._choose_folder)
        # Methods of this object only: both live longer, and a function would be called when the page is gone.
        self._jobs.rows_changed.connect(self._show_rows)
        self._jobs.changed.connect(self._follow_job)
        self._model.changed.connect(self._show_states)
        details = self.details
        details.use.clicked.connect(lambda: self._on_row(self._use.toggle))
        details.download.clicked.connect(lambda: self._on_row(self._jobs.ask_hub))
        details.unload.clicked.connect(self._model.unload)
        details.verify.clicked.connect(lambda: self._on_row(self._jobs.verify))
        details.check.clicked.connect(lambda: self._on_row(self._jobs.check))
        details.open_folder.clicked.connect(lambda: self._on_row(_open_folder))
        details.remove.clicked.connect(lambda: self._on_row(self._ask_to_remove))
        details.activity.stop_pressed.connect(lambda: self._jobs.cancel(self.tree.current_name))
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._step_focus, step))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)

    # ---- acting

    def _on_row(self, act: Callable[[ModelRow], object]) -> None:
        row = self._jobs.row(self.tree.current_name)
        if row is not None:
            act(row)
            self._show_states()

    def _press_primary(self) -> None:
        button = self.details.primary
        if button is not None:
            button.click()

    def _press_remove(self) -> None:
        if self.details.remove.isVisible() and self.details.remove.isEnabled():
            self.details.remove.click()

    def _ask_to_remove(self, row: ModelRow) -> None:
        if row.local is not None and row.local.place is ModelPlace.ADDED:
            self._jobs.forget_folder(row)  # nothing is lost: the folder stays
        else:
            self._asks_removal = row.name

    def _remove(self, row: ModelRow) -> None:
        self._asks_removal = ""
        place = row.local.place if row.local is not None else None
        self._jobs.remove(row, from_hub_cache=place is ModelPlace.HUB_CACHE)

    def _keep(self) -> None:
        self._asks_removal = ""
        self._show_states()
        self.tree.setFocus()

    def _choose_folder(self) -> None:
        self._file_dialogs.choose_folder("model", self.tr("Folder of a Sa2VA checkpoint"), self._add)

    def _add(self, folder: Path) -> None:
        self.hint.clear()
        self._jobs.add_folder(folder, self._if_open(self._show_added), self._if_open(self.hint.setText))

    def _show_added(self, name: str) -> None:
        self.show_model(name)
        self.tree.setFocus()

    def _if_open(self, then: Callable[[str], None]) -> Callable[[str], None]:
        """For what comes later: nothing when the page was closed meanwhile."""
        return lambda text: then(text) if shiboken6.isValid(self) else None

    # ---- showing

    def _show_rows(self) -> None:
        self.tree.show_rows(self._jobs.rows)
        self._go_to_wished()
        if not self.tree.current_name and self._jobs.rows:
            self.tree.go_to(self._use.name_in_use() or self._jobs.rows[0].name)
        self._change_row()

    def _follow_job(self, _name: str) -> None:
        self._show_states()

    def _go_to_wished(self) -> None:
        if self._wished and self._jobs.row(self._wished) is not None:
            self.tree.go_to(self._wished)
            self._wished = ""

    def _change_row(self) -> None:
        self._asks_removal = ""
        self._show_states()

    def _show_states(self) -> None:
        self.tree.show_states(self._jobs.rows, self._jobs.fits, self._use.state_of)
        row = self._jobs.row(self.tree.current_name)
        had_keys = self._details_have_keys()
        self.details.setVisible(row is not None)
        if row is not None:
            self.details.show_row(row, self._jobs.fits.get(row.name))
            self._show_activity(row)
            self._show_question(row)
            self._use.show_buttons(row, self.details)
        if had_keys and not self._details_have_keys():
            self.tree.setFocus()  # the button that had the keys is gone; Qt would give them to Add Folder

    def _details_have_keys(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.details.isAncestorOf(focused)

    def _show_activity(self, row: ModelRow) -> None:
        activity = self._jobs.activity(row.name)
        if activity is None:
            self.details.activity.hide()
        else:
            self.details.activity.show_activity(activity)

    def _show_question(self, row: ModelRow) -> None:
        box, plan, notice = (
            self.details.question,
            self._jobs.plans.get(row.name),
            self._jobs.notices.get(row.name),
        )
        problem = self._use.problem_with(row)
        if self._jobs.activity(row.name) is not None:
            box.drop()
        elif self._asks_removal == row.name:
            box.ask(
                removal_question(row),
                WARNING,
                self.tr("Remove"),
                partial(self._remove, row),
                self.tr("Keep"),
                self._keep,
            )
        elif plan is not None:
            question = plan_question(plan)
            box.ask(
                question.text,
                question.level,
                question.agree,
                lambda: self._on_row(self._jobs.get),
                self.tr("Not Now"),
                partial(self._jobs.drop_plan, row.name),
                is_primary=True,
                can_agree=plan.fits,
            )
        elif notice is not None:
            self._show_notice(row, notice)
        elif problem:
            box.ask(problem, ERROR, self.tr("Try Again"), self._model.ensure_loaded)
        else:
            box.drop()

    def _show_notice(self, row: ModelRow, notice: Notice) -> None:
        box, text = self.details.question, notice.text
        if notice.is_out_of_reach:
            text = "\n".join((text, self._by_hand()))
            box.ask(text, notice.level, self.tr("Try Again"), partial(self._jobs.ask_hub, row))
        elif notice.offers_repair and row.local is not None and row.local.place is ModelPlace.DOWNLOADED:
            box.ask(text, notice.level, self.tr("Repair…"), partial(self._jobs.repair, row))
        elif notice.level in (ERROR, WARNING) and not is_here(row) and row.model is not None:
            again = self.tr("Resume…") if row.local is not None else self.tr("Try Again")
            box.ask(text, notice.level, again, partial(self._jobs.ask_hub, row))
        else:
            box.ask(text, notice.level)

    def _by_hand(self) -> str:
        return self.tr(
            "Without a network: fetch it on another machine, copy its folder anywhere on this one, and choose it with"
            " Add Folder. What is here already works."
        )

    # ---- keyboard

    def _step_focus(self, step: int) -> None:
        """F6: the search, the list, the buttons of the model, the bottom."""
        primary = self.details.primary or next(
            (button for button in self.details.buttons if button.isVisible() and button.isEnabled()), None
        )
        stops = [stop for stop in (self.search, self.tree, primary, self.add) if stop is not None]
        focused = QApplication.focusWidget()
        now = next((number for number, stop in enumerate(stops) if stop is focused), 0)
        stops[(now + step) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, never another one; from the search it goes to the list.

        Esc ends a search first, and closes the page only when there is none.
        """
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif focused is self.search:
            self.tree.setFocus()


def _open_folder(row: ModelRow) -> None:
    if row.local is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.local.folder)))
