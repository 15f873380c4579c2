"""A window on small generated media and a scripted model, driven as a person would: keys, clicks, waiting for what shows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support import training_child
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.app import make_application, make_window
from sa2va_desktop.evaluation.segmentation import boundary_measure
from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.operations.model_fit import ModelFit
from sa2va_desktop.operations.models import ReleasedModel
from sa2va_desktop.operations.turn_layout import TurnOptions
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.ui.main_window import MainWindow
from sa2va_desktop.ui.services import Services

CLIP_SIZE_HW = (96, 160)
CLIP_FRAMES = 24
GREY_STEP = 10
WAIT_MS = 10_000

TWO_OBJECTS = Script(
    parts=(
        "Sure, ",
        ScriptedObject("the red ball", (20, 20, 60, 60), velocity_xy=(2, 0)),
        " and ",
        ScriptedObject("a box", (100, 50, 140, 90)),
        ".",
    )
)


_CLIPS: dict[int, bytes] = {}
"""What was encoded before, by the number of frames: hundreds of windows open the same clip."""


def write_clip(path: Path, frame_count: int = CLIP_FRAMES) -> Path:
    """A clip whose frame k is plain grey of level k * GREY_STEP (in a byte), so that a picture tells its index."""
    if frame_count not in _CLIPS:
        with VideoWriter(path, size_hw=CLIP_SIZE_HW, time_base=(1, 25), fps=25) as writer:
            for index in range(frame_count):
                writer.write(np.full((*CLIP_SIZE_HW, 3), index * GREY_STEP % 256, np.uint8), index)
        _CLIPS[frame_count] = path.read_bytes()
    else:
        path.write_bytes(_CLIPS[frame_count])
    return path


def write_picture(
    path: Path, color: tuple[int, int, int] = (200, 60, 20), size_wh: tuple[int, int] = (64, 48)
) -> Path:
    Image.new("RGB", size_wh, color).save(path)
    return path


@dataclass(frozen=True)
class DemoClipFile:
    video: Path
    instruction: str


@dataclass(frozen=True)
class ScriptedReport:
    is_sound: bool = True

    def sentences(self) -> list[str]:
        return ["Every tensor is right." if self.is_sound else "tensor0: not a number in 3 of 12."]


class WindowDriver:
    """Opens windows one after the other, as sessions of one person; all share the home folder of the test."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.predictor = ScriptedPredictor(TWO_OBJECTS)
        self.load_error: Exception | None = None
        self.loads: list[str] = []
        self.tracker_loads: list[str] = []
        self.turn_loads: list[TurnOptions | None] = []
        self.models_here: set[str] = set()
        self.verified: list[Path] = []
        self.report = ScriptedReport()
        self.training_script = folder / "script.json"  # see `training_child.write_script`
        self.load_gate = threading.Event()  # cleared: loading a model takes until it is set
        self.load_gate.set()
        self._windows: list[MainWindow] = []
        self._has_started = False

    @property
    def window(self) -> MainWindow:
        return self._windows[-1]

    # ---- life of a window

    def start(self, *paths: Path) -> MainWindow:
        window = make_window(make_application(), self.services())
        self._windows.append(window)
        if not self._has_started:
            window.resize(1100, 720)
            self._has_started = True
        window.show()
        window.activateWindow()
        self.wait(window.isActiveWindow)
        if paths:
            window.open_paths(paths)
        return window

    def close(self) -> None:
        """Close the window and wait until every thread has ended."""
        window = self.window
        if not window.shutdown.is_finished:
            with self.qtbot.waitSignal(window.closed, timeout=WAIT_MS):
                window.close()
        self._windows.pop()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)

    def close_all(self) -> None:
        while self._windows:
            self.close()

    def services(self) -> Services:
        """What the window is given: a scripted model and a small demo clip."""
        return Services(
            load_predictor=self._load,
            demo_clip=self._demo_clip,
            boundary=boundary_measure,
            verify_checkpoint=self._verify,
            model_fits=lambda models: {model.name: self._fit(model) for model in models},
            version="1.2.3",
            has_model=lambda name: name in self.models_here,
            training_command=lambda config, is_plan: training_child.command(
                self.training_script, config, is_plan
            ),
        )

    # ---- waiting

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def open_clip(self, name: str = "clip.mp4", frame_count: int = CLIP_FRAMES) -> Path:
        """Write a clip, open it and wait for its first picture."""
        path = write_clip(self.folder / name, frame_count)
        self.window.open_paths([path])
        self.wait_for_media(name)
        return path

    def wait_for_media(self, name: str) -> None:
        self.wait(lambda: self.shown_media_name() == name and self.window.presenter.shown_frame is not None)

    def shown_media_name(self) -> str:
        item = self.window.media_switch.shown
        return Path(item.path).name if item is not None else ""

    def wait_for_frame(self, frame_index: int) -> None:
        self.wait(lambda: self.window.presenter.shown_frame == frame_index)

    def wait_until_stored(self) -> None:
        self.wait(lambda: self.window.document.pending_count == 0)

    # ---- acting

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press and release a key where the focus is; the canvas has it unless something else was clicked."""
        target = self.window.focusWidget() or self.window
        self.qtbot.keyClick(target, key, modifiers)

    def click(self, widget: QWidget, x: float, y: float, modifiers: Qt.KeyboardModifier | None = None) -> None:
        self.qtbot.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            modifiers or Qt.KeyboardModifier.NoModifier,
            QPoint(round(x), round(y)),
        )

    def right_click_picture(self, x: float, y: float) -> None:
        """Press and release the right button at a point of the picture on the canvas."""
        canvas = self.window.canvas
        at = canvas.view_transform.to_widget(x, y)
        self.qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=QPoint(round(at[0]), round(at[1])))

    def drag_picture(self, *way_xy: tuple[float, float]) -> None:
        """Press the left button at the first picture point, move over the others, let go at the last."""
        canvas = self.window.canvas
        way = [canvas.view_transform.to_widget(*xy) for xy in way_xy]
        points = [QPoint(round(x), round(y)) for x, y in way]
        self.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            self.qtbot.mouseMove(canvas, point)
        self.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])

    def click_picture(self, x: float, y: float, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Click at a point of the picture on the canvas."""
        self.click(self.window.canvas, *self.window.canvas.view_transform.to_widget(x, y), modifiers)

    def picture_color(self, x: float, y: float) -> tuple[int, int, int]:
        """What the canvas shows at a point of the picture."""
        at = self.window.canvas.view_transform.to_widget(x, y)
        image = self.window.canvas.grab().toImage()
        color = QColor(image.pixel(round(at[0]), round(at[1])))
        return color.red(), color.green(), color.blue()

    def ask(self, text: str = "Please segment the ball and the box.") -> None:
        """Type an instruction, press Enter, and wait for its end."""
        self.begin_asking(text)
        self.wait(lambda: not self.window.ask.is_running)

    def begin_asking(self, text: str = "Please segment the ball and the box.") -> None:
        self.window.docks.focus_prompt()
        self.window.conversation.set_prompt_text(text)
        self.window.conversation.send()

    # ---- inside

    def _load(
        self,
        name_or_folder: str,
        *,
        device: str,
        dtype: str,
        tracker: str = "none",
        turns: TurnOptions | None = None,
        quantise: str = "auto",
        offload: str = "auto",
        capture: str = "off",
    ) -> ScriptedPredictor:
        self.loads.append(name_or_folder)
        self.turn_loads.append(turns)
        self.tracker_loads.append(tracker)
        self.load_gate.wait(WAIT_MS / 1000)
        if self.load_error is not None:
            raise self.load_error
        return self.predictor

    def _verify(
        self, folder: Path, *, public_sam2: Path | None, token: CancelToken
    ) -> Generator[Progress, None, ScriptedReport]:
        self.verified.append(folder)
        yield Progress(1, 2, "bytes", "tensor0")
        return self.report

    def _fit(self, model: ReleasedModel) -> ModelFit:
        """As on a machine with 16 GB."""
        is_small = model.about_bytes < 16e9
        return ModelFit(is_small, "fits in bfloat16" if is_small else "does not fit: takes at least 40.0 GiB")

    def _demo_clip(self) -> DemoClipFile:
        return DemoClipFile(write_clip(self.folder / "demo.mp4"), "Please segment the ball.")
