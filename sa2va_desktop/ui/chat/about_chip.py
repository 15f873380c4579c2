"""Which object the whole of the next question is about, chosen by a button and shown as a chip."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import AnnotationObject, MediaId, ObjectId
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.legible_colors import text_color_on
from sa2va_desktop.ui.plain_text import shortened
from sa2va_desktop.ui.view_state import ViewState

_NAME_LIMIT = 24


class AboutChip(QWidget):
    """A row above the prompt; empty while no object is selected and none is chosen.

    Signals:
        changed: another object is chosen, or none.
    """

    changed = Signal()

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._object_id: ObjectId | None = None
        self._offer = QPushButton()
        self._chip = QLabel()
        self._drop = QToolButton()
        self._lay_out()
        self._offer.clicked.connect(self._take_selected)
        self._drop.clicked.connect(lambda: self.choose(None))
        view_state.selection_changed.connect(self._refresh)
        view_state.media_changed.connect(self._forget)
        document.changed.connect(self._follow_document)
        self._refresh()

    @property
    def object_id(self) -> ObjectId | None:
        """The object that the next question is about."""
        return self._object_id

    def choose(self, object_id: ObjectId | None) -> None:
        """Let the next question be about an object, or about everything again."""
        if object_id not in self._document.project.objects:
            object_id = None
        if object_id != self._object_id:
            self._object_id = object_id
            self._refresh()
            self.changed.emit()

    # ---- inside

    def _lay_out(self) -> None:
        self._offer.setProperty("link", True)
        self._offer.setCursor(Qt.CursorShape.PointingHandCursor)
        self._offer.setToolTip(
            self.tr("The next question is about this object; typing @ and names speaks of several")
        )
        self._chip.setTextFormat(Qt.TextFormat.PlainText)
        self._chip.setObjectName("aboutChip")
        self._chip.setAutoFillBackground(True)
        self._chip.setContentsMargins(7, 2, 7, 2)
        self._drop.setText("✕")
        self._drop.setToolTip(self.tr("Ask about the whole picture or clip again"))
        self._drop.setAccessibleName(self._drop.toolTip())
        self._drop.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self._offer, self._chip, self._drop):
            row.addWidget(widget)
        row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _selected(self) -> AnnotationObject | None:
        selection = self._view_state.selection
        return self._document.project.objects.get(next(iter(selection))) if len(selection) == 1 else None

    def _take_selected(self) -> None:
        item = self._selected()
        if item is not None:
            self.choose(item.object_id)

    def _forget(self, _media_id: MediaId | None) -> None:
        self.choose(None)

    def _follow_document(self, change: ChangeSet) -> None:
        if change.object_ids:
            if self._object_id is not None and self._object_id not in self._document.project.objects:
                self.choose(None)
            self._refresh()

    def _refresh(self) -> None:
        chosen = self._document.project.objects.get(self._object_id) if self._object_id is not None else None
        selected = self._selected()
        self._offer.setVisible(chosen is None and selected is not None)
        self._chip.setVisible(chosen is not None)
        self._drop.setVisible(chosen is not None)
        if selected is not None:
            self._offer.setText(
                self.tr("Ask about “{0}”").format(shortened(selected.name, _NAME_LIMIT)).replace("&", "&&")
            )
        if chosen is not None:
            self._chip.setText(self.tr("about {0}").format(f"● {shortened(chosen.name, _NAME_LIMIT)}"))
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.Window, QColor(*chosen.color))
            palette.setColor(QPalette.ColorRole.WindowText, QColor(*text_color_on(chosen.color)))
            self._chip.setPalette(palette)
