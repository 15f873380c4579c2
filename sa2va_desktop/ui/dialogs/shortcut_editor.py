"""The page on which actions get other keys: every action with its keys, recording, conflicts, resetting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.settings.store import SHORTCUT_SECTION
from sa2va_desktop.ui.actions.action_set import ActionSet, plain_title, shown_keys, translated, without_mnemonic
from sa2va_desktop.ui.actions.table import ActionSpec, Menu
from sa2va_desktop.ui.theme import Theme

_ROLE = Qt.ItemDataRole.UserRole
_DIGITS = frozenset("123456789")


class ShortcutEditor(QWidget):
    """Keys of the selected action are edited below the list; each change applies at once."""

    def __init__(self, actions: ActionSet, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self._items: dict[str, QTreeWidgetItem] = {}
        self.list = self._make_list()
        self.recorder = QKeySequenceEdit(self)
        self.recorder.setMaximumSequenceLength(1)
        self.recorder.setClearButtonEnabled(True)
        self.recorder.setAccessibleName(self.tr("New key"))
        self.recorder.setToolTip(self.tr("Click here and press the keys"))
        self.add = QPushButton(self.tr("Add"), self)
        self.reset = QPushButton(self.tr("Reset"), self)
        self.reset.setToolTip(self.tr("Give this action its default keys again"))
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._title = QLabel(self)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(6)
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_items: self._show_current())
        self.recorder.keySequenceChanged.connect(lambda _sequence: self._judge())
        self.add.clicked.connect(self._add)
        self.reset.clicked.connect(self._reset_current)
        self._fill()

    def filter(self, text: str) -> bool:
        """Show only actions whose title, menu or keys have all the words; returns whether there are any."""
        words = text.casefold().split()
        for spec in self._actions.specs:
            keys = " ".join(self._actions.keys_of(spec))
            where = f"{plain_title(spec)} {without_mnemonic(translated(spec.menu.value))} {keys}".casefold()
            self._items[spec.action_id].setHidden(not all(word in where for word in words))
        for row in range(self.list.topLevelItemCount()):
            heading = self.list.topLevelItem(row)
            if heading is not None:
                children = (heading.child(place) for place in range(heading.childCount()))
                heading.setHidden(all(child is None or child.isHidden() for child in children))
        return any(not item.isHidden() for item in self._items.values())

    def follow(self, key: str) -> None:
        """A setting changed, maybe the keys of an action."""
        if key.startswith(f"{SHORTCUT_SECTION}."):
            for spec in self._actions.specs:
                self._show_keys(spec)
            self._show_current()

    def select(self, action_id: str) -> None:
        self.list.setCurrentItem(self._items[action_id])

    def reset_all(self) -> None:
        self._try(self._actions.reset_all_sequences)

    # ---- making

    def _make_list(self) -> QTreeWidget:
        view = QTreeWidget(self)
        view.setColumnCount(2)
        view.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        view.setUniformRowHeights(True)
        view.setRootIsDecorated(False)
        view.setIndentation(14)
        view.setAccessibleName(self.tr("Actions and their keys"))
        view.header().setStretchLastSection(False)
        view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        return view

    def _lay_out(self) -> None:
        for button in (self.add, self.reset):
            button.setAutoDefault(False)
        self._title.setProperty("role", "strong")
        self.note.setProperty("role", "hint")
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._title)
        first.addLayout(self._keys)
        first.addStretch(1)
        first.addWidget(self.reset)
        second = QHBoxLayout()
        second.addWidget(self.recorder, 1)
        second.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.note)

    def _fill(self) -> None:
        for menu in Menu:
            heading = QTreeWidgetItem(self.list, [without_mnemonic(translated(menu.value))])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setExpanded(True)
            for spec in self._actions.specs:
                if spec.menu is menu:
                    item = QTreeWidgetItem(heading, [plain_title(spec).rstrip("…"), ""])
                    item.setData(0, _ROLE, spec)
                    self._items[spec.action_id] = item
                    self._show_keys(spec)
        self.select(self._actions.specs[0].action_id)

    # ---- showing

    @property
    def current(self) -> ActionSpec | None:
        item = self.list.currentItem()
        spec = item.data(0, _ROLE) if item is not None else None
        return spec if isinstance(spec, ActionSpec) else None

    def _show_keys(self, spec: ActionSpec) -> None:
        item = self._items[spec.action_id]
        keys = ",  ".join(self._actions.keys_of(spec))
        item.setText(1, self.tr("{0} (fixed)").format(keys) if spec.gesture else keys)
        is_own = self._actions.is_customised(spec)
        item.setForeground(1, QBrush(self._theme.color("link" if is_own else "text")))

    def _show_current(self) -> None:
        spec = self.current
        can_edit = spec is not None and not spec.gesture
        self._title.setText("" if spec is None else plain_title(spec).rstrip("…"))
        self.recorder.setEnabled(can_edit)
        self.reset.setVisible(spec is not None and self._actions.is_customised(spec))
        self.recorder.clear()
        self._show_chips(spec if can_edit else None)
        self._judge()

    def _show_chips(self, spec: ActionSpec | None) -> None:
        while (old := self._keys.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for sequence in self._actions.sequences_of(spec) if spec is not None else ():
            shown = shown_keys(QKeySequence(sequence))
            chip = QToolButton(self)
            chip.setText(shown)
            chip.setIcon(self._theme.icon("close", "text_dim"))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setProperty("chip", True)
            chip.setToolTip(self.tr("Take {0} away").format(shown))
            chip.setAccessibleName(chip.toolTip())
            chip.clicked.connect(lambda _checked=False, sequence=sequence: self._remove(sequence))
            self._keys.addWidget(chip)

    def _judge(self) -> None:
        """Say what the recorded key would mean."""
        spec, sequence = self.current, self._recorded()
        holder = self._actions.holder_of(sequence) if sequence else None
        self.add.setText(self.tr("Add"))
        self.add.setEnabled(False)
        if spec is not None and spec.gesture:
            self.note.setText(self.tr("{0} is fixed, because tap and hold differ.").format(spec.gesture))
        elif not sequence or spec is None:
            self.note.setText(self.tr("Press a key, or several at once. An action may have several."))
        elif sequence in _DIGITS or (holder is not None and holder.gesture):
            name = plain_title(holder) if holder is not None else self.tr("choose an object or a mask")
            self.note.setText(self.tr("{0} is fixed: {1}.").format(sequence, name))
        elif holder is spec:
            self.note.setText(self.tr("It has this key already."))
        elif holder is not None:
            self.note.setText(self.tr("{0} is the key of “{1}”.").format(sequence, plain_title(holder)))
            self.add.setText(self.tr("Take It Away and Add"))
            self.add.setEnabled(True)
        elif label := self._actions.label_with(sequence):
            note = self.tr("{0} is the key of the label “{1}”, which would no longer answer to it.")
            self.note.setText(note.format(sequence, label))
            self.add.setEnabled(True)
        else:
            self.note.setText(self.tr("{0} is free.").format(sequence))
            self.add.setEnabled(True)

    def _recorded(self) -> str:
        return self.recorder.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    # ---- acting

    def _add(self) -> None:
        spec, sequence = self.current, self._recorded()
        if spec is not None and sequence:
            held = self._actions.sequences_of(spec)
            self._try(lambda: self._actions.take_away(sequence, spared=spec))
            self._try(lambda: self._actions.set_sequences(spec, [*held, sequence]))

    def _remove(self, sequence: str) -> None:
        spec = self.current
        if spec is not None:
            rest = [item for item in self._actions.sequences_of(spec) if item != sequence]
            self._try(lambda: self._actions.set_sequences(spec, rest))

    def _reset_current(self) -> None:
        spec = self.current
        if spec is not None:
            self._try(lambda: self._actions.reset_sequences(spec))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except OSError as error:
            self.note.setText(
                self.tr("It holds until the program ends; the settings file cannot be written: {0}").format(
                    error.strerror or error
                )
            )
