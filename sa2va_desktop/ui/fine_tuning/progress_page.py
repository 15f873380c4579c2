"""The second page of the dialog: how far the training is, its curve and figures, and what can be done when it is over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import FineTuningRuns, Stage
from sa2va_desktop.ui.fine_tuning.loss_curve import LossCurve
from sa2va_desktop.ui.fine_tuning.training_record import TrainingRecord
from sa2va_desktop.ui.fine_tuning.training_words import amount_words, figure_rows, result_words, state_words
from sa2va_desktop.ui.messages import ERROR, INFO, WARNING
from sa2va_desktop.ui.models.question_box import QuestionBox
from sa2va_desktop.ui.theme import Theme

_STEPS = 1000
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TABLE_PX = 330
_NOTE_PX, _NOTES_PX = 30, 90


class ProgressPage(QWidget):
    """Follows the runs by itself.

    Signals:
        use_pressed(), folder_pressed(): of a finished model.
    """

    use_pressed = Signal()
    folder_pressed = Signal()

    def __init__(self, runs: FineTuningRuns, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = runs
        self._shown_rows: list[list[str]] = []
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "title")
        self.place = QLabel(self)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place.setProperty("role", "hint")
        self.box = QuestionBox(self)
        self.state = QLabel(self)
        self.amount = QLabel(self)
        self.amount.setProperty("role", "hint")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(self.tr("Progress of the training"))
        self.curve = LossCurve(theme, self)
        self.curve_words = QLabel(self)
        self.curve_words.setProperty("role", "hint")
        self.curve_words.setWordWrap(True)
        self.table = self._figure_table()
        self.notes = QListWidget(self)
        self.notes.setWordWrap(True)
        self.notes.setAccessibleName(self.tr("What was left out"))
        self._lay_out()
        runs.changed.connect(self._show)
        self._show()

    # ---- making

    def _figure_table(self) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setHeaderLabels([self.tr("Figure"), self.tr("Before"), self.tr("Best state")])
        table.setRootIsDecorated(False)
        table.setFixedWidth(_TABLE_PX)
        table.setAccessibleName(self.tr("Figures before and after"))
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            table.headerItem().setTextAlignment(column, _RIGHT)
        return table

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.place)
        line = QHBoxLayout()
        line.addWidget(self.state, 1)
        line.addWidget(self.amount)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(_strong(self.tr("Loss: training as a line, held-out samples as dots"), self))
        left.addWidget(self.curve, 1)
        left.addWidget(self.curve_words)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(_strong(self.tr("On samples that were held out"), self))
        right.addWidget(self.table, 1)
        body = QHBoxLayout()
        body.setSpacing(18)
        body.addLayout(left, 1)
        body.addLayout(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.box)
        column.addLayout(line)
        column.addWidget(self.bar)
        column.addLayout(body, 1)
        column.addWidget(self.notes)

    # ---- showing

    def _show(self) -> None:
        record = self._runs.record
        if record is None:
            return
        self.title.setText(self.tr("Fine-tuning of {0}").format(record.model))
        self.place.setText(str(record.folder))
        self.state.setText(state_words(self._runs))
        self.amount.setText(amount_words(record) if self._runs.stage.is_busy else "")
        is_known = record.latest is not None or not self._runs.stage.is_busy
        self.bar.setRange(0, _STEPS if is_known else 0)
        self.bar.setValue(_STEPS if self._runs.stage is Stage.DONE else round(_STEPS * record.fraction))
        self.curve.show_points(
            [(each.step, each.losses["total"]) for each in record.steps if "total" in each.losses],
            [(each.step, each.losses["total"]) for each in record.validations if "total" in each.losses],
        )
        self.curve_words.setText(self.curve.words)
        self._show_figures(record)
        self._show_notes(record)
        self._show_box(record)

    def _show_figures(self, record: TrainingRecord) -> None:
        rows = [[row.title, row.before or "–", row.after or "–"] for row in figure_rows(record)]
        if rows != self._shown_rows:
            self._shown_rows = rows
            self.table.clear()
            for texts in rows:
                item = QTreeWidgetItem(self.table, texts)
                for column in (1, 2):
                    item.setTextAlignment(column, _RIGHT)

    def _show_notes(self, record: TrainingRecord) -> None:
        if self.notes.count() != len(record.notes):
            self.notes.clear()
            self.notes.addItems(record.notes)
            self.notes.setFixedHeight(min(_NOTES_PX, 8 + _NOTE_PX * len(record.notes)))
        self.notes.setVisible(bool(record.notes))

    def _show_box(self, record: TrainingRecord) -> None:
        stage = self._runs.stage
        kept = self.tr("What was learned by then is kept, and training can go on from there.")
        if stage is Stage.DONE:
            said = result_words(record) or self.tr("The model is written.")
            self.box.ask(
                said,
                INFO,
                self.tr("Use This Model"),
                self.use_pressed.emit,
                self.tr("Show in Folder"),
                self.folder_pressed.emit,
                is_primary=True,
            )
        elif stage is Stage.STOPPED:
            self.box.ask(kept, WARNING, self.tr("Resume"), self._runs.go_on, is_primary=True)
        elif stage is Stage.FAILED:
            text = "\n".join([self._runs.failure, kept] if record.step else [self._runs.failure])
            self.box.ask(text, ERROR, self.tr("Try Again"), self._runs.go_on)
        else:
            self.box.drop()


def _strong(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "strong")
    return label
