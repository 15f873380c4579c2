"""Ten things that users of such programs ask for in vain, one test each."""

from __future__ import annotations

import gc
import json
import shutil
import sys
import weakref
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from support.documents import bytes_of
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, WindowDriver, write_clip

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.media.held_frames import HeldFrames
from sa2va_desktop.ui.dialogs.export_dialog import ExportDialog

sys.path.append(str(Path(__file__).resolve().parent.parent / "media"))

from media_samples import BITS, write_video

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MOVING = Script(object_velocity_xy=(2, 0))

NAMES = [
    "two  spaces and a dot. .d",
    "Größe 视频 видео שלום العربية",  # also from right to left
    "it's “quoted” & 100% #1 [x] {y} 👩‍🚀 e\u0301",  # joined signs, and a letter of two code points
    "long " * 30 + "end",
]


def project_of(driver: WindowDriver) -> Project:
    return driver.window.document.project


def point_at(driver: WindowDriver, x: float, y: float, *, is_new: bool = True) -> AnnotationObject:
    """Click on a thing with the point tool and accept what is proposed."""
    driver.window.canvas.setFocus()
    if is_new:
        driver.key(Qt.Key.Key_N)
    driver.key(Qt.Key.Key_Q)
    driver.click_picture(x, y)
    driver.wait(lambda: driver.window.clicks.candidates and not driver.window.clicks.is_waiting)
    driver.key(Qt.Key.Key_Return)
    return driver.window.object_commands.selected()[0]


def track(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_T, CTRL)
    driver.wait(lambda: not driver.window.object_runs.is_running)


def go_to(driver: WindowDriver, frame_index: int) -> None:
    driver.window.view_state.seek(frame_index)
    driver.wait_for_frame(frame_index)


def save_as(driver: WindowDriver, path: Path) -> None:
    driver.window.projects.save_as(path)
    driver.wait(lambda: driver.window.document.path == path)
    driver.wait_until_stored()


def restart(driver: WindowDriver, path: Path, media_name: str = "clip.mp4") -> None:
    driver.close()
    driver.start(path)
    driver.wait_for_media(media_name)
    driver.window.canvas.setFocus()


def masks_of(driver: WindowDriver, item: AnnotationObject) -> dict[int, ObjectFrame]:
    return dict(project_of(driver).track(item.object_id))


