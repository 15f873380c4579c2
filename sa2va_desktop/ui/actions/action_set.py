"""The window's QActions, made from the table: titles, shortcuts, tooltips, and when they are enabled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.actions.table import ACTIONS, CONTEXT, ActionSpec, Condition, Menu, reason_for
from sa2va_desktop.ui.theme import Theme


class ActionSet(QObject):
    """All actions of one window, by id.

    Args:
        handlers: what each action does; every id of the table must be there. Checkable actions get the new state.
    """

    def __init__(
        self,
        window: QMainWindow,
        theme: Theme,
        settings: SettingsStore,
        handlers: Mapping[str, Callable[..., object]],
        specs: Iterable[ActionSpec] = ACTIONS,
    ) -> None:
        super().__init__(window)
        self.label_with: Callable[[str], str] = lambda _sequence: ""
        """The name of a label of the project that has a key, or ""; who knows the labels says it."""
        self._window = window
        self._theme = theme
        self._settings = settings
        self._specs = {spec.action_id: spec for spec in specs}
        self._actions: dict[str, QAction] = {}
        self._menus: dict[Menu, QMenu] = {}
        self._descriptions: dict[str, str] = {}
        self._by_needs: dict[Condition, list[ActionSpec]] = {}
        for spec in self._specs.values():
            self._by_needs.setdefault(spec.needs, []).append(spec)
        self._reasons: dict[Condition, str] = {}
        self._conditions: Condition | None = None
        for spec in self._specs.values():
            self._actions[spec.action_id] = self._make(spec, handlers[spec.action_id])
        self._show_icons()
        theme.changed.connect(self._show_icons)
        settings.on_change(self._setting_changed)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    @property
    def specs(self) -> list[ActionSpec]:
        return list(self._specs.values())

    def menu(self, menu: Menu) -> QMenu:
        return self._menus[menu]

    def fill_menu_bar(self) -> None:
        bar = self._window.menuBar()
        for menu in Menu:
            shown = bar.addMenu(translated(menu.value))
            shown.setToolTipsVisible(True)
            self._menus[menu] = shown
            for spec in self._specs.values():
                if spec.menu is menu:
                    if spec.starts_group:
                        shown.addSeparator()
                    shown.addAction(self._actions[spec.action_id])

    def fill_toolbar(self, toolbar: QToolBar) -> None:
        last = 0
        for spec in sorted(
            (spec for spec in self._specs.values() if spec.toolbar), key=lambda spec: spec.toolbar
        ):
            if last and spec.toolbar != last:
                toolbar.addSeparator()
            last = spec.toolbar
            toolbar.addAction(self._actions[spec.action_id])

    def refresh(self, conditions: Condition) -> None:
        """Enable exactly the actions whose needs are met; the others say why they are not."""
        if conditions == self._conditions:  # most changes of a project enable nothing
            return
        self._conditions = conditions
        for needs, specs in self._by_needs.items():
            reason = reason_for(needs, conditions)
            if reason == self._reasons.get(needs, ""):
                continue
            self._reasons[needs] = reason
            for spec in specs:
                action = self._actions[spec.action_id]
                self._show_tooltip(action, spec)
                action.setEnabled(not reason)

    def reason(self, action_id: str) -> str:
        """Why an action is disabled now, for the person; "" when it is enabled."""
        reason = self._reasons.get(self._specs[action_id].needs, "")
        return translated(reason) if reason else ""

    def set_checked(self, action_id: str, checked: bool) -> None:
        """Show a state without running the action."""
        action = self._actions[action_id]
        action.blockSignals(True)
        action.setChecked(checked)
        action.blockSignals(False)

    def keys_of(self, spec: ActionSpec) -> list[str]:
        """Key sequences of an action as the person reads them, changed ones included."""
        if spec.gesture:
            return [shown_keys(QKeySequence(spec.gesture))]
        return [shown_keys(sequence) for sequence in self._actions[spec.action_id].shortcuts()]

    def sequences_of(self, spec: ActionSpec) -> list[str]:
        """Key sequences of an action as they are stored."""
        return [_portable(sequence) for sequence in self._actions[spec.action_id].shortcuts()]

    def holder_of(self, sequence: str) -> ActionSpec | None:
        """The action that a key sequence, as it is stored, runs now; gestures included."""
        for spec in self._specs.values():
            if sequence in (spec.gesture, *self.sequences_of(spec)):
                return spec
        return None

    def is_customised(self, spec: ActionSpec) -> bool:
        return self._settings.shortcuts(spec.action_id) is not None

    def set_sequences(self, spec: ActionSpec, sequences: Sequence[str]) -> None:
        """Give an action these keys and no others, now and in later sessions; its default ones are stored as such.

        Raises:
            OSError: the settings cannot be written; the keys hold until the program ends.
        """
        defaults = [_portable(QKeySequence(text)) for text in spec.shortcuts]
        self._settings.set_shortcuts(spec.action_id, None if list(sequences) == defaults else sequences)

    def reset_sequences(self, spec: ActionSpec) -> None:
        """Give an action its default keys; whichever action has one of them now loses it. Raises OSError as above."""
        defaults = [_portable(QKeySequence(text)) for text in spec.shortcuts]
        for sequence in defaults:
            self.take_away(sequence, spared=spec)
        self._settings.set_shortcuts(spec.action_id, None)

    def reset_all_sequences(self) -> None:
        """Give every action its default keys. Raises OSError as above."""
        self._settings.reset_shortcuts()

    def take_away(self, sequence: str, *, spared: ActionSpec | None = None) -> None:
        """Take a key sequence from every action, or from every one but `spared`. Raises OSError as above."""
        for spec in self._specs.values():
            held = self.sequences_of(spec)
            if spec is not spared and sequence in held:
                self.set_sequences(spec, [item for item in held if item != sequence])

    def _make(self, spec: ActionSpec, handler: Callable[..., object]) -> QAction:
        action = QAction(translated(spec.title), self._window)
        action.setObjectName(spec.action_id)
        action.setCheckable(spec.is_checkable)
        action.setIconVisibleInMenu(not spec.is_checkable)  # an icon would take the place of the tick
        action.setShortcuts(self._sequences(spec))
        if spec.is_checkable:
            action.toggled.connect(handler)
        else:
            action.triggered.connect(lambda _checked=False: handler())
        self._describe(action, spec)
        self._window.addAction(action)
        return action

    def _sequences(self, spec: ActionSpec) -> list[QKeySequence]:
        chosen = self._settings.shortcuts(spec.action_id)
        sequences = (QKeySequence(text) for text in (spec.shortcuts if chosen is None else chosen))
        return [
            sequence for sequence in sequences if _portable(sequence)
        ]  # a typing mistake in the file is no key

    def _describe(self, action: QAction, spec: ActionSpec) -> None:
        title = plain_title(spec)
        keys = shown_keys(QKeySequence(spec.gesture) if spec.gesture else action.shortcut())
        lines = [f"{title}  ({keys})" if keys else title]
        if spec.help:
            lines.append(translated(spec.help))
        self._descriptions[spec.action_id] = "\n".join(lines)
        action.setStatusTip("")
        if spec.gesture:
            action.setText(f"{translated(spec.title)}\t{keys}")
        self._show_tooltip(action, spec)

    def _show_tooltip(self, action: QAction, spec: ActionSpec) -> None:
        lines = [self._descriptions[spec.action_id]]
        if reason := self.reason(spec.action_id):
            lines.append(self.tr("Not now: {0}").format(reason))
        action.setToolTip("\n".join(lines))

    def _show_icons(self) -> None:
        for action_id, spec in self._specs.items():
            if spec.icon:
                self._actions[action_id].setIcon(self._theme.icon(spec.icon))

    def _setting_changed(self, key: str) -> None:
        spec = self._specs.get(key.removeprefix("shortcuts."))
        if spec is not None:
            self._actions[spec.action_id].setShortcuts(self._sequences(spec))
            self._describe(self._actions[spec.action_id], spec)


def shown_keys(sequence: QKeySequence) -> str:
    """A key sequence as it is printed on this system."""
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def _portable(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def translated(text: str) -> str:
    return translate(CONTEXT, text)


def plain_title(spec: ActionSpec) -> str:
    """The title as it is read."""
    return without_mnemonic(translated(spec.title))


def without_mnemonic(title: str) -> str:
    """Chinese titles carry their mnemonic behind them, as in 打开(&O)…"""
    return re.sub(r"\(&\w\)|&", "", title)
