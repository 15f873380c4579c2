"""Masks edited in the window: combined, split, interpolated, copied, cleaned up; each seen first and one step of undo."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from support.masks import box_mask
from support.window_driver import CLIP_SIZE_HW, WAIT_MS, WindowDriver

from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import edit_mask, new_object, put_object, put_track
from sa2va_desktop.editing.mask_booleans import intersect, subtract, unite
from sa2va_desktop.operations import mask_combining, mask_edits
from sa2va_desktop.operations.mask_edits import EditedMask
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.ui.actions.command_palette import CommandPalette
from sa2va_desktop.ui.masks import mask_picker
from sa2va_desktop.ui.masks.combine import Verb
from sa2va_desktop.ui.masks.edit_controller import Scope
from sa2va_desktop.ui.masks.edit_panel import EditPanel

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
S = FrameState
COUNT = 10


def box(*at: int) -> MaskRle:
    return mask_to_rle(box_mask(CLIP_SIZE_HW, *at))


CAT, CUSHION = box(20, 30, 70, 70), box(50, 30, 130, 70)
BOTH = intersect(CAT, CUSHION)


@pytest.fixture
def studio(driver: WindowDriver) -> WindowDriver:
    """A clip of ten frames without objects; no model."""
    driver.start()
    driver.window.model.choose("none")
    driver.open_clip(frame_count=COUNT)
    driver.window.canvas.setFocus()
    return driver


@pytest.fixture
def pair(studio: WindowDriver) -> WindowDriver:
    """A cat in front of a cushion on every frame; the cushion's frames 3 and 4 are edited and confirmed."""
    settled = {3: S.EDITED, 4: S.CONFIRMED}
    add(studio, "cushion", {index: tracked(CUSHION, settled.get(index, S.TRACKED)) for index in range(COUNT)})
    add(studio, "cat", {index: tracked(CAT) for index in range(COUNT)})
    return studio


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Computing an edit waits at its first mask until this is set."""
    opened, compute = threading.Event(), mask_edits.PreparedEdit.results

    def gated(self: mask_edits.PreparedEdit, token: CancelToken) -> Iterator[EditedMask]:
        opened.wait(WAIT_MS / 1000)
        yield from compute(self, token)

    monkeypatch.setattr(mask_edits.PreparedEdit, "results", gated)
    yield opened
    opened.set()


def tracked(rle: MaskRle, state: FrameState = S.TRACKED) -> ObjectFrame:
    return ObjectFrame(rle, state, 0.9, 5.0)


def add(driver: WindowDriver, name: str, frames: dict[int, ObjectFrame]) -> ObjectId:
    """An object, which is selected then."""
    window = driver.window
    (media_id,) = window.document.project.media
    item = new_object(window.document.project, media_id, name)
    window.document.do(
        "Add",
        [
            *put_object(window.document.project, item),
            *put_track(window.document.project, item.object_id, frames),
        ],
    )
    window.view_state.select(frozenset({item.object_id}))
    return item.object_id


def id_of(driver: WindowDriver, name: str) -> ObjectId:
    (item,) = [item for item in driver.window.object_commands.objects() if item.name == name]
    return item.object_id


def masks(driver: WindowDriver, name: str) -> list[MaskRle | None]:
    """Frame by frame."""
    track = driver.window.document.project.track(id_of(driver, name))
    return [track[index].rle if index in track else None for index in range(COUNT)]


def states(driver: WindowDriver, name: str) -> dict[int, FrameState]:
    track = driver.window.document.project.track(id_of(driver, name))
    return {index: track[index].state for index in sorted(track)}


def told(driver: WindowDriver, text: str) -> bool:
    return any(text in shown for shown in driver.window.message_bar.texts)


def wait_for_entry(driver: WindowDriver, label: str) -> None:
    driver.wait(lambda: driver.window.document.undo_label == label)


def choose_scope(driver: WindowDriver, panel: EditPanel, scope: Scope) -> None:
    """With the keyboard: up to the first, then down."""
    panel.scope.setFocus()
    for _ in range(panel.scope.count()):
        driver.key(Qt.Key.Key_Up)
    for _ in range(panel.scope.findData(scope)):
        driver.key(Qt.Key.Key_Down)
    assert panel.scope.currentData() is scope


# ---- combining


def test_cutting_out_of_the_others_is_seen_first_and_is_one_step_over_all_frames(pair: WindowDriver) -> None:
    window, panel, rest = pair.window, pair.window.masks.combine_panel, subtract(CUSHION, CAT)
    before = pair.picture_color(60, 50)

    pair.key(Qt.Key.Key_X, SHIFT)
    pair.wait(panel.isVisible)
    assert panel.verb.currentData() is Verb.CUT_OUT
    assert not panel.target.isVisible()
    assert not panel.settled.isVisible()  # exactly this frame is meant
    pair.wait(lambda: pair.picture_color(60, 50) != before)  # the cushion does not shine through any more
    assert masks(pair, "cushion") == [CUSHION] * COUNT
    choose_scope(pair, panel, Scope.ALL)
    assert panel.summary.text() == "8 masks  ·  locked or settled by hand, left alone: 2"
    pair.key(Qt.Key.Key_Return)
    wait_for_entry(pair, "Cut Out of the Others")

    assert masks(pair, "cushion") == [CUSHION if index in (3, 4) else rest for index in range(COUNT)]
    assert masks(pair, "cat") == [CAT] * COUNT
    assert told(pair, "8 masks changed. Left alone, locked or settled by hand: 2 masks.")
    assert window.canvas.hasFocus()
    pair.key(Qt.Key.Key_Z, CTRL)
    assert masks(pair, "cushion") == [CUSHION] * COUNT

    pair.key(Qt.Key.Key_X, SHIFT)
    panel.settled.setFocus()
    pair.key(Qt.Key.Key_Space)
    pair.key(Qt.Key.Key_Return)
    wait_for_entry(pair, "Cut Out of the Others")
    assert masks(pair, "cushion") == [rest] * COUNT
    assert states(pair, "cushion") == {
        index: {3: S.EDITED, 4: S.CONFIRMED}.get(index, S.TRACKED) for index in range(COUNT)
    }


def test_masks_of_a_long_clip_are_picked_beside_the_window(
    pair: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, panel, pick = pair.window, pair.window.masks.combine_panel, mask_combining.pick_masks
    threads: set[int] = set()

    def noted(*given: Any) -> Any:
        threads.add(threading.get_ident())
        return pick(*given)

    monkeypatch.setattr(mask_combining, "pick_masks", noted)
    monkeypatch.setattr(mask_picker, "_MOST_AT_ONCE", 5)
    before = pair.picture_color(60, 50)
    window.object_commands.select_all()
    window.actions_by_id["mask.subtract"].trigger()
    choose_scope(pair, panel, Scope.ALL)
    assert panel.apply.isEnabled()
    pair.wait(lambda: panel.summary.text() == "8 masks  ·  locked or settled by hand, left alone: 2")
    pair.wait(lambda: pair.picture_color(60, 50) != before)

    gone = edit_mask(window.document.project, id_of(pair, "cushion"), 7, empty_rle(*CLIP_SIZE_HW))
    window.document.do("Erase", gone)  # what is meant follows what others change
    pair.wait(lambda: panel.summary.text() == "7 masks  ·  locked or settled by hand, left alone: 2")
    pair.key(Qt.Key.Key_Return)
    wait_for_entry(pair, "Subtract Masks")
    assert masks(pair, "cushion")[:4] == [subtract(CUSHION, CAT)] * 3 + [CUSHION]

    window.actions_by_id["mask.unite"].trigger()
    panel.as_new.setFocus()
    pair.key(Qt.Key.Key_Space)
    pair.key(Qt.Key.Key_Return)
    wait_for_entry(pair, "Unite Masks")
    (made,) = window.object_commands.selected()
    assert window.document.project.track(made.object_id)[0].rle == unite(CUSHION, CAT)
    assert threads
    assert threading.get_ident() not in threads


def test_the_chosen_object_becomes_the_combination_or_a_new_one_does(pair: WindowDriver) -> None:
    window, panel = pair.window, pair.window.masks.combine_panel
    window.object_commands.select_all()
    expected = {
        "subtract": subtract(CAT, CUSHION),
        "unite": unite(CAT, CUSHION),
        "intersect": BOTH,
        "exclude": subtract(unite(CAT, CUSHION), BOTH),
    }
    for verb, mask in expected.items():
        window.actions_by_id[f"mask.{verb}"].trigger()
        pair.wait(panel.isVisible)
        panel.target.setFocus()
        pair.key(Qt.Key.Key_Down)
        assert panel.target.currentText() == "cat"
        pair.key(Qt.Key.Key_Return)
        pair.wait(lambda: masks(pair, "cat")[0] != CAT)

        assert masks(pair, "cat") == [mask] + [CAT] * (COUNT - 1)
        assert states(pair, "cat")[0] is S.EDITED
        assert masks(pair, "cushion") == [CUSHION] * COUNT
        pair.key(Qt.Key.Key_Z, CTRL)

    window.actions_by_id["mask.intersect"].trigger()
    panel.as_new.setFocus()
    pair.key(Qt.Key.Key_Space)
    pair.key(Qt.Key.Key_Return)
    wait_for_entry(pair, "Intersect Masks")
    (made,) = window.object_commands.selected()
    assert made.name == "cat 2"
    assert window.document.project.track(made.object_id)[0].rle == BOTH
    assert masks(pair, "cat") + masks(pair, "cushion") == [CAT] * COUNT + [CUSHION] * COUNT


def test_the_panel_says_what_is_missing_and_esc_leaves_everything(pair: WindowDriver) -> None:
    window, part = pair.window, pair.window.masks
    panel, label = part.combine_panel, pair.window.document.undo_label

    window.actions_by_id["mask.subtract"].trigger()
    pair.wait(panel.isVisible)
    assert panel.summary.text() == "Select two objects or more: Ctrl+click adds one."
    assert not panel.apply.isEnabled()
    pair.key(Qt.Key.Key_Return)
    window.object_commands.select_all()
    assert panel.apply.isEnabled()
    pair.key(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.document.undo_label == label

    # one panel at a time
    window.view_state.select(frozenset({id_of(pair, "cushion")}))
    pair.key(Qt.Key.Key_L)
    window.view_state.select(frozenset({id_of(pair, "cat")}))
    pair.key(Qt.Key.Key_X, SHIFT)
    pair.wait(panel.isVisible)
    assert panel.summary.text() == "0 masks  ·  locked or settled by hand, left alone: 1"
    assert not panel.apply.isEnabled()
    pair.key(Qt.Key.Key_M, CTRL | SHIFT)
    pair.wait(part.clean_up_panel.isVisible)
    assert not panel.isVisible()
    part.clean_up_panel.margin.setValue(2)
    part.clean_up_panel.cancel.setFocus()
    pair.key(Qt.Key.Key_Return)  # of the button that has the keyboard
    assert not part.is_open
    assert masks(pair, "cat") == [CAT] * COUNT


def test_an_edit_can_be_stopped_and_what_is_painted_meanwhile_is_left_alone(
    pair: WindowDriver, gate: threading.Event
) -> None:
    window, small = pair.window, box(100, 40, 110, 50)
    pair.key(Qt.Key.Key_X, SHIFT)
    choose_scope(pair, window.masks.combine_panel, Scope.ALL)
    pair.key(Qt.Key.Key_Return)
    pair.wait(lambda: any(job.title == "Cut Out of the Others" for job in window.jobs.unfinished))
    (job,) = [job for job in window.jobs.unfinished if job.title == "Cut Out of the Others"]
    assert job.can_stop
    window.jobs.stop(job.key)
    gate.set()
    pair.wait(lambda: not window.jobs.unfinished)
    assert window.document.undo_label == "Add"

    gate.clear()
    pair.key(Qt.Key.Key_X, SHIFT)
    pair.key(Qt.Key.Key_Return)
    cushion = id_of(pair, "cushion")
    window.document.do("Paint", edit_mask(window.document.project, cushion, 6, small))
    gate.set()
    wait_for_entry(pair, "Cut Out of the Others")
    assert masks(pair, "cushion")[5:7] == [subtract(CUSHION, CAT), small]


# ---- parts and key frames


def left(step: int) -> MaskRle:
    return box(10 + 9 * step, 10, 30 + 9 * step, 30)


def right(step: int) -> MaskRle:
    return box(140 - 9 * step, 60, 150 - 9 * step, 80)


def test_parts_become_objects_that_keep_their_identity_over_the_clip(studio: WindowDriver) -> None:
    window = studio.window
    add(studio, "fish", {step: tracked(unite(left(step), right(step))) for step in range(COUNT)})
    panel = window.masks.split_panel
    before = studio.picture_color(145, 70)

    studio.key(Qt.Key.Key_M, SHIFT)
    studio.wait(panel.isVisible)
    studio.wait(lambda: studio.picture_color(145, 70) != before)  # in the colour of an object of its own
    panel.least.setValue(200)  # the right part has 200 pixels
    choose_scope(studio, panel, Scope.ALL)
    studio.key(Qt.Key.Key_Return)
    wait_for_entry(studio, "Split “fish” into Parts")
    assert masks(studio, "fish") == [left(step) for step in range(COUNT)]
    assert masks(studio, "fish 2") == [right(step) for step in range(COUNT)]
    assert told(studio, "Split off: 1 new object.")
    assert len(window.view_state.selection) == 2
    studio.key(Qt.Key.Key_Z, CTRL)
    assert len(window.object_commands.objects()) == 1

    studio.key(Qt.Key.Key_M, SHIFT)
    panel.least.setValue(201)
    studio.key(Qt.Key.Key_Return)
    studio.wait(lambda: told(studio, "There is only one part of that size; nothing was split."))
    assert window.document.undo_label == "Add"


def test_frames_between_key_frames_are_filled_and_what_is_there_stays_until_it_is_to_be_replaced(
    studio: WindowDriver,
) -> None:
    window, panel = studio.window, studio.window.masks.interpolate_panel
    fish = add(studio, "fish", {0: ObjectFrame(left(0), S.EDITED)})
    studio.key(Qt.Key.Key_K, SHIFT)
    studio.wait(panel.isVisible)
    assert panel.summary.text().startswith("There are no two key frames")
    assert not panel.apply.isEnabled()
    studio.key(Qt.Key.Key_Escape)

    more = {2: tracked(right(0)), 4: ObjectFrame(left(4), S.CONFIRMED), 9: ObjectFrame(left(9), S.EDITED)}
    window.document.do("More", put_track(window.document.project, fish, more))
    window.view_state.seek(3)
    studio.wait_for_frame(3)
    before = studio.picture_color(45, 20)
    studio.key(Qt.Key.Key_K, SHIFT)
    assert panel.summary.text() == "6 frames to fill in  ·  there already, left alone: 1"
    studio.wait(lambda: studio.picture_color(45, 20) != before)
    studio.key(Qt.Key.Key_Return)
    wait_for_entry(studio, "Interpolate between Key Frames")
    assert masks(studio, "fish") == [right(0) if step == 2 else left(step) for step in range(COUNT)]
    assert told(studio, "6 masks filled in between key frames. Left alone, there already: 1 mask.")
    assert states(studio, "fish")[1] is S.TRACKED

    studio.key(Qt.Key.Key_K, SHIFT)
    studio.key(Qt.Key.Key_Space)  # the box has the keyboard
    studio.key(Qt.Key.Key_Return)
    studio.wait(lambda: masks(studio, "fish")[2] == left(2))
    studio.key(Qt.Key.Key_Z, CTRL)
    studio.key(Qt.Key.Key_Z, CTRL)
    assert sorted(states(studio, "fish")) == [0, 2, 4, 9]


# ---- without a panel


def test_masks_are_copied_to_the_next_frame_and_over_the_range_but_not_over_what_is_settled(
    studio: WindowDriver,
) -> None:
    window, kept = studio.window, "Left alone, locked or settled by hand: 1 mask."
    add(studio, "fish", {0: tracked(left(0)), 2: ObjectFrame(left(9), S.CONFIRMED)})

    studio.key(Qt.Key.Key_Right, CTRL | ALT)
    assert window.view_state.frame_index == 1
    studio.key(Qt.Key.Key_Right, CTRL | ALT)
    assert window.view_state.frame_index == 1
    assert told(studio, f"Nothing was changed. {kept}")
    assert masks(studio, "fish")[:3] == [left(0), left(0), left(9)]
    assert states(studio, "fish") == {0: S.TRACKED, 1: S.EDITED, 2: S.CONFIRMED}
    studio.key(Qt.Key.Key_Z, CTRL)
    assert masks(studio, "fish")[1] is None

    window.view_state.seek(0)
    window.view_state.set_range(1, 4)
    window.actions_by_id["mask.over_range"].trigger()
    assert masks(studio, "fish") == [left(0), left(0), left(9), left(0), *[None] * 6]
    assert told(studio, f"2 masks put there, edited by hand. {kept}")

    assert not window.actions_by_id["mask.paste_range"].isEnabled()
    window.view_state.seek(2)
    studio.key(Qt.Key.Key_C, CTRL)
    window.view_state.set_range(7, COUNT)
    window.actions_by_id["mask.paste_range"].trigger()
    assert masks(studio, "fish")[6:] == [None, left(9), left(9), left(9)]
    studio.key(Qt.Key.Key_Z, CTRL)
    assert masks(studio, "fish")[7] is None


def test_a_pixel_more_or_less_all_holes_and_the_largest_part_take_one_step_each(studio: WindowDriver) -> None:
    window = studio.window
    mask = box_mask(CLIP_SIZE_HW, 20, 20, 60, 60)
    mask[30:40, 30:40] = False
    mask[80, 100] = True
    add(studio, "ring", {0: tracked(mask_to_rle(mask), S.CONFIRMED)})

    window.actions_by_id["mask.all_holes"].trigger()
    assert masks(studio, "ring")[0] == unite(box(20, 20, 60, 60), box(100, 80, 101, 81))
    window.actions_by_id["mask.largest"].trigger()
    assert masks(studio, "ring")[0] == box(20, 20, 60, 60)
    studio.key(Qt.Key.Key_Equal, ALT)
    studio.key(Qt.Key.Key_Equal, ALT)
    grown = masks(studio, "ring")[0]
    assert grown is not None
    assert grown.box_xywh == (18, 18, 44, 44)
    studio.key(Qt.Key.Key_Minus, ALT)
    assert window.document.undo_label == "Shrink by a Pixel"
    assert states(studio, "ring")[0] is S.CONFIRMED

    window.actions_by_id["mask.all_holes"].trigger()
    assert told(studio, "There is nothing to change; the mask stays as it is.")
    studio.key(Qt.Key.Key_L, SHIFT)  # locked
    studio.key(Qt.Key.Key_Equal, ALT)
    assert told(studio, "Nothing was changed. Left alone, locked or settled by hand: 1 mask.")


def test_the_palette_finds_smoothing_which_rounds_off_the_edge_on_all_frames(studio: WindowDriver) -> None:
    mask = box_mask(CLIP_SIZE_HW, 20, 20, 80, 70)
    mask[45, 80:95] = True
    add(studio, "spiky", {index: tracked(mask_to_rle(mask)) for index in range(COUNT)})
    panel = studio.window.masks.clean_up_panel

    studio.key(Qt.Key.Key_K, CTRL)
    palette = studio.window.findChild(CommandPalette)
    assert palette is not None
    line = palette.findChild(QLineEdit)
    assert line is not None
    studio.qtbot.keyClicks(line, "masks smooth")
    studio.qtbot.keyClick(line, Qt.Key.Key_Return)
    studio.wait(panel.isVisible)
    assert panel.smooth.hasFocus()
    studio.key(Qt.Key.Key_4)
    choose_scope(studio, panel, Scope.ALL)
    studio.key(Qt.Key.Key_Return)
    wait_for_entry(studio, "Clean up “spiky”")

    smoothed = [rle_to_mask(rle) for rle in masks(studio, "spiky") if rle is not None]
    assert not any(each[45, 85:].any() for each in smoothed)
    assert all(each[30:60, 25:75].all() for each in smoothed)
