from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from support.window_driver import WindowDriver, write_picture

from sa2va_desktop.ui.actions.command_palette import CommandPalette
from sa2va_desktop.ui.actions.palette_entries import action_entries
from sa2va_desktop.ui.actions.shortcut_sheet import ShortcutSheet
from sa2va_desktop.ui.actions.table import ACTIONS, REASONS, Condition, reason_for
from sa2va_desktop.ui.dialogs.settings_dialog import SettingsDialog


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

    window.settings.set_shortcuts("play.next", ["Z"])
    driver.key(Qt.Key.Key_Z)
    driver.key(Qt.Key.Key_Right)

    assert window.view_state.frame_index == 1
    assert "(Z)" in window.actions_by_id["play.next"].toolTip()


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
    palette = CommandPalette(action_entries(window.actions_by_id), window)

    assert not any("Delete" in title for title in palette.titles)
    assert any("Open…" in title for title in palette.titles)
    line = palette.findChild(QLineEdit)
    assert line is not None
    line.setText("delete")
    assert palette.reasons["Object: Delete"] == "Open something first"
    palette.close()


def test_the_palette_finds_settings_media_and_objects_by_name(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip("first.mp4")
    driver.ask()
    window.open_paths([write_picture(driver.folder / "second.png")])
    driver.wait_for_media("second.png")

    def choose(words: str) -> None:
        window.activateWindow()
        driver.wait(window.isActiveWindow)
        window.canvas.setFocus()
        driver.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        palette = QApplication.activePopupWidget()
        assert isinstance(palette, CommandPalette)
        line = palette.findChild(QLineEdit)
        assert line is not None
        driver.qtbot.keyClicks(line, words)
        driver.qtbot.keyClick(line, Qt.Key.Key_Return)

    choose("object: red ball")
    driver.wait_for_media("first.mp4")
    (chosen,) = window.object_commands.selected()
    assert chosen.name == "the red ball"
    choose("media: second")
    driver.wait_for_media("second.png")
    choose("setting: outline")
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert next(row for row in dialog.rows if row.setting.key == "canvas.outline_width_px").isVisible()


def test_the_sheet_is_searched_and_fits_its_width(driver: WindowDriver) -> None:
    window = driver.start()
    driver.key(Qt.Key.Key_F1)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None

    driver.qtbot.keyClicks(sheet.search, "redo")
    shown = [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Edit", "Redo", "Ctrl+Shift+Z", "Ctrl+Y"]
    sheet.search.clear()
    for width in (420, 760, 1180):
        sheet.resize(width, 600)
        QApplication.processEvents()
        labels = [label for label in sheet.findChildren(QLabel) if label.isVisible()]
        assert max(label.mapTo(sheet, label.rect().bottomRight()).x() for label in labels) <= width


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


def test_every_condition_has_a_reason_for_the_person() -> None:
    conditions = {condition for condition in Condition if condition}

    assert set(REASONS) == conditions
    assert all(reason_for(condition, Condition.ALWAYS) for condition in conditions)


def test_the_most_basic_reason_is_the_one_that_is_given() -> None:
    needs = Condition.MEDIA | Condition.WRITABLE | Condition.SELECTION

    assert reason_for(needs, Condition.ALWAYS) == "Open a picture or a clip first"
    assert reason_for(needs, Condition.MEDIA) == "Open something first"
    assert reason_for(needs, Condition.MEDIA | Condition.PROJECT) == "The project is read-only"
    assert reason_for(needs, needs & ~Condition.SELECTION) == "Select an object first"
    assert reason_for(needs, needs) == ""


def test_in_every_state_a_disabled_action_says_why_and_an_enabled_one_does_not(driver: WindowDriver) -> None:
    window = driver.start()

    def unexplained() -> list[str]:
        wrong = []
        for spec in ACTIONS:
            action, reason = window.actions_by_id[spec.action_id], window.actions_by_id.reason(spec.action_id)
            says_why = bool(reason) and reason in action.toolTip()
            if action.isEnabled() == says_why:
                wrong.append(spec.action_id)
        return wrong

    assert unexplained() == []  # empty
    assert "Open a picture or a clip first" in window.actions_by_id["play.next"].toolTip()
    window.open_paths([write_picture(driver.folder / "still.png")])
    driver.wait_for_media("still.png")
    assert unexplained() == []  # a picture
    assert "no other frames" in window.actions_by_id["play.next"].toolTip()
    driver.open_clip()
    assert unexplained() == []  # a clip
    assert "Not now: Select an object first" in window.actions_by_id["object.delete"].toolTip()
    driver.begin_asking()
    assert unexplained() == []  # busy
    driver.wait(lambda: not window.ask.is_running)
    assert unexplained() == []  # answered
    window.object_commands.select_all()
    assert unexplained() == []  # selected
    assert "Not now" not in window.actions_by_id["object.delete"].toolTip()


def test_a_mnemonic_is_used_once_in_a_menu(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()

    menus = {
        "bar": window.menuBar().actions(),
        **{top.text(): top.menu().actions() for top in window.menuBar().actions()},
    }
    twice = {}
    for name, actions in menus.items():
        letters = Counter(QKeySequence.mnemonic(action.text()).toString() for action in actions)
        del letters[""]
        twice[name] = [letter for letter, count in letters.items() if count > 1]
    assert {name: letters for name, letters in twice.items() if letters} == {}


def test_every_tool_button_has_a_name_and_a_tooltip(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()

    nameless = [
        button.parent()
        for button in window.findChildren(QToolButton)
        if button.objectName() != "qt_toolbar_ext_button"
        and not (button.accessibleName() or button.text())
        and button.isVisible()
    ]
    silent = [
        button.text() or button.accessibleName()
        for button in window.findChildren(QToolButton)
        if not button.toolTip() and button.isVisible()
    ]
    assert nameless == []
    assert silent == []
