"""Menus as a person uses them: opened by a context menu event, walked with the arrows, chosen with Enter."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot


def open_menu(widget: QWidget, at: QPoint) -> QMenu:
    """Ask a widget for its menu at a point of it, and return the menu that it shows."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()  # lays it out
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), "no menu was shown"
    return menu


def titles(menu: QMenu) -> list[str]:
    """Of the entries that are shown, without mnemonics."""
    return [_title(action) for action in menu.actions() if action.isVisible() and not action.isSeparator()]


def choose(qtbot: QtBot, menu: QMenu, *path: str) -> None:
    """Walk to entries one after the other, into submenus; each is named by its beginning."""
    for beginning in path:
        action = walk_to(qtbot, menu, beginning)
        assert action.isEnabled(), f"{_title(action)} is disabled"
        submenu = action.menu()
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        QApplication.processEvents()
        if isinstance(submenu, QMenu):
            menu = submenu
    QApplication.processEvents()


def walk_to(qtbot: QtBot, menu: QMenu, beginning: str) -> QAction:
    """Press Down until an entry is the current one."""
    wanted = entry(menu, beginning)
    for _ in range(len(menu.actions()) + 1):
        if menu.activeAction() is wanted:
            break
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction() is wanted, f"{beginning!r} cannot be reached with the arrows"
    return wanted


def entry(menu: QMenu, beginning: str) -> QAction:
    """The shown entry whose title begins so."""
    found = [a for a in menu.actions() if a.isVisible() and _title(a).startswith(beginning)]
    assert found, f"no entry {beginning!r} among {titles(menu)}"
    return found[0]


def _title(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
