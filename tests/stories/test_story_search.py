"""A person looks for words in a project with two clips, and is taken to where they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from support.window_driver import CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.editing.commands import edit_mask, put_review
from sa2va_desktop.operations.search import FoundKind
from sa2va_desktop.ui.search.search_popup import SearchPopup

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(driver: WindowDriver) -> SearchPopup:
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_P, CTRL)
    driver.wait(lambda: any(each.isVisible() for each in driver.window.findChildren(SearchPopup)))
    return next(each for each in driver.window.findChildren(SearchPopup) if each.isVisible())


def typed(driver: WindowDriver, popup: SearchPopup, text: str) -> list[tuple[FoundKind, str]]:
    popup.line.selectAll()
    driver.qtbot.keyClicks(popup.line, text)
    driver.wait(lambda: not popup.is_searching)
    return [(each.kind, each.title) for each in popup.shown]


def test_words_lead_to_clips_objects_turns_and_comments(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip("yard.mp4")
    driver.ask()
    ball, box = driver.window.document.project.objects
    driver.open_clip("street.mp4")
    project, view = driver.window.document.project, driver.window.view_state
    driver.window.document.do(
        "Comment", put_review(project, FrameReview(box, 9, comment="half behind the fence"))
    )

    popup = opened(driver)
    assert "All words" in popup.told.text()
    assert typed(driver, popup, "nothing of the kind") == []
    assert "Nothing" in popup.told.text()
    assert (FoundKind.COMMENT, "half behind the fence") in typed(driver, popup, "fence HALF")
    driver.qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    driver.wait(lambda: driver.shown_media_name() == "yard.mp4")
    assert (view.frame_index, view.selection) == (9, frozenset({box}))

    popup = opened(driver)
    assert [kind for kind, _ in typed(driver, popup, "street")] == [FoundKind.FILE]
    driver.qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    driver.wait(lambda: driver.shown_media_name() == "street.mp4")

    popup = opened(driver)
    kinds = [kind for kind, _ in typed(driver, popup, "ball")]
    assert {FoundKind.OBJECT, FoundKind.ANSWER} <= set(kinds)
    driver.qtbot.mouseClick(popup.kinds[FoundKind.OBJECT], Qt.MouseButton.LeftButton)
    driver.wait(lambda: not popup.is_searching)
    assert [each.kind for each in popup.shown] == [FoundKind.OBJECT]
    popup.line.setFocus()
    driver.qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    driver.wait(lambda: driver.shown_media_name() == "yard.mp4")
    assert view.selection == frozenset({ball})


def test_a_chosen_row_stays_chosen_while_a_run_changes_the_project(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip("yard.mp4")
    driver.ask()
    ball, box = driver.window.document.project.objects
    document = driver.window.document
    popup = opened(driver)
    driver.qtbot.mouseClick(popup.kinds[FoundKind.OBJECT], Qt.MouseButton.LeftButton)
    assert [each for _, each in typed(driver, popup, "a")] == ["a box", "the red ball"]
    driver.qtbot.keyClick(popup.line, Qt.Key.Key_Down)

    document.do("Erase", edit_mask(document.project, box, 2, empty_rle(*CLIP_SIZE_HW)))
    assert not popup.is_searching  # masks are not searched
    document.do("Comment", put_review(document.project, FrameReview(box, 3, comment="a spot")))
    driver.wait(lambda: not popup.is_searching)

    driver.qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert driver.window.view_state.selection == frozenset({ball})


def test_esc_leaves_everything_as_it_was(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    popup = opened(driver)
    driver.qtbot.keyClicks(popup.line, "clip")
    driver.qtbot.keyClick(popup, Qt.Key.Key_Escape)
    driver.wait(lambda: not any(each.isVisible() for each in driver.window.findChildren(SearchPopup)))
    assert driver.shown_media_name() == "clip.mp4"
