from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from support.window_driver import WindowDriver, write_clip, write_picture

from sa2va_desktop.ui.item_models.media_item_model import MediaItemModel
from sa2va_desktop.ui.panels.media_menu import MediaMenu


def opened(driver: WindowDriver, *names: str) -> None:
    paths = [write_picture(driver.folder / name, (number % 250, 40, 40)) for number, name in enumerate(names)]
    driver.start(*paths)
    driver.wait_for_media(names[0])


def names_in(driver: WindowDriver) -> list[str]:
    return [Path(item.path).name for item in driver.window.media_panel.media]


def choose(driver: WindowDriver, title: str) -> None:
    menu = driver.window.media_panel.sorting.menu()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text().replace("&", "") == title).trigger()


def test_typing_in_the_filter_leaves_items_with_these_words_and_does_not_switch(driver: WindowDriver) -> None:
    opened(driver, "cat 2.png", "dog.png", "cat 10.png")
    panel = driver.window.media_panel

    driver.qtbot.keyClicks(panel.words, "cat")

    assert names_in(driver) == ["cat 2.png", "cat 10.png"]
    assert panel.count.text() == "2 of 3 media items"
    driver.qtbot.keyClicks(panel.words, " 10.png")  # the folder may have a number, too
    assert names_in(driver) == ["cat 10.png"]
    assert driver.shown_media_name() == "cat 2.png"


def test_names_are_sorted_as_people_count_and_the_next_item_is_the_next_in_the_list(
    driver: WindowDriver,
) -> None:
    opened(driver, "b10.png", "b2.png", "a.png")

    choose(driver, "By Name")

    assert names_in(driver) == ["a.png", "b2.png", "b10.png"]
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_A)
    driver.wait_for_media("b2.png")
    choose(driver, "As Added")
    assert names_in(driver) == ["b10.png", "b2.png", "a.png"]


def test_items_with_objects_are_counted_chosen_and_sorted_first(driver: WindowDriver) -> None:
    driver.start(write_picture(driver.folder / "bare.png"), write_clip(driver.folder / "clip.mp4"))
    driver.wait_for_media("bare.png")
    driver.window.media_switch.step(1)
    driver.wait_for_media("clip.mp4")
    driver.ask()
    model = driver.window.media_panel.item_model

    assert [model.index(row).data(MediaItemModel.COUNT_ROLE) for row in (0, 1)] == [0, 2]
    assert "2 objects" in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    choose(driver, "Most Objects First")
    assert names_in(driver) == ["clip.mp4", "bare.png"]
    choose(driver, "Without Objects")
    assert names_in(driver) == ["bare.png"]
    choose(driver, "With Objects")
    assert names_in(driver) == ["clip.mp4"]


def test_a_file_that_goes_is_marked_and_can_be_chosen_by_that(driver: WindowDriver) -> None:
    opened(driver, "a.png", "b.png")
    window = driver.window
    item = window.media_panel.media[1]

    Path(item.path).unlink()
    window.relink.look_again([item])

    driver.wait(lambda: window.media_panel.count.text() == "2 media items  ·  1 missing or changed")
    row = window.media_panel.item_model.index(1)
    assert row.data(MediaItemModel.FAULT_ROLE) == "Missing"
    assert "Missing" in row.data(Qt.ItemDataRole.AccessibleTextRole)
    choose(driver, "Missing Files")
    assert names_in(driver) == ["b.png"]


def test_only_rows_near_the_view_get_thumbnails(driver: WindowDriver) -> None:
    opened(driver, *(f"{number:03}.png" for number in range(120)))
    panel = driver.window.media_panel
    model = panel.item_model

    driver.wait(lambda: model.has_thumbnail(panel.media[0]))
    driver.wait(lambda: driver.window.runner.is_idle)
    assert not model.has_thumbnail(panel.media[119])
    assert sum(model.has_thumbnail(item) for item in panel.media) < 60

    panel.list.verticalScrollBar().setValue(panel.list.verticalScrollBar().maximum())
    driver.wait(lambda: model.has_thumbnail(panel.media[119]))


def test_the_menu_copies_the_path_and_offers_to_find_the_file(driver: WindowDriver) -> None:
    opened(driver, "a.png", "b.png")
    panel = driver.window.media_panel
    rect = panel.list.visualRect(panel.filter.index(1, 0))

    panel.list.customContextMenuRequested.emit(rect.center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, MediaMenu)
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    actions["Copy Path"].trigger()
    menu.close()

    assert QGuiApplication.clipboard().text() == str(driver.folder / "b.png")
    assert {"Show in File Manager", "Find the File…", "Search a Folder…", "Remove from Project"} <= set(actions)


def test_arrow_keys_in_the_list_open_what_they_reach(driver: WindowDriver) -> None:
    opened(driver, "a.png", "b.png")
    media_list = driver.window.media_panel.list
    media_list.setFocus()

    driver.qtbot.keyClick(media_list, Qt.Key.Key_Down)

    driver.wait_for_media("b.png")


def test_a_folder_dropped_on_the_list_is_added(driver: WindowDriver) -> None:
    opened(driver, "a.png", "b.png")
    frames = driver.folder / "frames"
    frames.mkdir()
    for number in range(3):
        write_picture(frames / f"{number}.png")
    viewport = driver.window.media_panel.list.viewport()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(frames))])
    at = QPointF(viewport.mapTo(driver.window, viewport.rect().center()))
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    assert not viewport.acceptDrops()  # so that the window gets it
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, mime, buttons, none)
    QApplication.sendEvent(driver.window, enter)
    drop = QDropEvent(at, Qt.DropAction.CopyAction, mime, buttons, none)
    QApplication.sendEvent(driver.window, drop)

    driver.wait(lambda: names_in(driver) == ["a.png", "b.png", "frames"])
