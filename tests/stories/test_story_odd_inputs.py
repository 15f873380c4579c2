"""Odd pictures and clips: clicking, painting, tracking and exporting work on them, or one sentence says why not."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import CLIP_SIZE_HW, WindowDriver, write_clip, write_picture

from sa2va_desktop.annotation.records import AnnotationObject, FrameState
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.ui.dialogs.export_dialog import ExportDialog

CTRL = Qt.KeyboardModifier.ControlModifier
EXIF_ORIENTATION = 0x0112


def noise(*shape: int, dtype: type = np.uint8) -> np.ndarray:
    return np.random.default_rng(1).integers(0, np.iinfo(dtype).max, shape, dtype=dtype)


def saved(mode: str, suffix: str) -> Callable[[Path], Path]:
    """A 64x48 picture in a mode of Pillow."""

    def save(folder: Path) -> Path:
        path = folder / f"picture{suffix}"
        Image.fromarray(noise(48, 64, 3)).convert(mode).save(path)
        return path

    return save


def sixteen_bit(folder: Path) -> Path:
    path = folder / "deep.png"
    Image.fromarray(noise(48, 64, dtype=np.uint16)).save(path)
    return path


def turned(orientation: int) -> Callable[[Path], Path]:
    """A picture that is stored as 64x48 and shown as its EXIF record says."""

    def save(folder: Path) -> Path:
        exif = Image.Exif()
        exif[EXIF_ORIENTATION] = orientation
        path = folder / "turned.jpg"
        Image.fromarray(noise(48, 64, 3)).save(path, exif=exif)
        return path

    return save


def sized(width: int, height: int) -> Callable[[Path], Path]:
    return lambda folder: write_picture(folder / "sized.png", size_wh=(width, height))


ODD_PICTURES: dict[str, tuple[Callable[[Path], Path], tuple[int, int]]] = {
    "one pixel": (sized(1, 1), (1, 1)),
    "a line": (sized(1, 300), (300, 1)),
    "a panorama": (sized(20_000, 100), (100, 20_000)),
    "grey": (saved("L", ".png"), (48, 64)),
    "a palette": (saved("P", ".gif"), (48, 64)),
    "alpha": (saved("RGBA", ".png"), (48, 64)),
    "grey with alpha": (saved("LA", ".png"), (48, 64)),
    "CMYK": (saved("CMYK", ".jpg"), (48, 64)),
    "16 bits": (sixteen_bit, (48, 64)),
    "on its side": (turned(6), (64, 48)),
    "on its side and mirrored": (turned(5), (64, 48)),
}


def object_at(driver: WindowDriver, x: float, y: float) -> AnnotationObject:
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Q)
    driver.click_picture(x, y)
    driver.wait(lambda: driver.window.clicks.candidates and not driver.window.clicks.is_waiting)
    driver.key(Qt.Key.Key_Return)
    (item,) = driver.window.object_commands.selected()
    return item


def export(driver: WindowDriver, folder: Path) -> dict[str, list[dict[str, object]]]:
    window = driver.window
    window.actions_by_id["file.export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.formats.choose("coco")
    dialog.folder_line.setText(str(folder))
    driver.wait(lambda: "Checking" not in dialog.loss.text())
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    driver.wait(lambda: any("Exported" in text for text in window.message_bar.texts))
    (file,) = folder.rglob("*.json")
    stored: dict[str, list[dict[str, object]]] = json.loads(file.read_text(encoding="utf-8"))
    return stored


@pytest.mark.parametrize("name", ODD_PICTURES)
def test_an_odd_picture_is_clicked_painted_and_exported(
    driver: WindowDriver, tmp_path: Path, name: str
) -> None:
    make, (height, width) = ODD_PICTURES[name]
    path = make(tmp_path)
    driver.predictor = ScriptedPredictor(Script())
    driver.start(path)
    driver.wait_for_media(path.name)
    item = driver.window.media_switch.shown
    assert item is not None
    assert (item.height, item.width) == (height, width)

    thing = object_at(driver, width / 2, height / 2)
    driver.key(Qt.Key.Key_B)
    driver.click_picture(width / 2, height / 2)
    stored = export(driver, tmp_path / "out")

    frame = driver.window.document.project.frame(thing.object_id, 0)
    assert frame is not None
    assert frame.state in (FrameState.EDITED, FrameState.PROMPTED)  # painting what is inside changes nothing
    pixel = math.ceil(
        1 / driver.window.canvas.view_transform.scale
    )  # of the screen: as exactly as a click can aim
    middle = slice(max(0, width // 2 - pixel), width // 2 + pixel + 1)
    assert rle_to_mask(frame.rle)[height // 2, middle].any()
    assert [(image["height"], image["width"]) for image in stored["images"]] == [(height, width)]
    assert len(stored["annotations"]) == 1
    (picture,) = (tmp_path / "out").rglob("*.jpg")
    with Image.open(picture) as written:
        assert written.size == (width, height)


def test_a_clip_of_one_frame_has_nothing_to_track_and_says_so(driver: WindowDriver, tmp_path: Path) -> None:
    driver.predictor = ScriptedPredictor(Script())
    driver.start(write_clip(tmp_path / "one.mp4", 1))
    driver.wait_for_media("one.mp4")
    object_at(driver, 50, 40)

    driver.key(Qt.Key.Key_T, CTRL)

    track = driver.window.actions_by_id["object.track"]
    assert not track.isEnabled()
    assert "no other frames" in track.toolTip()
    stored = export(driver, tmp_path / "out")
    assert [(image["height"], image["width"]) for image in stored["images"]] == [CLIP_SIZE_HW]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("empty.png", b""),
        ("text.jpg", b"this is no picture"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("zeros.mkv", bytes(5000)),
    ],
)
def test_a_file_that_is_no_media_is_refused_in_one_sentence(
    driver: WindowDriver, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    driver.start(tmp_path / name)
    driver.wait(lambda: driver.window.message_bar.texts)

    (sentence,) = driver.window.message_bar.texts
    assert name in sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert driver.window.document.project.media == {}
