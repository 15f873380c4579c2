from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from support.window_driver import WindowDriver, write_picture

from sa2va_desktop.ui.actions.command_palette import CommandPalette
from sa2va_desktop.ui.actions.shortcut_sheet import ShortcutSheet
from sa2va_desktop.ui.actions.table import ACTIONS


def test_ids_and_shortcuts_are_unique_and_every_sequence_is_understood() -> None:
    keys = [
        QKeySequence(text).toString() for spec in ACTIONS for text in (*spec.shortcuts, spec.gesture) if text
    ]

    assert "" not in keys
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert len({spec.action_id for spec in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize(
    ("action_id", "keys"),
    [
        ("edit.redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
        ("edit.prompt", ("Ctrl+L", "/")),
        ("view.fit", ("Ctrl+F",)),
        ("play.next", ("Right", ".")),
        ("file.open_folder", ("Ctrl+U",)),
    ],
)
def test_shortcuts_are_those_that_people_know(action_id: str, keys: tuple[str, ...]) -> None:
    assert next(spec for spec in ACTIONS if spec.action_id == action_id).shortcuts == keys


def test_every_action_is_in_a_menu_and_its_tooltip_prints_its_shortcut(driver: WindowDriver) -> None:
    window = driver.start()

    in_menus = {action.objectName() for top in window.menuBar().actions() for action in top.menu().actions()}
    assert {spec.action_id for spec in ACTIONS} <= in_menus
    for spec in ACTIONS:
        for key in window.actions_by_id.keys_of(spec)[:1]:
            assert f"({key})" in window.actions_by_id[spec.action_id].toolTip()


def test_actions_are_enabled_when_what_they_need_is_there(driver: WindowDriver) -> None:
    window = driver.start()
    actions = window.actions_by_id
    assert not actions["file.export"].isEnabled()

    driver.open_clip()
    assert actions["play.next"].isEnabled()
    assert not actions["object.delete"].isEnabled()

    driver.ask()
    assert actions["file.export"].isEnabled()
    window.object_commands.select_all()
    assert actions["object.delete"].isEnabled()
    assert actions["edit.undo"].text().startswith("&Undo Ask")


def test_a_shortcut_of_the_settings_replaces_the_default(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    window.canvas.setFocus()

    window.settings.set_shortcut("play.next", "W")
    driver.key(Qt.Key.Key_W)
    driver.key(Qt.Key.Key_Right)

    assert window.view_state.frame_index == 1
    assert "(W)" in window.actions_by_id["play.next"].toolTip()


def test_f1_lists_every_action_that_has_a_key(driver: WindowDriver) -> None:
    window = driver.start()

    driver.key(Qt.Key.Key_F1)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    texts = {label.text() for label in sheet.findChildren(QLabel)}

    assert {"Undo", "Ctrl+Z", "Play or Pause", "Space", "Ctrl+Wheel"} <= texts
    sheet.close()


def test_the_palette_finds_an_action_by_a_few_letters_and_enter_runs_it(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()

    driver.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(CommandPalette)
    assert palette is not None
    line = palette.findChild(QLineEdit)
    assert line is not None
    driver.qtbot.keyClicks(line, "last fra")
    assert palette.titles == ["Playback: Last Frame"]
    driver.qtbot.keyClick(line, Qt.Key.Key_Return)

    assert window.view_state.frame_index == 23
    QApplication.processEvents()


def test_the_palette_offers_only_what_can_be_done_now(driver: WindowDriver) -> None:
    window = driver.start()
    palette = CommandPalette(window.actions_by_id, window)

    assert not any("Delete" in title for title in palette.titles)
    assert any("Open…" in title for title in palette.titles)
    palette.close()


def test_export_is_there_while_any_media_of_the_project_has_masks(driver: WindowDriver, tmp_path: Path) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()

    window.open_paths([write_picture(tmp_path / "bare.png")])
    driver.wait_for_media("bare.png")

    assert not window.actions_by_id["edit.select_all"].isEnabled()
    assert window.actions_by_id["file.export"].isEnabled()


def test_what_can_be_ticked_shows_its_tick_in_the_menu_and_no_icon_in_its_place(driver: WindowDriver) -> None:
    window = driver.start()

    ticked = [window.actions_by_id[spec.action_id] for spec in ACTIONS if spec.is_checkable]

    assert any(not action.icon().isNull() for action in ticked)
    assert not any(action.isIconVisibleInMenu() for action in ticked)
