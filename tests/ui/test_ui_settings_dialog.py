from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)
from support.window_driver import WindowDriver

from sa2va_desktop.settings.paths import config_folder
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.settings.table import SETTINGS
from sa2va_desktop.ui.actions.table import ACTIONS
from sa2va_desktop.ui.dialogs.setting_row import SettingRow
from sa2va_desktop.ui.dialogs.settings_dialog import SettingsDialog


def opened(driver: WindowDriver) -> SettingsDialog:
    driver.start()
    driver.key(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.window.findChild(SettingsDialog)
    assert dialog is not None
    driver.wait(dialog.isActiveWindow)
    return dialog


def row_of(dialog: SettingsDialog, key: str) -> SettingRow:
    return next(row for row in dialog.rows if row.setting.key == key)


def shown_keys(dialog: SettingsDialog) -> list[str]:
    return [row.setting.key for row in dialog.rows if row.isVisible()]


def record(driver: WindowDriver, dialog: SettingsDialog, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    pressed = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        pressed |= modifier
    inner = dialog.shortcuts.recorder.findChild(QLineEdit)
    assert inner is not None
    driver.qtbot.keyClick(dialog.shortcuts.recorder, key, pressed)


def test_ctrl_comma_opens_every_setting_of_the_table_once(driver: WindowDriver) -> None:
    dialog = opened(driver)

    driver.window.dialogs.show_settings()

    assert driver.window.findChildren(SettingsDialog) == [dialog]
    assert [row.setting.key for row in dialog.rows] == list(SETTINGS)


def test_a_change_applies_at_once_and_is_there_in_the_next_session(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_setting("playback.loop")
    editor = row_of(dialog, "playback.loop").editor
    assert isinstance(editor, QCheckBox)

    driver.qtbot.keyClick(editor, Qt.Key.Key_Space)

    assert driver.window.settings.get("playback.loop") is True
    assert SettingsStore(config_folder() / "settings.toml").get("playback.loop") is True


def test_choosing_a_theme_in_the_list_changes_the_window(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_setting("appearance.theme")
    editor = row_of(dialog, "appearance.theme").editor
    assert isinstance(editor, QComboBox)

    editor.setCurrentIndex(editor.findText("Light"))

    assert driver.window.theme.name == "light"
    assert driver.window.actions_by_id["view.theme_light"].isChecked()


def test_a_value_beyond_its_limits_is_refused_in_words(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_setting("canvas.outline_width_px")
    row = row_of(dialog, "canvas.outline_width_px")
    assert isinstance(row.editor, QSpinBox)

    row.editor.selectAll()
    driver.qtbot.keyClicks(row.editor, "33")
    driver.qtbot.keyClick(row.editor, Qt.Key.Key_Return)

    assert row.problem.text() == "Expected 1 to 8, found 33; 2 is kept."
    assert row.problem.isVisible()
    assert driver.window.settings.get("canvas.outline_width_px") == 2
    assert dialog.isVisible()


def test_typing_in_the_search_field_leaves_what_has_the_words(driver: WindowDriver) -> None:
    dialog = opened(driver)
    assert shown_keys(dialog) == ["appearance.theme", "appearance.language"]

    driver.qtbot.keyClicks(dialog.search, "decoded memory")
    assert shown_keys(dialog) == ["playback.frame_cache_mib"]

    driver.qtbot.keyClicks(dialog.search, " xyz")
    assert shown_keys(dialog) == []


def test_a_search_goes_to_the_page_where_something_is_found(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_shortcuts()

    driver.qtbot.keyClicks(dialog.search, "language system")
    assert shown_keys(dialog) == ["appearance.language"]

    dialog.search.clear()
    driver.qtbot.keyClicks(dialog.search, "ctrl+l")
    assert dialog.shortcuts.isVisible()


def test_one_setting_and_all_of_them_go_back_to_their_defaults(driver: WindowDriver) -> None:
    dialog = opened(driver)
    settings = driver.window.settings
    settings.set("canvas.outline_width_px", 5)
    settings.set("playback.loop", True)
    settings.set_shortcuts("edit.undo", ["Z"])
    dialog.show_setting("canvas.outline_width_px")
    driver.qtbot.mouseClick(row_of(dialog, "canvas.outline_width_px").reset, Qt.MouseButton.LeftButton)
    assert settings.get("canvas.outline_width_px") == 2
    assert settings.get("playback.loop") is True

    press(driver, dialog, "Reset All Settings…")
    answer(driver, dialog)

    assert not any(settings.is_changed(key) for key in SETTINGS)
    assert settings.shortcuts("edit.undo") == ("Z",)


def test_another_model_in_the_settings_is_loaded_at_once(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_setting("model.choice")
    editor = row_of(dialog, "model.choice").editor
    assert isinstance(editor, QLineEdit)

    editor.setText("/somewhere/else")
    driver.qtbot.keyClick(editor, Qt.Key.Key_Return)

    driver.wait(lambda: driver.loads == ["/somewhere/else"])


def test_an_action_gets_a_second_key_and_both_work(driver: WindowDriver) -> None:
    dialog = opened(driver)
    driver.open_clip()
    dialog.show_shortcuts()
    dialog.shortcuts.select("play.next")

    record(driver, dialog, Qt.Key.Key_Z)
    assert dialog.shortcuts.note.text() == "Z is free."
    driver.qtbot.mouseClick(dialog.shortcuts.add, Qt.MouseButton.LeftButton)
    dialog.close()
    driver.window.activateWindow()
    driver.wait(driver.window.isActiveWindow)
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Z)
    driver.key(Qt.Key.Key_Right)

    assert driver.window.view_state.frame_index == 2
    assert driver.window.settings.shortcuts("play.next") == ("Right", ".", "Z")


def test_a_key_that_another_action_has_is_taken_away_from_it(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_shortcuts()
    dialog.shortcuts.select("play.next")
    actions = driver.window.actions_by_id

    record(driver, dialog, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert dialog.shortcuts.note.text() == "Ctrl+Y is the key of “Redo”."
    driver.qtbot.mouseClick(dialog.shortcuts.add, Qt.MouseButton.LeftButton)

    assert [key.toString() for key in actions["edit.redo"].shortcuts()] == ["Ctrl+Shift+Z"]
    assert [key.toString() for key in actions["play.next"].shortcuts()] == ["Right", ".", "Ctrl+Y"]
    dialog.shortcuts.select("edit.redo")
    driver.qtbot.mouseClick(dialog.shortcuts.reset, Qt.MouseButton.LeftButton)
    assert [key.toString() for key in actions["edit.redo"].shortcuts()] == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert [key.toString() for key in actions["play.next"].shortcuts()] == ["Right", "."]


def test_a_key_is_taken_away_with_its_own_button(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_shortcuts()
    dialog.shortcuts.select("edit.redo")

    chips = [button for button in dialog.shortcuts.findChildren(QToolButton) if button.text() == "Ctrl+Y"]
    driver.wait(lambda: chips[-1].isVisible())
    chip = chips[-1]
    driver.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)

    assert driver.window.settings.shortcuts("edit.redo") == ("Ctrl+Shift+Z",)


def test_keys_of_gestures_are_shown_as_fixed_and_cannot_be_given_away(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_shortcuts()

    dialog.shortcuts.select("play.toggle")
    assert not dialog.shortcuts.recorder.isEnabled()
    assert "Space is fixed" in dialog.shortcuts.note.text()
    dialog.shortcuts.select("edit.redo")
    for key, name in ((Qt.Key.Key_H, "H"), (Qt.Key.Key_3, "3")):
        record(driver, dialog, key)
        assert dialog.shortcuts.note.text().startswith(f"{name} is fixed")
        assert not dialog.shortcuts.add.isEnabled()
        dialog.shortcuts.recorder.clear()


def test_all_shortcuts_go_back_to_their_defaults(driver: WindowDriver) -> None:
    dialog = opened(driver)
    driver.window.settings.set_shortcuts("edit.redo", ["Ctrl+Z"])
    driver.window.settings.set_shortcuts("edit.undo", [])
    dialog.show_shortcuts()

    press(driver, dialog, "Reset All Shortcuts…")
    answer(driver, dialog)

    actions = driver.window.actions_by_id
    for spec in ACTIONS:
        assert [key.toString() for key in actions[spec.action_id].shortcuts()] == list(spec.shortcuts)


def test_every_action_is_listed_and_found_by_title_and_by_key(driver: WindowDriver) -> None:
    dialog = opened(driver)
    dialog.show_shortcuts()

    driver.qtbot.keyClicks(dialog.search, "ctrl+l")

    items = dialog.shortcuts._items
    assert set(items) == {spec.action_id for spec in ACTIONS}
    assert not items["edit.prompt"].isHidden()
    assert items["edit.undo"].isHidden()


def press(driver: WindowDriver, where: QWidget, text: str) -> None:
    button = next(item for item in where.findChildren(QPushButton) if item.text() == text)
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(driver: WindowDriver, dialog: SettingsDialog) -> None:
    """Say yes to the question that is shown over the dialog."""
    box = dialog.findChild(QMessageBox)
    assert box is not None
    driver.qtbot.mouseClick(box.button(QMessageBox.StandardButton.Reset), Qt.MouseButton.LeftButton)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
