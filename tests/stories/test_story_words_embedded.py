"""Correcting by words and the round trip of texts with the embedded model on the demo clip, against its exact masks.

With `SA2VA_MANUAL_PICTURES=FOLDER` the pictures of the manual are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot
from support.embedded_driver import EmbeddedDriver, demo_truth

from sa2va_desktop.annotation.records import ExpressionKind
from sa2va_desktop.editing.commands import put_expression
from sa2va_desktop.evaluation.segmentation import region_similarity
from sa2va_desktop.operations.pipeline.text_review import new_text
from sa2va_desktop.ui.texts.check_dialog import CheckDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TREE, RED_CAR = 1, 3
FRAME = 5


@pytest.fixture
def annotator(qtbot: QtBot, tmp_path: Path) -> Iterator[EmbeddedDriver]:
    driver = EmbeddedDriver(qtbot, tmp_path)
    yield driver
    driver.close_all()


@pytest.mark.slow
def test_a_mask_of_two_things_is_corrected_by_words(annotator: EmbeddedDriver) -> None:
    window = annotator.start()
    window.resize(1280, 800)
    window.open_demo()
    annotator.wait(lambda: window.presenter.shown_frame is not None)
    annotator.ask("Please segment the red car and the tree.")
    window.view_state.select(frozenset(window.document.project.objects))
    window.canvas.setFocus()
    window.actions_by_id["object.join"].trigger()
    annotator.wait(lambda: len(window.document.project.objects) == 1)
    (joined,) = window.document.project.objects
    window.view_state.select(frozenset({joined}))
    window.view_state.seek(FRAME)
    annotator.wait_for_frame(FRAME)
    window.canvas.setFocus()
    before = region_similarity(annotator.mask(joined, FRAME), demo_truth(FRAME, RED_CAR))

    annotator.key(Qt.Key.Key_K, CTRL | SHIFT)
    annotator.type("without the tree")
    annotator.key(Qt.Key.Key_Return)
    annotator.wait(lambda: window.words.controller.seen is not None)
    annotator.picture("correct-by-words")
    annotator.key(Qt.Key.Key_Return)

    after = region_similarity(annotator.mask(joined, FRAME), demo_truth(FRAME, RED_CAR))
    assert before < 0.5
    assert after > 0.6
    still = region_similarity(annotator.mask(joined, FRAME), demo_truth(FRAME, TREE))
    assert still < 0.1


@pytest.mark.slow
def test_the_round_trip_tells_right_texts_from_wrong_ones(annotator: EmbeddedDriver) -> None:
    window = annotator.start()
    window.resize(1280, 800)
    window.open_demo()
    annotator.wait(lambda: window.presenter.shown_frame is not None)
    for text in ("Please segment the red car.", "Please segment the tree."):
        annotator.ask(text)
    project = window.document.project
    (media_id,) = project.media
    car, tree = project.objects
    for text, about in (("the red car", car), ("the banana", tree), ("the tree", tree), ("the blue car", car)):
        made = new_text(project, media_id, [about], text, kind=ExpressionKind.REFERRING, language="en")
        window.document.do("Add Text", put_expression(project, made))
    window.view_state.select(frozenset())
    window.canvas.setFocus()
    annotator.key(Qt.Key.Key_H, CTRL | SHIFT)
    (dialog,) = window.findChildren(CheckDialog)
    dialog.frames.setValue(8)
    dialog.rephrase.setChecked(True)
    annotator.picture("round-trip-dialog")
    annotator.press(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    annotator.wait(lambda: not window.runs.is_busy)
    window.docks.show_texts()
    annotator.picture("round-trip")

    iou = {each.text: each.round_trip_iou for each in project.expressions.values()}
    assert min(iou["the red car"] or 0, iou["the tree"] or 0) > 0.8
    assert max(iou["the banana"] or 0, iou["the blue car"] or 0) < 0.3
