"""Which texts are listed: by what became of them, by their round trip, of the shown clip or all."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QWidget

from sa2va_desktop.annotation.records import ExpressionState
from sa2va_desktop.operations.pipeline.text_review import TextFilter
from sa2va_desktop.ui.view_state import ViewState

_STEP = 0.05


class FilterBar(QWidget):
    """Signals:
    changed(): other texts are wanted.
    """

    changed = Signal()

    def __init__(self, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self.state = QComboBox(self)
        self.state.setAccessibleName(self.tr("What became of the texts"))
        for title, state in (
            (self.tr("All texts"), None),
            (self.tr("Proposed"), ExpressionState.PROPOSED),
            (self.tr("Accepted"), ExpressionState.ACCEPTED),
            (self.tr("Rejected"), ExpressionState.REJECTED),
        ):
            self.state.addItem(title, state)
        self.iou = QDoubleSpinBox(self)
        self.iou.setRange(0.0, 1.0)
        self.iou.setSingleStep(_STEP)
        self.iou.setSpecialValueText(self.tr("any IoU"))
        self.iou.setPrefix(self.tr("IoU below "))
        self.iou.setAccessibleName(self.tr("Round trip below"))
        self.iou.setToolTip(
            self.tr(
                "Only texts by which the model finds their object less well; 0 shows all, also those not tried"
            )
        )
        self.only_shown = QCheckBox(self.tr("Only this clip"), self)
        self.count = QLabel(self)
        self.count.setProperty("role", "hint")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 4)
        grid.setSpacing(6)
        grid.addWidget(self.state, 0, 0)
        grid.addWidget(self.iou, 0, 1)
        grid.addWidget(self.only_shown, 1, 0)
        grid.addWidget(self.count, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.state.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self.iou.valueChanged.connect(lambda _value: self.changed.emit())
        self.only_shown.toggled.connect(lambda _on: self.changed.emit())

    def wanted(self) -> TextFilter:
        only = self._view_state.media_id if self.only_shown.isChecked() else None
        state: ExpressionState | None = self.state.currentData()
        return TextFilter(state, self.iou.value() or None, only)

    def show_counts(self, shown: int, total: int) -> None:
        self.count.setText(self.tr("{0} of {1}").format(shown, total) if total else "")
