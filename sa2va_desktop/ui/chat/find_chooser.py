"""Where a thing is looked for and how much that may cost: shown above the prompt while it finds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sa2va_desktop.operations.find_in_clip import FindEffort
from sa2va_desktop.operations.find_search import plan_search
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox
from sa2va_desktop.ui.view_state import ViewState


class FindChooser(QWidget):
    """Follows the in/out range of the view state.

    Signals:
        changed: the choice, or what it means, is another one.
    """

    changed = Signal()

    def __init__(self, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._effort = ElidedComboBox()
        for effort, name in self._names().items():
            self._effort.addItem(name, effort)
        self._effort.setCurrentIndex(self._effort.findData(FindEffort.USUAL))
        self._effort.setToolTip(self.tr("How many questions the search may ask, however long the clip is"))
        self._effort.setAccessibleName(self._effort.toolTip())
        self._range = ElidedComboBox()
        self._range.addItem(self.tr("Whole clip"), False)
        self._range.addItem(self.tr("In–out range"), True)
        self._range.setToolTip(self.tr("Which part of the clip is searched"))
        self._range.setAccessibleName(self._range.toolTip())
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "hint")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._effort, 5)
        row.addWidget(self._range, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._sentence)
        self._effort.currentIndexChanged.connect(self.refresh)
        self._range.currentIndexChanged.connect(self.refresh)
        view_state.range_changed.connect(self.refresh)
        view_state.media_changed.connect(self.refresh)
        self.refresh()

    @property
    def questions(self) -> int:
        effort: FindEffort = self._effort.currentData()
        return int(effort.value)

    @property
    def frame_range(self) -> tuple[int, int]:
        if self._range.currentData():
            return self._view_state.frame_range
        return (0, max(1, self._view_state.frame_count))

    def refresh(self) -> None:
        """Say again what the choice means."""
        plan = plan_search(self.frame_range, self.questions)
        start, stop = self.frame_range
        self._sentence.setText(
            self.tr(
                "At most {questions} questions about frames {first}–{last}: first every {step} frames, then closer "
                "to where it comes and goes."
            ).format(questions=self.questions, first=start, last=stop - 1, step=max(1, plan.step))
        )
        self.changed.emit()

    def _names(self) -> dict[FindEffort, str]:
        return {
            FindEffort.QUICK: self.tr("Quick, {0} questions").format(FindEffort.QUICK.value),
            FindEffort.USUAL: self.tr("Usual, {0} questions").format(FindEffort.USUAL.value),
            FindEffort.THOROUGH: self.tr("Thorough, {0} questions").format(FindEffort.THOROUGH.value),
        }
