"""The queue of places where the project and a ground truth disagree: look, settle, or take the truth's mask."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.comparing import Disagreement, DisagreementKind
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.color_dot import color_dot
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.truth.truth_controller import TruthController

_PLACE = Qt.ItemDataRole.UserRole
_SHOWN = 2000
"""Rows; the worst come first, and nobody goes through more."""


class _PlaceList(QTreeWidget):
    """Keeps Space for itself, which plays the clip elsewhere.

    Signals:
        settle_pressed(): on the current row.
    """

    settle_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("usesSpace", True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(self.tr("Places that disagree"))

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.settle_pressed.emit()
        else:
            super().keyPressEvent(event)


class TruthPanel(QWidget):
    """Made by the main window; hidden in a dock until something is compared. Moving in the list moves the canvas."""

    def __init__(self, truth: TruthController, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._truth, self._document = truth, document
        self._shown: list[Disagreement] = []
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.limit = QDoubleSpinBox(self)
        self.limit.setRange(0.05, 1.0)
        self.limit.setSingleStep(0.05)
        self.limit.setValue(truth.limit)
        self.list = _PlaceList(self)
        self.list.setHeaderLabels([self.tr("Object"), self.tr("What"), self.tr("Frames"), "J"])
        self.again = QPushButton(self.tr("Compare Again"), self)
        self.use = QPushButton(self.tr("Use Its Masks"), self)
        self.use.setToolTip(self.tr("Replace the object's masks on these frames by those of the ground truth"))
        self.clear = QPushButton(self.tr("Close"), self)
        self.clear.setProperty("link", True)
        self._hint = QLabel(
            self.tr("File → Compare with Ground Truth…\nlists here where masks disagree."), self
        )
        self._hint.setProperty("role", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        self._refresh()

    def focus_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place that is not settled, round the ends."""
        count = len(self._shown)
        row = self.list.currentIndex().row()
        start = row if row >= 0 or step > 0 else 0
        for away in range(1, count + 1):
            place = (start + step * away) % count
            if not self._truth.is_settled(self._shown[place]):
                self.list.setCurrentIndex(self.list.model().index(place, 0))
                return

    # ---- inside

    def _lay_out(self) -> None:
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.summary)
        below = QHBoxLayout()
        label = QLabel(self.tr("Show masks with J below"), filled)
        label.setBuddy(self.limit)
        below.addWidget(label)
        below.addWidget(self.limit)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        for button in (self.use, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        column.addLayout(buttons)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for section in (1, 2, 3):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(filled)

    def _connect(self) -> None:
        self._truth.changed.connect(self._refresh)
        self.limit.valueChanged.connect(self._truth.set_limit)
        self.list.currentItemChanged.connect(self._follow_current)
        self.list.itemClicked.connect(lambda item: self._truth.go_to(item.data(0, _PLACE)))
        self.list.itemActivated.connect(lambda item: self._truth.go_to(item.data(0, _PLACE)))
        self.list.settle_pressed.connect(self._settle_current)
        self.again.clicked.connect(self._truth.compare_again)
        self.use.clicked.connect(self._use_current)
        self.clear.clicked.connect(self._truth.clear)

    def _current(self) -> Disagreement | None:
        item = self.list.currentItem()
        return item.data(0, _PLACE) if item is not None else None

    def _follow_current(self, item: QTreeWidgetItem | None) -> None:
        place = item.data(0, _PLACE) if item is not None else None
        self.use.setEnabled(self._truth.can_use_truth(place))
        if place is not None:
            self._truth.go_to(place)

    def _settle_current(self) -> None:
        place = self._current()
        if place is not None:
            is_settled = not self._truth.is_settled(place)
            self._truth.settle(place, is_settled=is_settled)
            if is_settled:
                self.step(1)

    def _use_current(self) -> None:
        place = self._current()
        if place is not None:
            self._truth.use_truth(place)

    def _refresh(self) -> None:
        truth = self._truth
        self._stack.setCurrentIndex(1 if truth.source is not None else 0)
        self.summary.setText("\n".join(self._sentences()))
        self.again.setVisible(truth.is_outdated)
        if truth.places[:_SHOWN] != self._shown:
            self._fill()
        for row, place in enumerate(self._shown):
            self._paint(self.list.topLevelItem(row), truth.is_settled(place))
        self.use.setEnabled(truth.can_use_truth(self._current()))

    def _fill(self) -> None:
        current = self._current()
        self._shown = self._truth.places[:_SHOWN]
        self.list.blockSignals(True)
        self.list.clear()
        for place in self._shown:
            item = QTreeWidgetItem(self._texts(place))
            item.setData(0, _PLACE, place)
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight)
            known = self._document.project.objects.get(place.object_id) if place.object_id is not None else None
            if known is not None:
                item.setIcon(0, color_dot(known.color))
            self.list.addTopLevelItem(item)
            if place == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _texts(self, place: Disagreement) -> list[str]:
        project = self._document.project
        known = project.objects.get(place.object_id) if place.object_id is not None else None
        start, stop = place.frame_range
        frames = f"{start}" if stop - start == 1 else f"{start}–{stop - 1}"
        kind = {
            DisagreementKind.MISSING: self.tr("missing"),
            DisagreementKind.EXTRA: self.tr("too much"),
            DisagreementKind.DIFFERENT: self.tr("different"),
        }[place.kind]
        return [known.name if known is not None else place.truth_name, kind, frames, f"{place.iou:.2f}"]

    def _paint(self, item: QTreeWidgetItem | None, is_settled: bool) -> None:
        if item is None:
            return
        font = item.font(0)
        font.setStrikeOut(is_settled)
        color = self.palette().placeholderText() if is_settled else QBrush()
        for column in range(4):
            item.setFont(column, font)
            item.setForeground(column, color)

    def _sentences(self) -> list[str]:
        truth = self._truth
        said = []
        if truth.figures is not None:
            region, boundary = truth.figures
            said.append(
                translate("TruthPanel", "J {0:.3f}, F {1:.3f} over %n object(s)", n=len(truth.pairs)).format(
                    region, boundary
                )
            )
        if truth.is_running:
            said.append(self.tr("Comparing…"))
        elif truth.figures is None:
            said.append(self.tr("Nothing of the ground truth is about the media of this project."))
        else:
            left = sum(not truth.is_settled(place) for place in truth.places)
            said.append(translate("TruthPanel", "%n place(s) to look at", n=left))
        if truth.unmatched:
            said.append(
                translate(
                    "TruthPanel",
                    "%n clip(s) of the ground truth are not in this project",
                    n=len(truth.unmatched),
                )
            )
        if truth.problem_count:
            said.append(
                translate("TruthPanel", "%n item(s) of the ground truth cannot be read", n=truth.problem_count)
            )
        if truth.is_outdated:
            said.append(self.tr("The masks were changed since."))
        return said