def export(driver: WindowDriver, format_id: str, folder: Path, *, with_pictures: bool = False) -> None:
    window = driver.window
    window.actions_by_id["file.export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.formats.choose(format_id)
    dialog.folder_line.setText(str(folder))
    dialog.form.with_pictures.setChecked(with_pictures)
    driver.wait(lambda: "Checking" not in dialog.loss.text())
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    driver.wait(lambda: window.message_bar.texts)
    assert any("Exported" in text for text in window.message_bar.texts), window.message_bar.texts


def shown_number(driver: WindowDriver) -> int:
    """The number that the picture on the canvas says it is, from the bars of `media_samples`."""
    item = driver.window.media_switch.shown
    assert item is not None
    columns = [(2 * bit + 1) * item.width / (2 * BITS) for bit in range(BITS)]
    return sum((driver.picture_color(x, item.height * 0.75)[1] > 128) << bit for bit, x in enumerate(columns))


@pytest.fixture
def marking(driver: WindowDriver) -> WindowDriver:
    """An open clip, and a model whose objects move."""
    driver.predictor = ScriptedPredictor(MOVING)
    driver.start()
    driver.open_clip()
    return driver


def test_the_history_of_everything_survives_a_restart(marking: WindowDriver, tmp_path: Path) -> None:
    save_as(marking, tmp_path / "p.sa2va")
    start = bytes_of(project_of(marking))
    point_at(marking, 50, 40)
    track(marking)
    marking.key(Qt.Key.Key_B)
    marking.drag_picture((90, 50), (110, 50))
    marking.key(Qt.Key.Key_T, CTRL | SHIFT)
    marking.wait(lambda: not marking.window.object_runs.is_running)
    marking.ask()
    marking.window.canvas.setFocus()
    marking.key(Qt.Key.Key_L)
    marking.wait_until_stored()
    end = bytes_of(project_of(marking))
    steps = []

    restart(marking, tmp_path / "p.sa2va")
    assert bytes_of(project_of(marking)) == end
    while bytes_of(project_of(marking)) != start:
        steps.append(marking.window.document.undo_label)
        marking.key(Qt.Key.Key_Z, CTRL)
    marking.wait_until_stored()
    restart(marking, tmp_path / "p.sa2va")
    for _ in steps:
        marking.key(Qt.Key.Key_Z, CTRL | SHIFT)

    assert len(steps) == 6
    assert bytes_of(project_of(marking)) == end


def test_an_object_added_in_mid_clip_disturbs_no_other(marking: WindowDriver) -> None:
    first = point_at(marking, 50, 40)
    track(marking)
    before = masks_of(marking, first)

    go_to(marking, 12)
    second = point_at(marking, 90, 70)
    track(marking)

    assert masks_of(marking, first) == before
    assert sorted(masks_of(marking, second)) == list(range(CLIP_FRAMES))
    assert masks_of(marking, second)[12].state is FrameState.PROMPTED


def test_a_tracked_mask_is_painted_and_stays_painted(marking: WindowDriver) -> None:
    dog = point_at(marking, 50, 40)
    track(marking)
    before = masks_of(marking, dog)
    go_to(marking, 7)

    marking.key(Qt.Key.Key_B)
    marking.drag_picture((100, 70), (120, 70))
    painted = masks_of(marking, dog)
    go_to(marking, 0)
    track(marking)

    assert painted[7].state is FrameState.EDITED
    assert rle_to_mask(painted[7].rle)[70, 100:120].all()
    assert {f for f in before if painted[f] != before[f]} == {7}
    assert masks_of(marking, dog)[7] == painted[7]


def test_holes_and_islands_are_kept_from_the_brush_to_the_file_of_the_export(
    marking: WindowDriver, tmp_path: Path
) -> None:
    from pycocotools import mask as coco_mask

    dog = point_at(marking, 50, 40)
    track(marking)
    go_to(marking, 5)
    marking.key(Qt.Key.Key_BracketLeft)
    marking.key(Qt.Key.Key_E)
    marking.click_picture(60, 40)  # a hole
    marking.key(Qt.Key.Key_B)
    marking.click_picture(120, 20)  # an island
    marking.key(Qt.Key.Key_T, CTRL | SHIFT)
    marking.wait(lambda: not marking.window.object_runs.is_running)
    save_as(marking, tmp_path / "p.sa2va")
    drawn = {f: rle_to_mask(frame.rle) for f, frame in masks_of(marking, dog).items()}

    restart(marking, tmp_path / "p.sa2va")
    export(marking, "coco", tmp_path / "out")

    (file,) = (tmp_path / "out").rglob("*.json")
    stored = json.loads(file.read_text(encoding="utf-8"))
    frame_of = {image["id"]: image["frame_index"] for image in stored["images"]}
    read = {frame_of[a["image_id"]]: coco_mask.decode(a["segmentation"]) for a in stored["annotations"]}
    assert not drawn[5][40, 60]
    assert drawn[5][20, 120]
    assert not drawn[8][40, 66]  # the hole moved along with the object
    assert read.keys() == drawn.keys()
    assert all(np.array_equal(read[f], drawn[f]) for f in drawn)


def test_every_frame_of_an_irregular_clip_is_the_one_that_it_says(driver: WindowDriver, tmp_path: Path) -> None:
    pts = [0, 1, 2, 9, 10, 40, 41, 43, 90, 91, 200, 201]
    path = write_video(tmp_path / "vfr.mp4", pts, time_base=Fraction(1, 90), group=5, size_hw=(96, 192))
    driver.predictor = ScriptedPredictor(Script())
    driver.start(path)
    driver.wait_for_media("vfr.mp4")
    driver.window.canvas.setFocus()

    seen = [shown_number(driver)]
    for frame_index in range(1, len(pts)):
        driver.key(Qt.Key.Key_Right)
        driver.wait_for_frame(frame_index)
        seen.append(shown_number(driver))
    go_to(driver, 3)

    item = driver.window.media_switch.shown
    assert item is not None
    assert seen == list(range(len(pts)))
    assert shown_number(driver) == 3
    assert [round(item.time_s(f) * 90) for f in range(len(pts))] == pts


def test_a_long_clip_opens_at_once(
    driver: WindowDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 3000
    path = write_video(
        tmp_path / "long.mp4", range(count), size_hw=(16, 32), options={"preset": "ultrafast"}, group=50
    )
    decoded: list[int] = []
    put = HeldFrames.put

    def counted(held: HeldFrames, frame_index: int, frame: object) -> None:
        decoded.append(frame_index)
        put(held, frame_index, frame)

    monkeypatch.setattr(HeldFrames, "put", counted)
    driver.start(path)
    driver.wait_for_media("long.mp4")
    before_the_first_picture = len(decoded)
    driver.window.view_state.seek(2345)
    driver.wait_for_frame(2345)

    item = driver.window.media_switch.shown
    assert item is not None
    assert item.frame_count == count
    assert before_the_first_picture < count / 10  # whole groups of a few thumbnails are decoded meanwhile
    assert len(decoded) < count / 4


def test_a_stopped_run_loses_nothing(driver: WindowDriver, tmp_path: Path) -> None:
    driver.predictor = ScriptedPredictor(replace(MOVING, frame_delay_s=0.03))
    driver.start()
    driver.open_clip()
    save_as(driver, tmp_path / "p.sa2va")
    dog = point_at(driver, 50, 40)

    driver.key(Qt.Key.Key_T, CTRL)
    driver.wait(lambda: len(masks_of(driver, dog)) > 4)
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not driver.window.object_runs.is_running)
    kept = masks_of(driver, dog)
    restart(driver, tmp_path / "p.sa2va")

    assert 4 < len(kept) < CLIP_FRAMES
    assert masks_of(driver, dog) == kept
    track_again = ScriptedPredictor(MOVING)
    driver.predictor = track_again
    driver.window.model.unload()
    driver.window.view_state.select(frozenset({dog.object_id}))
    track(driver)
    driver.wait(lambda: len(masks_of(driver, dog)) == CLIP_FRAMES)
    assert {f: frame for f, frame in masks_of(driver, dog).items() if f in kept} == kept


@pytest.mark.parametrize("redo", [(Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)])
def test_what_was_undone_is_done_again(marking: WindowDriver, redo: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    states = [bytes_of(project_of(marking))]
    point_at(marking, 50, 40)
    states.append(bytes_of(project_of(marking)))
    track(marking)
    states.append(bytes_of(project_of(marking)))
    marking.key(Qt.Key.Key_Delete)
    states.append(bytes_of(project_of(marking)))

    undone = []
    for _ in range(3):
        marking.key(Qt.Key.Key_Z, CTRL)
        undone.append(bytes_of(project_of(marking)))
    redone = []
    for _ in range(3):
        marking.key(*redo)
        redone.append(bytes_of(project_of(marking)))

    assert undone == states[-2::-1]
    assert redone == states[1:]


def test_the_memory_of_a_model_is_free_after_unloading(marking: WindowDriver) -> None:
    point_at(marking, 50, 40)
    track(marking)
    model, marking.predictor = weakref.ref(marking.predictor), ScriptedPredictor(MOVING)
    assert model() is not None

    marking.window.model.unload()

    def is_gone() -> bool:
        gc.collect()
        return model() is None

    marking.wait(is_gone)
    point_at(marking, 90, 70)  # the next click loads it again
    assert len(marking.loads) == 2


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:20])
def test_any_name_in_any_script_is_opened_saved_and_exported(
    driver: WindowDriver, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    clip = folder / f"{name}.mp4"
    shutil.copy(write_clip(tmp_path / "plain.mp4", 3), clip)
    driver.predictor = ScriptedPredictor(MOVING)
    driver.start(clip)
    driver.wait_for_media(clip.name)
    dog = point_at(driver, 50, 40)
    track(driver)
    before = masks_of(driver, dog)

    save_as(driver, folder / f"{name}.sa2va")
    restart(driver, folder / f"{name}.sa2va", clip.name)
    export(driver, "coco", folder / f"out {name}", with_pictures=True)

    assert masks_of(driver, dog) == before
    (file,) = (folder / f"out {name}").rglob("*.json")
    stored = json.loads(file.read_text(encoding="utf-8"))
    pictures = [image["file_name"] for image in stored["images"]]
    assert len(stored["annotations"]) == 3
    assert all((file.parent.parent / "images" / picture).is_file() for picture in pictures)
