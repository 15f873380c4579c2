"""The window as a product: moved files are found again, the first start explains itself, everything works by keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QPushButton, QWidget
from support.window_driver import CLIP_SIZE_HW, WindowDriver, write_clip, write_picture

from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.operations.relink import FileState


def project_with_clips(driver: WindowDriver, *names: str) -> Path:
    """A closed project over some clips in one folder, with masks on the first one."""
    folder = driver.folder / "old"
    folder.mkdir()
    clips = [write_clip(folder / name, frame_count=6 + number) for number, name in enumerate(names)]
    driver.start(*clips)
    driver.wait_for_media(names[0])
    driver.ask()
    driver.window.projects.save_as(driver.folder / "work.sa2va")
    driver.wait(lambda: driver.window.document.path == driver.folder / "work.sa2va")
    driver.wait_until_stored()
    driver.close()
    return driver.folder / "work.sa2va"


def reopened(driver: WindowDriver, project: Path) -> None:
    driver.start(project)
    driver.wait(lambda: driver.window.document.path == project)
    driver.wait(lambda: driver.window.missing_notice.isVisible())


def press(driver: WindowDriver, button: QAbstractButton) -> None:
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(driver: WindowDriver, path: Path) -> None:
    """Answer the file dialog that is open."""
    dialog = next(found for found in driver.window.findChildren(QFileDialog) if found.isVisible())
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    driver.wait(lambda: dialog.selectedFiles() == [str(path)])
    dialog.accept()


def messages_of(driver: WindowDriver) -> list[str]:
    seen: list[str] = []
    driver.window.messages.posted.connect(lambda message: seen.append(message.text))
    return seen


def paths_in(driver: WindowDriver) -> list[Path]:
    return [Path(item.path) for item in driver.window.document.project.media.values()]


def test_a_missing_clip_stays_listed_and_its_masks_can_be_edited_on_an_empty_picture(
    driver: WindowDriver,
) -> None:
    project = project_with_clips(driver, "clip.mp4")
    (driver.folder / "old" / "clip.mp4").unlink()

    reopened(driver, project)
    window = driver.window
    notice = window.missing_notice
    driver.wait(lambda: notice.title.text() == "“clip.mp4” is missing")

    assert str(driver.folder / "old") in notice.place.text()
    assert window.canvas.has_picture
    assert driver.picture_color(80, 92) == (96, 96, 96)
    assert driver.picture_color(120, 80) != (96, 96, 96)
    driver.key(Qt.Key.Key_Right)
    assert window.presenter.shown_frame == 1
    window.object_commands.select_number(1)
    before = window.document.undo_label
    driver.key(Qt.Key.Key_B)
    driver.drag_picture((60, 80), (80, 80))
    driver.wait(lambda: window.document.undo_label != before)


def test_a_moved_clip_is_chosen_and_the_others_that_moved_along_come_too(driver: WindowDriver) -> None:
    project = project_with_clips(driver, "a.mp4", "b.mp4")
    (driver.folder / "old").rename(driver.folder / "new")
    reopened(driver, project)
    window = driver.window
    driver.wait(lambda: len(window.relink.missing()) == 2)

    press(driver, window.missing_notice.find_button)
    choose(driver, driver.folder / "new" / "a.mp4")

    driver.wait(lambda: not window.missing_notice.isVisible())
    new = [driver.folder / "new" / name for name in ("a.mp4", "b.mp4")]
    assert paths_in(driver) == new
    driver.wait(lambda: window.relink.missing() == [])
    assert window.document.undo_label == "Find 2 Media"
    window.document.undo()
    driver.wait(lambda: window.missing_notice.isVisible())
    window.document.redo()
    driver.wait(lambda: not window.missing_notice.isVisible())
    driver.wait_until_stored()
    driver.close()
    driver.start(project)
    driver.wait_for_media("a.mp4")
    assert paths_in(driver) == new


def test_a_renamed_clip_is_found_by_its_contents_somewhere_below_a_folder(driver: WindowDriver) -> None:
    project = project_with_clips(driver, "clip.mp4")
    deep = driver.folder / "archive" / "2026" / "spring"
    deep.mkdir(parents=True)
    write_clip(deep / "clip.mp4", frame_count=9)  # the name is right, the contents are not
    shutil.move(driver.folder / "old" / "clip.mp4", deep / "renamed.mp4")
    reopened(driver, project)

    press(driver, driver.window.missing_notice.search_button)
    choose(driver, driver.folder / "archive")

    driver.wait(lambda: paths_in(driver) == [deep / "renamed.mp4"])
    driver.wait(lambda: not driver.window.missing_notice.isVisible())


def test_a_search_that_finds_nothing_says_so(driver: WindowDriver) -> None:
    project = project_with_clips(driver, "clip.mp4")
    (driver.folder / "old" / "clip.mp4").unlink()
    reopened(driver, project)
    seen = messages_of(driver)

    driver.window.relink.search(next(iter(driver.window.document.project.media.values())), driver.folder)

    driver.wait(lambda: seen)
    assert "'clip.mp4' is not in" in seen[0]


def test_a_clip_with_other_frames_is_refused_with_the_numbers(driver: WindowDriver) -> None:
    project = project_with_clips(driver, "clip.mp4")
    (driver.folder / "old" / "clip.mp4").unlink()
    longer = write_clip(driver.folder / "longer.mp4", frame_count=9)
    reopened(driver, project)
    seen = messages_of(driver)

    press(driver, driver.window.missing_notice.find_button)
    choose(driver, longer)

    driver.wait(lambda: seen)
    assert "'longer.mp4' has 9 frames of 160x96, but the masks were made on 6 frames of 160x96" in seen[0]
    assert paths_in(driver) == [driver.folder / "old" / "clip.mp4"]


def test_another_clip_of_the_same_frames_is_taken_after_its_difference_was_said(driver: WindowDriver) -> None:
    project = project_with_clips(driver, "clip.mp4")
    (driver.folder / "old" / "clip.mp4").unlink()
    other = driver.folder / "other.mp4"
    with VideoWriter(other, size_hw=CLIP_SIZE_HW, time_base=(1, 25), fps=25) as writer:
        for index in range(6):
            writer.write(np.full((*CLIP_SIZE_HW, 3), 250 - index, np.uint8), index)
    reopened(driver, project)

    press(driver, driver.window.missing_notice.find_button)
    choose(driver, other)
    driver.wait(lambda: any("is another file than" in text for text in driver.window.message_bar.texts))
    assert paths_in(driver) == [driver.folder / "old" / "clip.mp4"]
    buttons = driver.window.message_bar.findChildren(QPushButton)
    press(driver, next(button for button in buttons if button.text() == "Take It All the Same"))

    driver.wait(lambda: paths_in(driver) == [other])
    driver.wait(lambda: not driver.window.missing_notice.isVisible())


def test_a_clip_that_comes_back_is_shown_after_trying_again(driver: WindowDriver) -> None:
    project = project_with_clips(driver, "clip.mp4")
    clip = driver.folder / "old" / "clip.mp4"
    clip.rename(driver.folder / "away.mp4")
    reopened(driver, project)

    (driver.folder / "away.mp4").rename(clip)
    press(driver, driver.window.missing_notice.retry_button)

    driver.wait(lambda: not driver.window.missing_notice.isVisible())
    item = next(iter(driver.window.document.project.media.values()))
    driver.wait(lambda: driver.window.relink.state_of(item.media_id) is FileState.FINE)


def test_a_folder_of_frames_is_found_again_as_a_folder(driver: WindowDriver) -> None:
    frames = driver.folder / "frames"
    frames.mkdir()
    for number in range(4):
        write_picture(frames / f"{number:03}.png", color=(number * 40, 0, 0))
    driver.start(frames)
    driver.wait_for_media("frames")
    (driver.folder / "there").mkdir()
    frames.rename(driver.folder / "there" / "shots")
    item = next(iter(driver.window.document.project.media.values()))

    driver.window.relink.search(item, driver.folder)

    driver.wait(lambda: paths_in(driver) == [driver.folder / "there" / "shots"])


def test_the_first_start_explains_itself_once_and_leads_into_the_demo(driver: WindowDriver) -> None:
    window = driver.start()
    assert window.pages.currentWidget() is window.welcome
    assert "comes along" in window.welcome.model_text.text()

    press(driver, window.welcome.demo)
    driver.wait_for_media("demo.mp4")
    window.canvas.setFocus()  # from the prompt, whose own undo takes back what was typed
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # an empty window again
    assert window.pages.currentWidget() is window.empty_state
    driver.close()
    driver.start()
    assert driver.window.pages.currentWidget() is driver.window.empty_state


def test_the_welcome_can_be_left_comes_back_from_the_menu_and_goes_when_something_is_opened(
    driver: WindowDriver,
) -> None:
    window = driver.start()
    press(driver, window.welcome.leave)
    assert window.pages.currentWidget() is window.empty_state
    driver.open_clip()

    window.actions_by_id["help.welcome"].trigger()
    assert window.pages.currentWidget() is window.welcome
    driver.key(Qt.Key.Key_Right)  # everything goes on meanwhile
    assert window.view_state.frame_index == 1
    press(driver, window.welcome.leave)

    assert window.canvas.isVisible()


def test_language_and_theme_are_chosen_on_the_welcome(driver: WindowDriver) -> None:
    window = driver.start()
    boxes = {box.accessibleName(): box for box in window.welcome.findChildren(QComboBox)}

    for box, title in ((boxes["Theme"], "Light"), (boxes["Language"], "English")):
        box.setFocus()
        driver.qtbot.keyClicks(box, title)

    assert window.theme.name == "light"
    assert window.settings.get("appearance.language") == "en"
    assert window.welcome.note.isVisible()


def holders(driver: WindowDriver, presses: int, modifiers: Qt.KeyboardModifier) -> list[QWidget | None]:
    found = []
    for _ in range(presses):
        driver.key(Qt.Key.Key_F6, modifiers)
        found.append(driver.window.focusWidget())
    return found


def go_to(driver: WindowDriver, panel: QWidget) -> None:
    for _ in range(12):
        focused = driver.window.focusWidget()
        if focused is not None and (focused is panel or panel.isAncestorOf(focused)):
            return
        driver.key(Qt.Key.Key_F6)
    raise AssertionError(f"F6 does not reach {panel}")


def test_f6_reaches_every_panel_and_the_ring_shows_where_the_keys_go(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    window.canvas.setFocus()

    forward = holders(driver, 10, Qt.KeyboardModifier.NoModifier)

    wanted = {window.media_panel.list, window.canvas, window.timeline.lanes, window.object_panel.list}
    assert wanted <= set(forward)
    assert window.conversation.prompt_field in forward
    go_to(driver, window.canvas)
    backward = holders(driver, 1, Qt.KeyboardModifier.ShiftModifier)
    driver.key(Qt.Key.Key_F6)
    assert backward[0] is not window.canvas
    assert window.focusWidget() is window.canvas
    assert window.focus_ring.marked is window.canvas
    driver.click_picture(80, 80)
    assert window.focus_ring.marked is None


def test_f6_comes_back_to_a_panel_whose_focused_part_is_gone(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    copy = next(b for b in window.conversation.findChildren(QPushButton) if b.text() == "Copy")
    copy.setFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_F6)
    window.document.undo()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    go_to(driver, window.conversation)

    assert window.conversation.isAncestorOf(window.focusWidget())


def test_a_closed_panel_is_passed_over_and_tab_goes_through_controls_but_chooses_objects_on_the_canvas(
    driver: WindowDriver,
) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    dock = window.media_panel.parentWidget()
    assert dock is not None
    dock.hide()
    assert window.media_panel.list not in holders(driver, 10, Qt.KeyboardModifier.NoModifier)

    window.view_state.select(frozenset())
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_Tab)
    assert len(window.view_state.selection) == 1
    selection = window.view_state.selection
    go_to(driver, window.canvas_bar)
    first = window.focusWidget()
    driver.key(Qt.Key.Key_Tab)

    assert window.focusWidget() is not first
    assert window.view_state.selection == selection


def test_keys_go_to_the_picture_once_it_is_there_unless_something_is_being_typed(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    assert window.focusWidget() is window.canvas
    assert window.focus_ring.marked is None

    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.docks.focus_prompt()
    window.document.redo()
    window.media_switch.step(1)
    driver.wait(lambda: window.canvas.isVisible())
    assert window.focusWidget() is window.conversation.prompt_field


def test_a_choice_that_cannot_be_remembered_holds_and_is_told_of(driver: WindowDriver, own_home: Path) -> None:
    driver.start()
    driver.open_clip()
    settings = own_home / "config" / "settings.toml"
    (settings.parent / (settings.name + ".new")).mkdir(parents=True)  # nothing can be written there
    seen: list[str] = []
    driver.window.messages.posted.connect(lambda message: seen.append(message.text))

    driver.window.actions_by_id["view.outline"].trigger()
    driver.window.actions_by_id["view.theme_dark"].trigger()

    assert driver.window.settings.text("appearance.theme") == "dark"
    assert driver.window.actions_by_id["view.outline"].isChecked()
    assert [text.split(":")[0] for text in seen] == [
        "It holds until the program ends; the settings file cannot be written"
    ] * 2
