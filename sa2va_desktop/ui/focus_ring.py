"""A line round the widget that has the keyboard, for widgets that do not show it by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from sa2va_desktop.ui.key_gestures import is_text_field
from sa2va_desktop.ui.theme import Theme

_WIDTH_PX = 2


class FocusRing(QWidget):
    """Lies over one window and lets the mouse through. It comes when keys move the focus and goes with a click."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._followed: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        theme.changed.connect(self.update)

    @property
    def marked(self) -> QWidget | None:
        """The widget that the ring is round, None while it is hidden."""
        return self._followed if self.isVisible() else None

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._followed is not None:
            self._followed.removeEventFilter(self)
            self._followed = None
        is_ours = new is not None and new.window() is self._window
        if new is None or not is_ours or is_text_field(new):  # text fields have a border of their own
            self.hide()
            return
        self._followed = new
        new.installEventFilter(self)
        by_keys = old is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton
        self.setVisible(by_keys)
        self._place()

    def _place(self) -> None:
        widget = self._followed
        if widget is None or not self.isVisible():
            return
        self.setGeometry(widget.rect().translated(widget.mapTo(self._window, widget.rect().topLeft())))
        self.raise_()

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.Hide):
            self.hide()
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("link"), _WIDTH_PX))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
