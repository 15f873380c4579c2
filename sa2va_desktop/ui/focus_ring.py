"""A line round the widget that has the keyboard, for widgets that do not show it by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from sa2va_desktop.ui.key_gestures import is_text_field
from sa2va_desktop.ui.theme import Theme

_WIDTH_PX = 2


class FocusRing(QWidget):
    """Lies over one window and lets the mouse through. It goes with a click, or when something else gets the keys."""

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

    def mark(self, widget: QWidget) -> None:
        """The keyboard was moved to a widget by a key."""
        self._let_go()
        if not is_text_field(widget):  # they have a border of their own
            self._followed = widget
            widget.installEventFilter(self)
            self.show()
            self._place()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not self._followed:
            self._let_go()

    def _let_go(self) -> None:
        if self._followed is not None:
            self._followed.removeEventFilter(self)
            self._followed = None
        self.hide()

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
