"""The list of proposals in the place of the conversation: how closely to look, accept, reject, add."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.segment_everything import Density, Quality
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.tools.canvas_tool import DELETE_KEYS, ENTER_KEYS
from sa2va_desktop.ui.color_dot import color_dot
from sa2va_desktop.ui.everything.everything_controller import EverythingController
from sa2va_desktop.ui.everything.proposal_row import ProposalRow, RowId, Verdict
from sa2va_desktop.ui.list_keys import keeps_key

_ROW = Qt.ItemDataRole.UserRole
_FAINT = QColor(128, 128, 128)


class _ProposalList(QListWidget):
    """Keeps the keys for itself that decide.

    Signals:
        toggle_pressed(), reject_pressed(): about the current row; add_pressed().
        left(): the pointer is over no row any more.
    """

    toggle_pressed = Signal()
    reject_pressed = Signal()
    add_pressed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("usesSpace", True)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(self.tr("Proposals"))

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, self._signal_of) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal = self._signal_of(event)
        if signal is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            signal.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _signal_of(self, event: QKeyEvent) -> SignalInstance | None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        if event.key() == Qt.Key.Key_Space:
            return self.toggle_pressed
        if event.key() in DELETE_KEYS:
            return self.reject_pressed
        return self.add_pressed if event.key() in ENTER_KEYS else None


class EverythingPanel(QWidget):
    """Follows the controller; a row is ticked when it is accepted, struck out when it is rejected."""

    def __init__(self, controller: EverythingController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._current: RowId | None = None  # that a person went to
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.go_to = QPushButton(self)
        self.go_to.setProperty("link", True)
        self.density = self._combo(
            self.tr("How closely"),
            self.tr("Points along the longer side of the picture; more find smaller things and take longer"),
            {
                Density.FEW: self.tr("Few points"),
                Density.NORMAL: self.tr("Normal"),
                Density.MANY: self.tr("Many points"),
                Density.MOST: self.tr("Most points"),
            },
        )
        self.quality = self._combo(
            self.tr("Which masks"),
            self.tr("How sure SAM 2 must be of a mask, and how little it may change with the threshold"),
            {
                Quality.SURE: self.tr("Only sure ones"),
                Quality.NORMAL: self.tr("Normal"),
                Quality.DOUBTFUL: self.tr("Also doubtful ones"),
            },
        )
        self.leaves_out = QCheckBox(self.tr("Leave out what objects cover already"), self)
        self.parts = QCheckBox(self.tr("Parts of things too"), self)
        self.parts.setToolTip(self.tr("Else what lies in a larger mask that is about as sure is left out"))
        self.names = QCheckBox(self.tr("Name them by the model"), self)
        self.list = _ProposalList(self)
        self.accept_all = self._button(
            self.tr("Accept All"), self.tr("All that were not rejected"), controller.accept_all
        )
        self.reject_all = self._button(self.tr("Reject All"), self.tr("None of them"), controller.reject_all)
        self.add = self._button("", self.tr("One step of undo  (Enter)"), controller.add)
        self.add.setProperty("primary", True)
        self.stop = self._button(self.tr("Stop"), self.tr("Keep what was found so far"), controller.stop)
        self.again = self._button(self.tr("Look Again"), self.tr("Accepted ones stay"), controller.look_again)
        self.close_button = self._button(self.tr("Close"), self.tr("Nothing is added  (Esc)"), controller.close)
        self._lay_out()
        self._connect()
        self._refresh()

    def focus_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- making

    def _combo(self, title: str, tip: str, choices: dict[Density, str] | dict[Quality, str]) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(title)
        combo.setToolTip(tip)
        for value, text in choices.items():
            combo.addItem(text, value)
        return combo

    def _button(self, title: str, tip: str, act: object) -> QPushButton:
        button = QPushButton(title, self)
        button.setToolTip(tip)
        assert callable(act)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.summary)
        column.addWidget(self.go_to, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, combo in enumerate((self.density, self.quality)):
            label = QLabel(combo.accessibleName(), self)
            label.setBuddy(combo)
            label.setToolTip(combo.toolTip())
            grid.addWidget(label, row, 0)
            grid.addWidget(combo, row, 1)
        column.addLayout(grid)
        column.addWidget(self.leaves_out)
        column.addWidget(self.parts)
        column.addWidget(self.names)
        column.addWidget(self.list, 1)
        for buttons in (
            (self.accept_all, self.reject_all, None, self.stop, self.again),
            (None, self.close_button, self.add),
        ):
            row_of_buttons = QHBoxLayout()
            for button in buttons:
                if button is None:
                    row_of_buttons.addStretch(1)
                else:
                    row_of_buttons.addWidget(button)
            column.addLayout(row_of_buttons)

    def _connect(self) -> None:
        controller = self._controller
        self.density.currentIndexChanged.connect(lambda _row: self._choose())
        self.quality.currentIndexChanged.connect(lambda _row: self._choose())
        self.leaves_out.toggled.connect(lambda _is_on: self._choose())
        self.parts.toggled.connect(lambda _is_on: self._choose())
        self.names.toggled.connect(lambda _is_on: self._choose())
        self.go_to.clicked.connect(controller.go_to_frame)
        self.list.toggle_pressed.connect(lambda: self._decide(controller.toggle))
        self.list.reject_pressed.connect(lambda: self._decide(controller.reject))
        self.list.add_pressed.connect(controller.add)
        self.list.itemChanged.connect(self._follow_tick)
        self.list.itemEntered.connect(lambda item: controller.hover(item.data(_ROW)))
        self.list.currentItemChanged.connect(lambda item, _before: self._follow_current(item))
        self.list.left.connect(lambda: controller.hover(None))
        controller.changed.connect(self._refresh)

    # ---- acting

    def _choose(self) -> None:
        self._controller.set_choices(
            replace(
                self._controller.choices,
                density=Density(self.density.currentData()),
                quality=Quality(self.quality.currentData()),
                leaves_out_known=self.leaves_out.isChecked(),
                keeps_parts=self.parts.isChecked(),
                names_by_model=self.names.isChecked(),
            )
        )

    def _decide(self, act: object) -> None:
        """About the current row; the next one becomes current, so that a key held down goes through the list."""
        item = self.list.currentItem()
        assert callable(act)
        if item is not None:
            row = self.list.currentRow()
            act(item.data(_ROW))
            self.list.setCurrentRow(min(row + 1, self.list.count() - 1))

    def _follow_current(self, item: QListWidgetItem | None) -> None:
        self._current = None if item is None else item.data(_ROW)
        self._controller.hover(self._current)

    def _follow_tick(self, item: QListWidgetItem) -> None:
        row_id: RowId = item.data(_ROW)
        is_ticked = item.checkState() is Qt.CheckState.Checked
        is_accepted = row_id in {row.row_id for row in self._controller.accepted}
        if is_ticked != is_accepted:
            self._controller.toggle(row_id)

    # ---- showing

    def _refresh(self) -> None:
        controller = self._controller
        is_busy, choices = controller.is_running, controller.choices
        with (
            QSignalBlocker(self.density),
            QSignalBlocker(self.quality),
            QSignalBlocker(self.leaves_out),
            QSignalBlocker(self.parts),
            QSignalBlocker(self.names),
        ):
            self.density.setCurrentIndex(self.density.findData(choices.density))
            self.quality.setCurrentIndex(self.quality.findData(choices.quality))
            self.leaves_out.setChecked(choices.leaves_out_known)
            self.parts.setChecked(choices.keeps_parts)
            self.names.setChecked(choices.names_by_model and controller.can_name)
        self.names.setToolTip(
            self.tr("Each gets what the model says of it as its name; else “object 1”, “object 2”, …")
            if controller.can_name
            else self.tr("This model has no language")
        )
        self._show_rows()
        accepted = len(controller.accepted)
        self.summary.setText(self._summary() if controller.is_open else "")
        self.go_to.setVisible(controller.is_open and not controller.is_shown)
        if controller.is_open:
            self.go_to.setText(self.tr("Go to frame {0}").format(controller.frame_index))
        self.add.setText(translate("EverythingPanel", "Add %n Object(s)", n=accepted))
        self.add.setEnabled(bool(accepted) and not controller.is_naming)
        self.stop.setVisible(is_busy)
        self.again.setVisible(not is_busy)
        for widget in (self.density, self.quality, self.leaves_out, self.parts, self.names):
            widget.setEnabled(not controller.is_naming and (widget is not self.names or controller.can_name))
        for button in (self.accept_all, self.reject_all):
            button.setEnabled(bool(controller.rows) and not controller.is_naming)

    def _summary(self) -> str:
        controller = self._controller
        progress = controller.progress
        if controller.is_naming:
            return self.tr("Naming: {0} of {1}").format(progress.done, progress.total)
        if controller.is_running:
            if not progress.done:
                return self.tr("Looking at frame {0}…").format(controller.frame_index)
            return self.tr("Looking at frame {0}: {1} of {2} points").format(
                controller.frame_index, progress.done, progress.total
            )
        if not controller.rows:
            return self.tr("Nothing was found on frame {0}. Try more points, or doubtful masks too.").format(
                controller.frame_index
            )
        found = translate("EverythingPanel", "%n proposal(s)", n=len(controller.rows))
        return self.tr("{0}. Click what you want, right click what you do not.").format(found)

    def _show_rows(self) -> None:
        """Rows that stay keep their items, so that the current one stays current."""
        rows = self._controller.rows
        with QSignalBlocker(self.list):
            ids = [self.list.item(place).data(_ROW) for place in range(self.list.count())]
            if ids != [row.row_id for row in rows]:
                self._replace_rows(rows)
            for place, row in enumerate(rows):
                self._show_row(self.list.item(place), row)

    def _replace_rows(self, rows: tuple[ProposalRow, ...]) -> None:
        self.list.clear()
        for place, row in enumerate(rows):
            item = QListWidgetItem(color_dot(row.color), "")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setData(_ROW, row.row_id)
            self.list.addItem(item)
            if row.row_id == self._current:
                self.list.setCurrentRow(place)
        if self.list.currentRow() < 0 and rows:
            self.list.setCurrentRow(0)

    def _show_row(self, item: QListWidgetItem, row: ProposalRow) -> None:
        rle = row.proposal.rle
        share = 100 * rle.area / (rle.width * rle.height)
        item.setText(
            self.tr("{0}  ·  {1} % of the picture  ·  {2}").format(
                row.number, f"{share:.1f}", f"{row.proposal.predicted_iou:.2f}"
            )
        )
        item.setToolTip(self.tr("Number, size, and SAM 2's own estimate of the mask's quality"))
        is_ticked = row.verdict is Verdict.ACCEPTED
        item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        font = item.font()
        font.setStrikeOut(row.verdict is Verdict.REJECTED)
        font.setBold(row.row_id == self._controller.hovered)
        item.setFont(font)
        is_faint = row.verdict is Verdict.REJECTED
        item.setData(Qt.ItemDataRole.ForegroundRole, QBrush(_FAINT) if is_faint else None)  # None: the theme's
