"""Which texts are listed, and in which order: by what became of them, kind, language, round trip, clip and selected objects."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QWidget

from sa2va_desktop.annotation.records import ExpressionKind, ExpressionState
from sa2va_desktop.operations.pipeline.text_review import TextFilter, TextOrder
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox
from sa2va_desktop.ui.texts.language_box import language_name
from sa2va_desktop.ui.view_state import ViewState

_STEP = 0.05
_ANY = "any"


class FilterBar(QWidget):
    """Signals:
    changed(): other texts are wanted, or another order.
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
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("Kind of the texts"))
        for title, kind in (
            (self.tr("Both kinds"), None),
            (self.tr("Referring"), ExpressionKind.REFERRING),
            (self.tr("Captions"), ExpressionKind.CAPTION),
        ):
            self.kind.addItem(title, kind)
        self.language = ElidedComboBox(self)
        self.language.setAccessibleName(self.tr("Language of the texts"))
        self.language.addItem(self.tr("Any language"), _ANY)
        self.order = QComboBox(self)
        self.order.setAccessibleName(self.tr("Order of the texts"))
        for title, order in (
            (self.tr("By object"), TextOrder.OBJECT),
            (self.tr("Lowest IoU first"), TextOrder.LOWEST),
            (self.tr("Highest IoU first"), TextOrder.HIGHEST),
        ):
            self.order.addItem(title, order)
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
        self.only_shown = QCheckBox(self.tr("This clip"), self)
        self.only_shown.setToolTip(self.tr("Only texts of the shown clip"))
        self.only_selected = QCheckBox(self.tr("Selected objects"), self)
        self.only_selected.setToolTip(self.tr("Only texts about the selected objects, all of them at once"))
        self.count = QLabel(self)
        self.count.setProperty("role", "hint")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out()
        for box in (self.state, self.kind, self.language, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self.iou.valueChanged.connect(lambda _value: self.changed.emit())
        for tick in (self.only_shown, self.only_selected):
            tick.toggled.connect(lambda _on: self.changed.emit())

    def wanted(self) -> TextFilter:
        language = self.language.currentData()
        return TextFilter(
            self.state.currentData(),
            self.iou.value() or None,
            self._view_state.media_id if self.only_shown.isChecked() else None,
            self.kind.currentData(),
            None if language == _ANY else language,
            self._view_state.selection if self.only_selected.isChecked() else None,
        )

    def wanted_order(self) -> TextOrder:
        order: TextOrder = self.order.currentData()
        return order

    def show_counts(self, shown: int, total: int) -> None:
        self.count.setText(self.tr("{0} of {1}").format(shown, total) if total else "")

    def offer_languages(self, tags: list[str]) -> None:
        """Those that texts have; the chosen one stays, also when no text has it any more."""
        chosen = self.language.currentData()
        listed = sorted({*tags, *([chosen] if chosen != _ANY else [])})
        if listed == [self.language.itemData(row) for row in range(1, self.language.count())]:
            return
        with QSignalBlocker(self.language):
            while self.language.count() > 1:
                self.language.removeItem(1)
            for tag in listed:
                self.language.addItem(language_name(tag) or self.tr("No language"), tag)
            self.language.setCurrentIndex(max(0, self.language.findData(chosen)))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 4)
        grid.setSpacing(6)
        for column, box in enumerate((self.state, self.kind, self.language)):
            grid.addWidget(box, 0, 2 * column, 1, 2)
        grid.addWidget(self.order, 1, 0, 1, 3)
        grid.addWidget(self.iou, 1, 3, 1, 3)
        grid.addWidget(self.only_shown, 2, 0, 1, 2)
        grid.addWidget(self.only_selected, 2, 2, 1, 2)
        grid.addWidget(self.count, 2, 4, 1, 2)
        for column in range(6):
            grid.setColumnStretch(column, 1)
