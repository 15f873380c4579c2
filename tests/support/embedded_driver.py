"""A window as it is started by a person: the embedded model, the bundled clip, and pictures of what is seen on the way."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.app import default_services
from sa2va_desktop.evaluation.segmentation import region_similarity
from sa2va_desktop.resources import resource_path
from sa2va_desktop.ui.services import Services

PICTURES_VARIABLE = "SA2VA_MANUAL_PICTURES"
"""A folder: the stories that run through the journeys save their pictures there, for the manual."""

_WAIT_MS = 240_000
_SETTLE_MS = 250
_TITLE_BAR_PX = 28


class EmbeddedDriver(WindowDriver):
    """Waits longer than its base, because the model is real."""

    def services(self) -> Services:
        return default_services()

    def wait(self, condition: object) -> None:
        assert callable(condition)
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_WAIT_MS)

    def type(self, text: str) -> None:
        """Letter by letter, where the focus is."""
        target = self.window.focusWidget() or self.window
        self.qtbot.keyClicks(target, text)

    def hover_picture(self, x: float, y: float) -> None:
        """Move the pointer to a point of the picture."""
        at = self.window.canvas.view_transform.to_widget(x, y)
        self.qtbot.mouseMove(self.window.canvas, QPoint(round(at[0]), round(at[1])))

    def press(self, widget: QWidget) -> None:
        """Click in the middle of a button."""
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def picture(self, name: str) -> None:
        """Save what is seen, dialogs on top included, if pictures are wanted."""
        folder = os.environ.get(PICTURES_VARIABLE)
        if not folder:
            return
        settle()
        path = Path(folder) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self._composed().save(str(path)), path

    def _composed(self) -> QPixmap:
        window = self.window
        picture = window.grab()
        painter = QPainter(picture)
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible() and other.isWindow() and other.width() > 1:
                place = QRect(window.mapFromGlobal(other.mapToGlobal(QPoint(0, 0))), other.size())
                if isinstance(other, QDialog):  # the screen of a test is smaller than the window
                    place.moveCenter(window.rect().center())
                painter.drawPixmap(place, other.grab())
                self._draw_frame(painter, place, other.windowTitle())
        painter.end()
        return picture

    def _draw_frame(self, painter: QPainter, place: QRect, title: str) -> None:
        """What a window manager would draw round a dialog."""
        palette = self.window.palette()
        bar = QRect(place.left(), place.top() - _TITLE_BAR_PX, place.width(), _TITLE_BAR_PX)
        painter.fillRect(bar, palette.color(QPalette.ColorRole.Mid))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, title)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(place.united(bar).adjusted(0, 0, -1, -1))

    def mask(self, object_id: ObjectId, frame_index: int) -> BoolMask:
        frame = self.window.document.project.frame(object_id, frame_index)
        assert frame is not None, frame_index
        return rle_to_mask(frame.rle)


def settle() -> None:
    """Let thumbnails, previews and the status line catch up."""
    loop = QEventLoop()
    QTimer.singleShot(_SETTLE_MS, loop.quit)
    loop.exec()
    QCoreApplication.processEvents()


def demo_truth(frame_index: int, object_id: int) -> BoolMask:
    """The exact mask of a thing of the bundled clip: 1 tree, 2 balloon, 3 red car, 4 blue car."""
    with Image.open(resource_path(f"demo/masks/{frame_index:05d}.png")) as picture:
        return np.asarray(picture) == object_id


def mean_j(driver: EmbeddedDriver, object_id: ObjectId, truth_id: int) -> float:
    """Mean region similarity over the frames of the bundled clip."""
    count = driver.window.view_state.frame_count
    values = [
        region_similarity(driver.mask(object_id, frame), demo_truth(frame, truth_id)) for frame in range(count)
    ]
    return sum(values) / len(values)
