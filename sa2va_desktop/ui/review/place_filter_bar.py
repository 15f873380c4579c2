"""Which places of the queue are listed, and how many were looked at."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QProgressBar, QWidget

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.review.places import PlaceFilter, PlaceState
from sa2va_desktop.operations.review.reasons import witness_name
from sa2va_desktop.operations.review.witness import WITNESSES, Witness
from sa2va_desktop.ui.color_dot import color_dot
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState

_TO_DO = frozenset({PlaceState.OPEN, PlaceState.REJECTED})


class PlaceFilterBar(QWidget):
    """Signals:
    changed(): other places are wanted.
    """

    changed = Signal()

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self.state = QComboBox(self)
        self.state.setAccessibleName(self.tr("What became of the places"))
        for title, states in (
            (self.tr("To look at"), _TO_DO),
            (self.tr("Rejected"), frozenset({PlaceState.REJECTED})),
            (self.tr("Confirmed"), frozenset({PlaceState.CONFIRMED})),
            (self.tr("All places"), frozenset(PlaceState)),
        ):
            self.state.addItem(title, states)
        self.witness = QComboBox(self)
        self.witness.setAccessibleName(self.tr("Why a place is listed"))
        self.witness.addItem(self.tr("any reason"), None)
        for each in WITNESSES:
            self.witness.addItem(witness_name(each), each)
        self.objects = QComboBox(self)
        self.objects.setAccessibleName(self.tr("Whose places are listed"))
        self.only_shown = QCheckBox(self.tr("Only this clip"), self)
        self.only_shown.setChecked(True)
        self.count = QLabel(self)
        self.count.setProperty("role", "hint")
        self.meter = QProgressBar(self)
        self.meter.setTextVisible(False)
        self.meter.setFixedHeight(5)
        for box in (self.state, self.witness, self.objects):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 4)
        grid.setSpacing(6)
        grid.addWidget(self.state, 0, 0)
        grid.addWidget(self.witness, 0, 1)
        grid.addWidget(self.objects, 1, 0)
        grid.addWidget(self.only_shown, 1, 1)
        grid.addWidget(self.count, 2, 0, 1, 2)
        grid.addWidget(self.meter, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.refresh_objects()
        for box in (self.state, self.witness, self.objects):
            box.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self.only_shown.toggled.connect(lambda _on: self.refresh_objects())
        self.only_shown.toggled.connect(lambda _on: self.changed.emit())
        view_state.media_changed.connect(lambda _media_id: self._follow_media())

    def wanted(self) -> PlaceFilter:
        object_id: ObjectId | None = self.objects.currentData()
        witness: Witness | None = self.witness.currentData()
        media_id = self._view_state.media_id if self.only_shown.isChecked() else None
        return PlaceFilter(self.state.currentData(), object_id, witness, media_id)

    def show_progress(self, looked_at: int, total: int, *, is_complete: bool) -> None:
        """Of the clip, or of all, whatever else is filtered."""
        if is_complete:
            words = self.tr("{0} of {1} looked at").format(looked_at, total) if total else ""
        elif total:
            words = self.tr("{0} of {1} looked at; looking for more…").format(looked_at, total)
        else:
            words = self.tr("Looking for doubtful masks…")
        self.count.setText(words)
        self.meter.setRange(0, max(1, total))
        self.meter.setValue(looked_at)

    def refresh_objects(self) -> None:
        """The objects to choose from; the chosen one stays if it is still there."""
        project, chosen = self._document.project, self.objects.currentData()
        media_id = self._view_state.media_id
        shown = [media_id] if self.only_shown.isChecked() and media_id in project.media else list(project.media)
        self.objects.blockSignals(True)
        self.objects.clear()
        self.objects.addItem(self.tr("All objects"), None)
        for each in shown:
            for item in project.objects_of(each) if each is not None else ():
                self.objects.addItem(color_dot(item.color), item.name, item.object_id)
        row = self.objects.findData(chosen) if chosen is not None else 0
        self.objects.setCurrentIndex(max(0, row))
        self.objects.blockSignals(False)

    def _follow_media(self) -> None:
        if self.only_shown.isChecked():
            self.refresh_objects()
            self.changed.emit()
