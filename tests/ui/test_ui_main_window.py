from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QSpinBox, QToolButton
from support.window_driver import GREY_STEP, WindowDriver, write_clip, write_picture

from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.actions.table import Menu
from sa2va_desktop.ui.canvas.canvas_view import PixelUnderCursor
from sa2va_desktop.ui.timeline.ruler_strip import RulerStrip

CTRL = Qt.KeyboardModifier.ControlModifier


def drop(driver: WindowDriver, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, buttons, keys = QPoint(100, 100), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(driver.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(
        driver.window, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, buttons, keys)
    )


def test_an_empty_window_says_what_to_do_next(driver: WindowDriver) -> None:
    window = driver.start()
    driver.qtbot.mouseClick(window.welcome.leave, Qt.MouseButton.LeftButton)

    assert window.pages.currentWidget() is window.empty_state
    assert window.windowTitle() == "Sa2VA Desktop"
    assert not window.actions_by_id["play.toggle"].isEnabled()
    assert window.actions_by_id["file.open"].isEnabled()


def test_an_empty_window_gives_the_keys_to_what_opens_something(driver: WindowDriver) -> None:
    window = driver.start()
    assert window.welcome.open.hasFocus()

    driver.qtbot.mouseClick(window.welcome.leave, Qt.MouseButton.LeftButton)

    assert window.empty_state.focusProxy() is window.focusWidget()


def test_a_clip_given_at_the_start_is_shown_and_stored_without_asking(
    driver: WindowDriver, tmp_path: Path
) -> None:
    driver.start(write_clip(tmp_path / "clip.mp4"))
    driver.wait_for_media("clip.mp4")
    driver.wait_until_stored()

    window = driver.window
    assert window.status_bar.frame.text() == "0 (0–23)"
    assert window.timeline.findChild(RulerStrip).frame_text == "frame 0 (0–23)"
    assert window.status_bar.durability.text() == "All changes stored"
    assert window.windowTitle().startswith("Untitled")
    path = window.document.path
    assert path is not None
    driver.close()
    session = open_project(path)
    assert len(session.project.media) == 1
    session.close()


def test_every_frame_shown_is_the_frame_asked_for(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()

    for frame_index in (0, 7, 23, 3):
        driver.window.view_state.seek(frame_index)
        driver.wait_for_frame(frame_index)
        assert driver.picture_color(80, 48)[0] == pytest.approx(frame_index * GREY_STEP, abs=4)


def test_the_arrow_keys_step_and_home_and_end_jump(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    view = driver.window.view_state
    driver.click_picture(80, 48)

    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Period)
    assert view.frame_index == 2
    driver.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.frame_index == 12
    driver.key(Qt.Key.Key_Left)
    assert view.frame_index == 11
    driver.key(Qt.Key.Key_End)
    assert view.frame_index == 23
    driver.key(Qt.Key.Key_Home)
    assert view.frame_index == 0


def test_the_arrow_keys_choose_a_task_of_the_prompt_while_it_has_the_keys(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    window.docks.focus_prompt()
    driver.key(Qt.Key.Key_Tab)

    driver.key(Qt.Key.Key_Right)

    segment = window.focusWidget()
    assert isinstance(segment, QToolButton)
    assert segment.text() == "Segment"
    assert segment.isChecked()
    assert window.presenter.shown_frame == 0


def test_i_and_o_set_the_range_and_it_never_becomes_empty(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    view = driver.window.view_state
    driver.click_picture(80, 48)

    view.seek(5)
    driver.key(Qt.Key.Key_I)
    view.seek(9)
    driver.key(Qt.Key.Key_O)
    assert view.frame_range == (5, 10)
    view.seek(20)
    driver.key(Qt.Key.Key_I)
    assert view.frame_range == (20, 21)


def test_files_dropped_anywhere_are_opened_and_a_broken_one_is_named(
    driver: WindowDriver, tmp_path: Path
) -> None:
    driver.start()
    broken = tmp_path / "text.mp4"
    broken.write_text("this is no video")

    drop(driver, write_picture(tmp_path / "a.png"), broken, write_picture(tmp_path / "b.png"))
    driver.wait_for_media("a.png")

    assert [Path(item.path).name for item in driver.window.media_panel.media] == ["a.png", "b.png"]
    assert len(driver.window.message_bar.texts) == 1
    assert "text.mp4" in driver.window.message_bar.texts[0]


def test_a_missing_file_gives_one_sentence_and_the_window_goes_on(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start(tmp_path / "gone.mp4")
    driver.wait(lambda: driver.window.message_bar.texts)

    assert "gone.mp4" in driver.window.message_bar.texts[0]
    driver.open_clip()


def test_a_file_that_is_no_project_leaves_the_open_one_as_it_was(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start()
    driver.open_clip()
    path = driver.window.document.path
    wrong = tmp_path / "wrong.sa2va"
    wrong.write_bytes(b"no project at all" * 100)

    driver.window.open_paths([wrong])
    driver.wait(lambda: driver.window.message_bar.texts)

    assert "wrong.sa2va" in driver.window.message_bar.texts[0]
    assert driver.window.document.path == path
    assert driver.shown_media_name() == "clip.mp4"


def test_the_media_list_and_its_keys_switch_media_and_remember_the_frame(
    driver: WindowDriver, tmp_path: Path
) -> None:
    driver.start(write_clip(tmp_path / "one.mp4"), write_picture(tmp_path / "two.png"))
    driver.wait_for_media("one.mp4")
    driver.window.view_state.seek(6)
    media_list = driver.window.media_panel.list

    rect = media_list.visualRect(media_list.model().index(1, 0))
    driver.click(media_list.viewport(), rect.center().x(), rect.center().y())
    driver.wait_for_media("two.png")
    assert driver.window.status_bar.frame.text() == "64 × 48"

    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_D)
    driver.wait_for_media("one.mp4")
    assert driver.window.view_state.frame_index == 6


def test_thumbnails_arrive_in_the_media_list(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start(write_picture(tmp_path / "a.png", (200, 60, 20)))
    driver.wait_for_media("a.png")
    model = driver.window.media_panel.item_model
    driver.wait(lambda: model.index(0).data(model.THUMBNAIL_ROLE))

    picture = model.index(0).data(model.THUMBNAIL_ROLE)
    assert picture.pixelColor(5, 5).getRgb()[:3] == (200, 60, 20)


def test_saving_an_untitled_project_gives_it_a_name_and_keeps_everything(
    driver: WindowDriver, tmp_path: Path
) -> None:
    driver.start()
    driver.open_clip()
    untitled = driver.window.document.path
    assert untitled is not None

    driver.window.projects.save_as(tmp_path / "named.sa2va")
    driver.wait(lambda: driver.window.document.name == "named")

    assert driver.window.windowTitle().startswith("named")
    assert not untitled.exists()
    driver.close()
    session = open_project(tmp_path / "named.sa2va")
    assert len(session.project.media) == 1
    session.close()


def test_a_project_opens_where_it_was_left(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start()
    driver.open_clip()
    driver.window.projects.save_as(tmp_path / "p.sa2va")
    driver.wait(lambda: driver.window.document.name == "p")
    driver.ask()
    view = driver.window.view_state
    view.seek(9)
    view.set_range(4, 20)
    selected = frozenset({driver.window.object_commands.objects()[1].object_id})
    view.select(selected)
    driver.wait_for_frame(9)
    driver.window.canvas.show_place(5.0, (100.0, 40.0))
    driver.window.resize(driver.window.width(), 690)
    driver.window.findChild(QDockWidget, "media").close()
    driver.close()

    driver.start(tmp_path / "p.sa2va")
    driver.wait_for_media("clip.mp4")
    driver.wait_for_frame(9)

    window = driver.window
    assert (window.view_state.frame_index, window.view_state.frame_range) == (9, (4, 20))
    assert window.view_state.selection == selected
    assert window.canvas.zoom == pytest.approx(5.0)
    assert window.canvas.view_transform.center_xy == pytest.approx((100.0, 40.0), abs=0.5)
    assert window.height() == 690
    assert window.findChild(QDockWidget, "media").isHidden()


def test_without_anything_to_open_the_last_project_comes_back(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.close()

    driver.start().reopen_last_project()
    driver.wait_for_media("clip.mp4")


def test_recent_projects_are_offered_in_the_menu(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start()
    driver.open_clip()
    driver.window.projects.save_as(tmp_path / "mine.sa2va")
    driver.wait(lambda: driver.window.document.name == "mine")

    driver.wait(lambda: driver.window.recent_menu.actions()[0].text() == "mine")


def test_a_recent_project_that_is_gone_is_greyed_and_the_list_can_be_cleared(
    driver: WindowDriver, tmp_path: Path
) -> None:
    driver.start()
    driver.open_clip()
    for name in ("one", "two"):
        driver.window.projects.save_as(tmp_path / f"{name}.sa2va")
        driver.wait(lambda name=name: driver.window.document.name == name)
    driver.close()
    (tmp_path / "two.sa2va").unlink()

    window = driver.start()
    window.reopen_last_project()
    driver.wait(lambda: window.document.name == "one")
    driver.wait(lambda: not window.recent_menu.actions()[1].isEnabled())
    assert [action.text() for action in window.recent_menu.actions()[:2]] == ["one", "two"]
    assert "is not there now" in window.recent_menu.actions()[1].toolTip()

    window.recent_menu.actions()[-1].trigger()
    assert window.recent.paths == []
    assert not window.recent_menu.isEnabled()


def test_the_tool_of_a_project_comes_back_with_it(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.window.tools.choose("brush")
    driver.close()

    driver.start().reopen_last_project()
    driver.wait_for_media("clip.mp4")
    assert driver.window.tools.name == "brush"


def test_each_kind_of_file_dialog_begins_where_it_ended_in_the_session_before(
    driver: WindowDriver, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "films").mkdir()
    driver.start()
    for kind in ("models", "films"):
        dialog = driver.window.file_dialogs.choose_folder(kind, "x", lambda _path: None)
        dialog.setDirectory(str(tmp_path / kind))
        dialog.accept()
    driver.close()

    driver.start()
    dialog = driver.window.file_dialogs.choose_folder("models", "x", lambda _path: None)
    assert Path(dialog.directory().absolutePath()) == tmp_path / "models"
    dialog.reject()


def test_an_empty_untitled_project_leaves_no_file(driver: WindowDriver) -> None:
    driver.start()
    driver.window.projects.new_untitled()
    driver.wait(lambda: driver.window.document.session is not None)
    path = driver.window.document.path
    assert path is not None
    assert path.exists()

    driver.close()

    assert not path.exists()


def test_undoing_the_opening_of_a_clip_empties_the_canvas(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    assert driver.window.actions_by_id["edit.undo"].text() == "&Undo Add clip.mp4"

    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.window.pages.currentWidget() is driver.window.empty_state

    driver.key(Qt.Key.Key_Y, CTRL)
    assert len(driver.window.media_panel.media) == 1


def test_the_demo_clip_comes_with_its_instruction(driver: WindowDriver) -> None:
    driver.start()
    driver.window.actions_by_id["file.demo"].trigger()
    driver.wait_for_media("demo.mp4")

    assert driver.window.conversation.prompt_text() == "Please segment the ball."
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: driver.window.document.project.answers and not driver.window.ask.is_running)


def test_removing_a_clip_from_the_project_can_be_undone(driver: WindowDriver) -> None:
    driver.start()
    path = driver.open_clip()
    driver.ask()
    panel = driver.window.media_panel

    panel.menu_requested.emit(panel.media[0], driver.window.mapToGlobal(QPoint(20, 20)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    next(action for action in menu.actions() if "Remove" in action.text()).trigger()
    menu.close()
    assert panel.media == []
    assert path.exists()

    driver.window.document.undo()
    assert len(panel.media) == 1
    assert len(driver.window.document.project.objects) == 2


def test_a_project_that_another_window_has_is_shown_read_only(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.projects.save_as(tmp_path / "p.sa2va")
    driver.wait(lambda: driver.window.document.name == "p")
    driver.close()
    owner = open_project(tmp_path / "p.sa2va")

    window = driver.start()
    window.tools.choose("brush")
    window.open_paths([tmp_path / "p.sa2va"])
    driver.wait_for_media("clip.mp4")
    assert "(read-only)" in window.windowTitle()
    assert window.tools.name == "select"
    assert not window.actions_by_id["tool.brush"].isEnabled()
    assert window.status_bar.durability.text() == "Read-only"
    assert not window.actions_by_id["edit.undo"].isEnabled()
    window.object_commands.toggle_hidden(window.object_commands.objects())

    assert not any(item.is_hidden for item in window.object_commands.objects())
    assert any("read-only" in text for text in window.message_bar.texts)
    owner.close()


def test_another_theme_changes_colours_at_once_and_is_remembered(driver: WindowDriver) -> None:
    window = driver.start()
    dark = window.palette().window().color().lightness()

    window.actions_by_id["view.theme_light"].trigger()

    assert window.palette().window().color().lightness() > 200 > dark
    driver.close()
    assert driver.start().theme.name == "light"
    driver.window.actions_by_id["view.theme_system"].trigger()


def test_closing_stores_what_is_left_before_the_window_goes(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.ask()
    window, path = driver.window, driver.window.document.path
    assert path is not None

    with driver.qtbot.waitSignal(window.closed, timeout=10_000):
        window.close()
        assert window.isVisible()

    assert not window.isVisible()
    assert driver.predictor.is_closed
    session = open_project(path)
    assert len(session.project.objects) == 2
    session.close()


def test_many_files_that_cannot_be_opened_make_one_message_that_the_next_opening_replaces(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    window.open_paths([tmp_path / f"gone{number}.mp4" for number in range(5)])
    driver.wait(lambda: window.message_bar.texts)

    (text,) = window.message_bar.texts
    assert [f"gone{number}.mp4" in text for number in range(5)] == [True, True, True, False, False]
    assert text.endswith("2 more could not be opened.")

    driver.open_clip()
    assert window.message_bar.texts == []


def test_a_new_name_changes_nothing_of_where_one_is_also_after_the_next_start(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    window.object_commands.select_all()
    window.view_state.seek(9)
    window.view_state.set_range(4, 16)
    place = (window.view_state.frame_index, window.view_state.frame_range, window.view_state.selection)

    window.projects.save_as(tmp_path / "named.sa2va")
    driver.wait(lambda: window.document.name == "named")
    assert (window.view_state.frame_index, window.view_state.frame_range, window.view_state.selection) == place
    driver.wait(lambda: window.recent_menu.actions()[0].text() == "named")
    assert window.recent.paths == [tmp_path / "named.sa2va"]

    driver.close()
    view = driver.start().view_state
    driver.window.reopen_last_project()
    driver.wait_for_media("clip.mp4")
    assert (view.frame_index, view.frame_range, view.selection) == place


def test_files_held_over_the_window_are_told_that_they_can_be_dropped(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(write_picture(tmp_path / "held.png")))])
    at, buttons, keys = QPoint(100, 100), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    QApplication.sendEvent(window, QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, buttons, keys))
    assert window.drop_hint.isVisible()
    assert window.drop_hint.geometry() == window.centralWidget().geometry()

    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.drop_hint.isVisible()

    drop(driver, tmp_path / "held.png")
    assert not window.drop_hint.isVisible()


def test_the_window_needs_no_more_room_for_the_pixel_under_the_cursor(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.wait(lambda: window.model.description is not None)
    needed = window.minimumSizeHint().width()

    window.status_bar.show_pixel(PixelUnderCursor(1234, 1234, (200, 200, 200)))
    driver.qtbot.wait(50)

    assert window.status_bar.pixel.text()
    assert window.minimumSizeHint().width() == needed


def test_three_panels_beside_each_other_fit_a_small_screen(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    window.resize(1280, 720)

    window.docks.show_properties(True)
    window.docks.show_texts()
    window.texts.begin_add()
    window.docks.show_review()
    driver.qtbot.wait(50)

    needed = window.minimumSizeHint()
    assert (needed.width() <= 1280, needed.height() <= 720) == (True, True), needed
    assert (window.width(), window.height()) == (1280, 720)


def test_each_menu_fits_a_small_screen(driver: WindowDriver) -> None:
    window = driver.start()

    heights = {menu: window.actions_by_id.menu(menu).sizeHint().height() for menu in Menu}

    assert max(heights.values()) <= 720 - window.menuBar().height(), heights


def test_panels_are_shown_and_hidden_by_letters_of_the_view_menu(driver: WindowDriver) -> None:
    window = driver.start()
    panels = next(each.menu() for each in window.actions_by_id.menu(Menu.VIEW).actions() if each.menu())
    titles = [each.text() for each in panels.actions()]
    letters = [title[title.index("&") + 1].lower() for title in titles]

    assert len(set(letters)) == len(letters) == 6


def test_tab_goes_on_to_the_next_field_of_a_panel_and_the_selection_stays(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    first, _second = window.document.project.objects
    window.view_state.select(frozenset({first}))
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_M, CTRL | Qt.KeyboardModifier.ShiftModifier)  # cleans up masks
    field = window.focusWidget()
    assert isinstance(field, QSpinBox)

    driver.key(Qt.Key.Key_Tab)

    assert window.focusWidget() is not field
    assert window.view_state.selection == {first}
