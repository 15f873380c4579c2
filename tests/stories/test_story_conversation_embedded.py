"""A conversation with the embedded model: a follow-up is read with what came before, and its mask is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from support.embedded_driver import EmbeddedDriver

from sa2va_desktop.annotation.token_runs import unfold_tokens

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def talker(qtbot: QtBot, tmp_path: Path) -> Iterator[EmbeddedDriver]:
    driver = EmbeddedDriver(qtbot, tmp_path)
    yield driver
    driver.close_all()


def test_a_follow_up_segments_another_thing_in_the_same_clip(talker: EmbeddedDriver) -> None:
    talker.start()
    talker.window.open_demo()
    talker.wait(lambda: talker.window.presenter.shown_frame is not None)
    talker.window.view_state.set_range(0, 4)
    talker.ask("Please segment the red car.")
    talker.window.canvas.setFocus()
    talker.key(Qt.Key.Key_R, CTRL | SHIFT)
    talker.ask("Please segment the balloon.")

    first, second = sorted(talker.window.document.project.answers.values(), key=lambda each: each.answer_id)
    assert second.follows == first.answer_id
    assert second.language_frames == ()
    before, after = unfold_tokens(first.tokens), unfold_tokens(second.tokens)
    assert after[: len(before)] == before
    assert second.prompt.count("<|im_start|>user") == 2
    [balloon] = second.object_ids
    masks = talker.window.document.project.track(balloon)
    assert sorted(masks) == [0, 1, 2, 3]
    assert not any(frame.rle.is_empty for frame in masks.values())
