"""The window's QActions, made from the table: titles, shortcuts, tooltips, and when they are enabled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.actions.table import ACTIONS, CONTEXT, ActionSpec, Condition, Menu
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
        self._window = window
        self._theme = theme
        self._settings = settings
        self._specs = {spec.action_id: spec for spec in specs}
        self._actions: dict[str, QAction] = {}
        self._menus: dict[Menu, QMenu] = {}
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
        """Enable exactly the actions whose needs are met."""
        for action_id, spec in self._specs.items():
            self._actions[action_id].setEnabled((spec.needs & conditions) == spec.needs)

    def set_checked(self, action_id: str, checked: bool) -> None:
        """Show a state without running the action."""
        action = self._actions[action_id]
        action.blockSignals(True)
        action.setChecked(checked)
        action.blockSignals(False)

    def keys_of(self, spec: ActionSpec) -> list[str]:
        """Key sequences of an action as the person reads them, changed ones included."""
        if spec.gesture:
            return [spec.gesture]
        return [
            sequence.toString(QKeySequence.SequenceFormat.NativeText)
            for sequence in self._actions[spec.action_id].shortcuts()
        ]

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
        chosen = self._settings.shortcut(spec.action_id)
        texts = spec.shortcuts if chosen is None else ((chosen,) if chosen else ())
        return [QKeySequence(text) for text in texts]

    def _describe(self, action: QAction, spec: ActionSpec) -> None:
        title = plain_title(spec)
        keys = spec.gesture or action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        first = f"{title}  ({keys})" if keys else title
        action.setToolTip(f"{first}\n{translated(spec.help)}" if spec.help else first)
        action.setStatusTip("")
        if spec.gesture:
            action.setText(f"{translated(spec.title)}\t{spec.gesture}")

    def _show_icons(self) -> None:
        for action_id, spec in self._specs.items():
            if spec.icon:
                self._actions[action_id].setIcon(self._theme.icon(spec.icon))

    def _setting_changed(self, key: str) -> None:
        spec = self._specs.get(key.removeprefix("shortcuts."))
        if spec is not None:
            self._actions[spec.action_id].setShortcuts(self._sequences(spec))
            self._describe(self._actions[spec.action_id], spec)


def translated(text: str) -> str:
    return translate(CONTEXT, text)


def plain_title(spec: ActionSpec) -> str:
    """The title as it is read."""
    return without_mnemonic(translated(spec.title))


def without_mnemonic(title: str) -> str:
    """Chinese titles carry their mnemonic behind them, as in 打开(&O)…"""
    return re.sub(r"\(&\w\)|&", "", title)
