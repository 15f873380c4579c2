"""A person gets a larger model: looks, agrees, watches it come, is interrupted, goes on, uses it, and removes it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from support.loopback_hub import FIRST, NAME, SECOND, LoopbackHub, wanted_files
from support.window_driver import WindowDriver

from sa2va_desktop.model_store.local_folders import models_folder
from sa2va_desktop.ui.model_controller import ModelState
from sa2va_desktop.ui.model_run import RunState
from sa2va_desktop.ui.models.models_dialog import ModelsDialog

CTRL = Qt.KeyboardModifier.ControlModifier
HELD = 200_000


def open_page(driver: WindowDriver) -> ModelsDialog:
    driver.window.activateWindow()
    driver.wait(driver.window.isActiveWindow)
    driver.key(Qt.Key.Key_M, CTRL)
    driver.wait(lambda: driver.window.findChildren(ModelsDialog))
    [page] = driver.window.findChildren(ModelsDialog)
    driver.wait(lambda: page.tree.current_name and page.isActiveWindow())
    return page


def find(driver: WindowDriver, page: ModelsDialog, words: str) -> None:
    """Type into the search and go to the list."""
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    driver.qtbot.keyClicks(page.search, words)
    driver.qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.tree.hasFocus()


def close_page(driver: WindowDriver, page: ModelsDialog) -> None:
    """The first Esc ends the search, the second one closes."""
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Escape)
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Escape)
    driver.wait(lambda: not driver.window.findChildren(ModelsDialog))


def begin_download(driver: WindowDriver, page: ModelsDialog) -> None:
    """Enter on the row asks the hub, Enter on it again agrees to what the page says then."""
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    driver.wait(lambda: page.details.question.isVisible() and page.details.question.yes.text() != "Try Again")
    assert page.details.question.yes.text().startswith("Download ")
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Return)


def wait_until_here(driver: WindowDriver, page: ModelsDialog) -> None:
    driver.wait(lambda: page.details.verify.isVisible() and not page.details.activity.isVisible())


def test_a_download_is_watched_cancelled_and_goes_on_where_it_was(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    hub.hold_after = {FIRST: HELD}
    window = driver.start()
    page = open_page(driver)
    find(driver, page, "1b internvl2.5")
    assert page.tree.current_name == NAME

    begin_download(driver, page)
    driver.wait(lambda: page.details.activity.bar.value() > 0)
    assert page.details.activity.title.text() == "Downloading"
    assert "of 1.2 MB" in page.details.activity.amount.text()
    driver.wait(lambda: [job.title for job in window.jobs.unfinished] == ["Download Sa2VA-1B"])
    assert "1.2 MB" in window.jobs.unfinished[0].progress.amount

    page.details.activity.stop.click()
    hub.go_on.set()
    driver.wait(lambda: not page.details.activity.isVisible() and page.details.question.isVisible())
    assert page.details.question.text.text() == "Stopped; what came is kept."
    driver.wait(lambda: page.details.download.text() == "Resume…" and page.details.download.isVisible())
    assert [job.state for job in window.jobs.finished] == [RunState.STOPPED]

    served = len(hub.served)
    begin_download(driver, page)
    wait_until_here(driver, page)
    again = [each.start for each in hub.served[served:] if each.name == FIRST]
    assert 0 not in again
    assert {name: (models_folder() / NAME / name).read_bytes() for name in wanted_files()} == wanted_files()


def test_closing_the_page_leaves_the_download_and_closing_the_window_keeps_what_came(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    hub.hold_after = {SECOND: HELD}
    window = driver.start()
    page = open_page(driver)
    find(driver, page, "1b internvl2.5")
    begin_download(driver, page)
    driver.wait(lambda: page.details.activity.bar.value() > 500)

    close_page(driver, page)
    assert [job.state for job in window.jobs.unfinished] == [RunState.RUNNING]

    window.close()
    hub.go_on.set()
    driver.wait(lambda: window.shutdown.is_finished)
    driver.close()
    driver.start()
    page = open_page(driver)
    find(driver, page, "1b internvl2.5")
    assert page.details.download.text() == "Resume…"

    row = page._jobs.row(NAME)
    assert row is not None
    assert row.local is not None
    assert row.local.bytes_here > len(wanted_files()[FIRST])


def test_the_person_is_told_in_the_window_when_a_download_ends_behind_a_closed_page(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    hub.hold_after = {FIRST: HELD}
    window = driver.start()
    page = open_page(driver)
    find(driver, page, "1b internvl2.5")
    begin_download(driver, page)
    driver.wait(lambda: page.details.activity.bar.value() > 0)
    close_page(driver, page)

    hub.go_on.set()

    driver.wait(lambda: window.message_bar.texts == ["Sa2VA-1B: Sa2VA-1B is on this machine now."])


def test_a_corrupted_file_is_named_and_fetched_again(driver: WindowDriver, hub: LoopbackHub) -> None:
    hub.corrupt = {FIRST}
    driver.start()
    page = open_page(driver)
    find(driver, page, "1b internvl2.5")
    begin_download(driver, page)
    driver.wait(lambda: page.details.question.isVisible() and FIRST in page.details.question.text.text())
    assert "the file was removed" in page.details.question.text.text()

    hub.corrupt = set()
    driver.wait(lambda: page.details.question.yes.text() == "Resume…")
    page.details.question.yes.click()
    driver.wait(lambda: page.details.question.yes.text().startswith("Download "))
    page.details.question.yes.click()

    wait_until_here(driver, page)


def test_a_model_is_used_asked_and_given_up_for_another(driver: WindowDriver, hub: LoopbackHub) -> None:
    window = driver.start()
    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.READY)
    page = open_page(driver)
    find(driver, page, "1b internvl2.5")
    begin_download(driver, page)
    wait_until_here(driver, page)

    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    driver.wait(lambda: window.model.state is ModelState.READY and driver.loads == ["embedded", NAME])
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Escape)
    driver.ask()
    assert len(window.object_commands.objects()) == 2
    assert window.status_bar.model.text().startswith(NAME)

    page = open_page(driver)
    assert page.tree.current_name == NAME
    page.tree.go_to("sa2va-nano")
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    driver.wait(lambda: driver.loads == ["embedded", NAME, "embedded"])
    page.tree.go_to(NAME)
    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Delete)
    page.details.question.yes.click()
    driver.wait(lambda: not (models_folder() / NAME).exists())
