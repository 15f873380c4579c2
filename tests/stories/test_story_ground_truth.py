"""A person compares what the model made with an annotation of the same clip, goes through the places, and mends them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from support.scripted_predictor import Script, ScriptedObject
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.datasets.dataset_format import ExportOptions
from sa2va_desktop.operations.export import annotated_clips, write_export
from sa2va_desktop.operations.frame_states import give_state
from sa2va_desktop.ui.truth.truth_dialog import TruthDialog

CTRL = Qt.KeyboardModifier.ControlModifier
BALL, BOX = (20, 20, 60, 60), (100, 50, 140, 90)
TRUE = Script(("It is ", ScriptedObject("the ball", BALL), " and ", ScriptedObject("the box", BOX), "."))
WRONG = Script(("It is ", ScriptedObject("the ball", BALL, velocity_xy=(4, 0)), "."))


def press(driver: WindowDriver, button: QWidget) -> None:
    driver.click(button, button.width() / 2, button.height() / 2)


@pytest.fixture
def truth(driver: WindowDriver, tmp_path: Path) -> Path:
    """Masks of the clip by somebody else, as a DAVIS folder."""
    driver.predictor._scripts = [TRUE, WRONG]
    driver.start()
    driver.open_clip()
    driver.ask("everything")
    folder = tmp_path / "truth"
    write_export(
        annotated_clips(driver.window.document.project),
        format_id="davis",
        out=folder,
        options=ExportOptions(write_images=False),
    )
    driver.window.actions_by_id["edit.undo"].trigger()  # the keys belong to the prompt
    assert not driver.window.document.project.objects
    return folder


def test_places_that_disagree_are_a_queue(driver: WindowDriver, truth: Path) -> None:
    driver.ask("the ball")
    driver.window.actions_by_id["file.compare_truth"].trigger()
    [dialog] = driver.window.findChildren(TruthDialog)
    assert not dialog.ok.isEnabled()
    dialog.source.set_source(truth)
    driver.wait(lambda: dialog.ok.isEnabled())
    assert "DAVIS" in dialog.source.said.text()
    press(driver, dialog.ok)
    panel, controller = driver.window.truth_panel, driver.window.truth
    driver.wait(lambda: controller.pairs and not controller.is_running)

    assert panel.isVisible()
    # The box is missing on all 24 frames; the ball drifts away, 4 pixels a frame of a square of 40.
    rows = [panel.list.topLevelItem(row) for row in range(panel.list.topLevelItemCount())]
    assert [[row.text(column) for column in (1, 2)] for row in rows] == [
        ["missing", "0–23"],
        ["different", "2–23"],
    ]
    assert "J 0." in panel.summary.text()

    panel.list.setFocus()
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_Down)
    place = controller.places[-1]
    assert driver.window.view_state.frame_index == place.frame_index
    assert controller.truth_here()
    driver.key(Qt.Key.Key_Space)
    assert controller.is_settled(place)

    drifting = next(each for each in controller.places if each.object_id is not None)
    panel.list.setCurrentIndex(panel.list.model().index(controller.places.index(drifting), 0))
    project = driver.window.document.project
    confirmed = drifting.frame_range[1] - 1
    driver.window.document.do(
        "Confirm", give_state(project, [drifting.object_id], [confirmed], FrameState.CONFIRMED)
    )
    press(driver, panel.use)
    mended = project.frame(drifting.object_id, drifting.frame_index)
    assert (mended.rle, mended.state) == (drifting.truth, FrameState.EDITED)
    edited = [f for f, each in project.track(drifting.object_id).items() if each.state is FrameState.EDITED]
    assert sorted(edited) == list(range(drifting.frame_range[0], confirmed))
    assert controller.is_outdated
    assert panel.again.isVisible()
    driver.window.canvas.setFocus()
    driver.window.actions_by_id["edit.undo"].trigger()
    assert project.frame(drifting.object_id, drifting.frame_index).state is not FrameState.EDITED

    press(driver, panel.clear)
    assert not controller.places
    assert not controller.truth_here()
    assert not panel.isVisible()


def test_a_truth_that_nothing_looks_like_is_said(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start()
    driver.open_clip()
    (tmp_path / "empty").mkdir()
    driver.window.actions_by_id["file.compare_truth"].trigger()
    [dialog] = driver.window.findChildren(TruthDialog)

    dialog.source.set_source(tmp_path / "empty")
    driver.wait(lambda: "choose one" in dialog.source.said.text())
    assert not dialog.ok.isEnabled()
    dialog.source.set_source(tmp_path / "nothing")
    driver.wait(lambda: "nothing of that name" in dialog.source.said.text())
