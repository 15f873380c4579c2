"""The small panel over the canvas of an edit of masks: what is set, which frames, how many masks, Apply and Close."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.canvas_overlay import PANEL_PLACES, CanvasOverlay
from sa2va_desktop.ui.canvas.key_slider import KeySlider
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.canvas.tools.canvas_tool import ENTER_KEYS
from sa2va_desktop.ui.masks.edit_controller import EditController, Scope
from sa2va_desktop.ui.masks.mask_picker import Prepared

AREAS_PX = (0, 5, 10, 20, 40, 70, 100, 150, 250, 400, 700, 1000, 1500, 2500, 4000, 7000, 10000, 20000, 50000)
MOST_PX = 1_000_000
_WIDTH_PX = 344


class EditPanel(CanvasOverlay):
    """Not modal: the frame, the selection and the zoom may change while it is open. Enter applies; Esc is an action of the window.

    A subclass adds its rows and then calls `finish`.
    """

    def __init__(self, controller: EditController, canvas: PictureView, name: str, title: str) -> None:
        super().__init__(canvas, PANEL_PLACES)
        self._edit = controller
        self.setObjectName(name)
        self.setProperty("role", "panel")
        self._first: QWidget | None = None
        self._labels: dict[QWidget, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(1, 110)
        self.title = QLabel(title, self)
        self.title.setProperty("role", "strong")
        self.scope = self._scopes()
        self._add_line(self.title, self.scope)

    # ---- making

    def add_number(self, title: str, tip: str, least: int, most: int, *, is_area: bool = False) -> QSpinBox:
        """A slider for the hand and a number for exactness; areas have a slider with uneven steps."""
        slider = KeySlider(title, tip, self)
        slider.setRange(*((0, len(AREAS_PX) - 1) if is_area else (least, most)))
        number = QSpinBox(self)
        number.setRange(least, most)
        number.setSuffix(translate("EditPanel", " px"))
        number.setAccessibleName(title)
        number.setToolTip(tip)
        number.setFixedWidth(96)

        def follow_slider(step: int) -> None:
            number.setValue(AREAS_PX[step] if is_area else step)

        def follow_number(value: int) -> None:
            steps = sum(area <= value for area in AREAS_PX) - 1
            with QSignalBlocker(slider):
                slider.setValue(steps if is_area else value)
            self.settings_changed()

        slider.valueChanged.connect(follow_slider)
        number.valueChanged.connect(follow_number)
        self._add_row(title, tip, slider, number)
        return number

    def add_choice(self, title: str, tip: str) -> QComboBox:
        """A list to choose from, with its name at the left."""
        choice = QComboBox(self)
        choice.setAccessibleName(title)
        choice.setToolTip(tip)
        self._add_row(title, tip, choice)
        return choice

    def label_of(self, choice: QWidget) -> QLabel:
        """The name at the left of what `add_choice` gave."""
        return self._labels[choice]

    def add_check(self, title: str, tip: str) -> QCheckBox:
        check = QCheckBox(title, self)
        check.setToolTip(tip)
        self.add_wide(check)
        return check

    def finish(self, first: QWidget, *, has_settled: bool = True) -> None:
        """Add what every edit has, and give the keyboard to `first` when the panel opens."""
        controller, self._first = self._edit, first
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setProperty("role", "hint")
        self.summary.setWordWrap(True)
        self.add_wide(self.summary)
        self.settled = QCheckBox(translate("EditPanel", "Settled frames too"), self)
        self.settled.setToolTip(
            translate(
                "EditPanel",
                "Also frames that were edited or confirmed; they keep their state. Locked ones stay as they are",
            )
        )
        self.settled.toggled.connect(controller.set_with_settled)
        self.has_settled = has_settled
        self.apply = QPushButton(translate("EditPanel", "Apply"), self)
        self.apply.setProperty("primary", True)
        self.apply.setToolTip(translate("EditPanel", "Change the masks, one step of undo  (Enter)"))
        self.apply.clicked.connect(controller.apply)
        self.cancel = QPushButton(translate("EditPanel", "Close"), self)
        self.cancel.setToolTip(translate("EditPanel", "Leave the masks as they are  (Esc)"))
        self.cancel.clicked.connect(controller.close)
        self._add_line(self.settled, self.apply, self.cancel)
        self.setFixedWidth(_WIDTH_PX)
        controller.changed.connect(self._show_state)

    def _add_row(self, title: str, tip: str, *widgets: QWidget) -> None:
        row = self._grid.rowCount()
        label = QLabel(title, self)
        label.setToolTip(tip)
        self._labels[widgets[0]] = label
        self._grid.addWidget(label, row, 0)
        for column, widget in enumerate(widgets, start=1):
            self._grid.addWidget(widget, row, column, 1, 1 if len(widgets) > 1 else 2)

    def add_wide(self, widget: QWidget) -> None:
        """A line of its own."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 3)

    def _add_line(self, first: QWidget, *others: QWidget) -> None:
        """The first at the left, taking the room; the others at the right."""
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(first)
        line.addStretch(1)
        for widget in others:
            line.addWidget(widget)
        self._grid.addLayout(line, self._grid.rowCount(), 0, 1, 3)

    def _scopes(self) -> QComboBox:
        scope = QComboBox(self)
        scope.setAccessibleName(translate("EditPanel", "Which frames"))
        scope.addItem(translate("EditPanel", "On this frame"), Scope.FRAME)
        scope.addItem(translate("EditPanel", "In the in–out range"), Scope.RANGE)
        scope.addItem(translate("EditPanel", "On all frames"), Scope.ALL)
        scope.currentIndexChanged.connect(lambda row: self._edit.set_scope(scope.itemData(row)))
        return scope

    # ---- following

    def settings_changed(self) -> None:
        """A number was changed; the subclass tells its controller."""
        raise NotImplementedError

    def follow(self) -> None:
        """Something else is selected or shown, or it is about to be opened."""

    def hint(self) -> str:
        """What is missing before anything can be done, or ""."""
        return (
            "" if self._edit.object_ids else translate("EditPanel", "Select the objects whose masks are meant.")
        )

    def is_ready(self, meant: Prepared | None) -> bool:
        """Whether there is something that it could be done to, as far as is known."""
        return meant is None or meant.count > 0

    def summary_text(self, prepared: Prepared) -> str:
        """How many masks are meant, and how many are left alone."""
        text = translate("EditPanel", "%n mask(s)", n=prepared.count)
        if prepared.kept:
            return translate("EditPanel", "{0}  ·  locked or settled by hand, left alone: {1}").format(
                text, prepared.kept
            )
        return text

    def _show_state(self) -> None:
        was_visible, is_open = self.isVisible(), self._edit.is_open
        if not is_open and self.isAncestorOf(self.window().focusWidget()):
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # not to what comes next
        self.setVisible(is_open)
        if not is_open:
            return
        with QSignalBlocker(self.scope):
            self.scope.setCurrentIndex(self.scope.findData(self._edit.scope))
        self.follow()
        self.settled.setVisible(self.has_settled and self._edit.scope in (Scope.RANGE, Scope.ALL))
        hint = self.hint()
        meant = None if hint else self._edit.meant()
        counting = translate("EditPanel", "Masks are counted…")
        self.summary.setText(hint or (counting if meant is None else self.summary_text(meant)))
        self.apply.setEnabled(not hint and self.is_ready(meant) and self._edit.is_something)
        self.place(stays=was_visible)
        if not was_visible and self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- Qt

    def sizeHint(self) -> QSize:
        """As wide as it is, so that the height is that of the wrapped text."""
        return QSize(_WIDTH_PX, self._grid.totalHeightForWidth(_WIDTH_PX))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() not in ENTER_KEYS:
            super().keyPressEvent(event)
        elif isinstance(focused, QPushButton) and focused.hasFocus():
            focused.click()
        elif self.apply.isEnabled():
            self._edit.apply()
