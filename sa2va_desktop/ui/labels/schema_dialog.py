"""The editor of the label schema: labels and attributes on two pages, files in and out, one history entry for OK."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.label_schema import SchemaDraft
from sa2va_desktop.operations.schema_changes import schema_changes
from sa2va_desktop.operations.schema_consequences import consequences
from sa2va_desktop.operations.schema_file import read_schema, write_schema
from sa2va_desktop.operations.schema_records import Schema, absorb, project_schema, schema_of
from sa2va_desktop.ui.actions.action_set import ActionSet
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.labels.attribute_page import AttributePage
from sa2va_desktop.ui.labels.label_page import LabelPage
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner

_SIZE = (820, 560)
_SENTENCES = 3


class SchemaDialog(QDialog):
    """Edits a draft; OK makes it one step of undo, Cancel leaves everything as it was."""

    def __init__(
        self,
        document: Document,
        actions: ActionSet,
        runner: TaskRunner,
        file_dialogs: FileDialogs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Labels and Attributes"))
        self._document = document
        self._session = document.session
        self._actions = actions
        self._runner = runner
        self._file_dialogs = file_dialogs
        self._task: Task | None = None
        self.draft = SchemaDraft(document.project)
        self.labels = LabelPage(self.draft, document.project, actions, self)
        self.attributes = AttributePage(self.draft, document.project, self)
        self.pages = QTabWidget(self)
        self.pages.addTab(self.labels, self.tr("Labels"))
        self.pages.addTab(self.attributes, self.tr("Attributes"))
        self.load = QPushButton(self.tr("Add From"), self)
        self.save = QPushButton(self.tr("Save to File…"), self)
        self.problem = QLabel(self)
        self.notice = QLabel(self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        self._connect()
        self._judge()
        self.resize(*_SIZE)

    # ---- making

    def _lay_out(self) -> None:
        for label, role in ((self.problem, "problem"), (self.notice, "warning")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setProperty("role", role)
        menu = QMenu(self)
        menu.addAction(self.tr("A File…"), self._choose_file)
        menu.addAction(self.tr("Another Project…"), self._choose_project)
        self.load.setMenu(menu)
        bottom = QHBoxLayout()
        for button in (self.load, self.save):
            button.setAutoDefault(False)
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.addWidget(self.pages, 1)
        column.addWidget(self.notice)
        column.addWidget(self.problem)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.labels.changed.connect(self._follow)
        self.attributes.changed.connect(self._judge)
        self.pages.currentChanged.connect(lambda _page: self._follow())
        self.save.clicked.connect(self._choose_target)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._document.replaced.connect(self.reject)

    # ---- showing

    def _follow(self) -> None:
        self.labels.refresh()
        self.attributes.refresh()
        self._judge()

    def _judge(self) -> None:
        """Say what is wrong, and what taking the draft would do."""
        problems = self.draft.problems()
        self.problem.setText(problems[0] if problems else "")
        self.problem.setVisible(bool(problems))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            not problems and self._document.is_writable
        )
        self._tell(consequences(self._document.project, self.draft))

    def _tell(self, sentences: list[str]) -> None:
        shown = sentences[:_SENTENCES]
        if len(sentences) > len(shown):
            shown.append(self.tr("… and {0} more.").format(len(sentences) - len(shown)))
        self.notice.setText("\n".join(shown))
        self.notice.setVisible(bool(shown))

    def _fail(self, error: BaseException) -> None:
        self.problem.setText(str(error))
        self.problem.setVisible(True)

    # ---- doing

    def _take(self) -> None:
        if self._document.session is not self._session:
            self.reject()
            return
        try:
            for hotkey in self.labels.hotkey.freed:
                if any(each.hotkey == hotkey for each in self.draft.labels):
                    self._actions.take_away(hotkey)
            self._document.do(self.tr("Edit Labels"), schema_changes(self._document.project, self.draft))
        except (Sa2vaDesktopError, OSError) as error:
            self._fail(error)
            return
        self.accept()

    def _choose_file(self) -> None:
        name_filter = self.tr("Label schemas") + " (*.json *.toml)"
        self._file_dialogs.choose_file(
            "schema", self.tr("Add labels from a file"), self.add_from_file, name_filter=name_filter
        )

    def _choose_project(self) -> None:
        name_filter = self.tr("Sa2VA projects") + " (*.sa2va)"
        self._file_dialogs.choose_file(
            "project", self.tr("Add labels of another project"), self.add_from_project, name_filter=name_filter
        )

    def _choose_target(self) -> None:
        self._file_dialogs.choose_new_file(
            "schema",
            self.tr("Save labels and attributes"),
            self.save_to,
            name_filter=self.tr("Label schemas") + " (*.json)",
            suffix=".json",
            name="labels.json",
        )

    def add_from_file(self, path: Path) -> None:
        """Add what a file has and the draft lacks."""
        self._read(lambda: read_schema(path))

    def add_from_project(self, path: Path) -> None:
        """Add what another project has and the draft lacks."""
        self._read(lambda: project_schema(path))

    def save_to(self, path: Path) -> None:
        """Write the draft as it is shown."""
        schema = schema_of(self.draft)
        self._submit(self.tr("Save labels"), lambda: write_schema(path, schema))

    def _read(self, read: Callable[[], Schema]) -> None:
        self._submit(self.tr("Read labels"), read, self._absorb)

    def _submit(
        self, title: str, work: Callable[[], object], then: Callable[[Any], None] | None = None
    ) -> None:
        self._task = self._runner.submit(
            lambda _context: work(),
            lane=Lane.POOL,
            title=title,
            channel="label schema",
            on_success=then,
            on_failure=self._fail,
            presents_failure=False,
        )

    def _absorb(self, schema: Schema) -> None:
        taken = [key for key in self._keys_of(schema) if self.labels.hotkey.is_taken(key)]
        notices = absorb(self.draft, schema, taken)
        self._follow()
        if notices:
            self._tell(notices)

    @staticmethod
    def _keys_of(schema: Schema) -> list[str]:
        return [label.hotkey for label in schema.labels if label.hotkey]

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.supersede()  # there is nothing to show it in
        super().done(result)
