"""What a person feels in an open clip: opening, seeking, stepping, painting, undoing; the same on any length."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.app import default_services, make_window
from sa2va_desktop.ui.main_window import MainWindow

_LIMIT_MS = 300_000


def write_clip(path: Path, frame_count: int, size_hw: tuple[int, int], group: int) -> Path:
    """A textured ground that moves, so that frames differ and do not compress to nothing.

    Args:
        group: frames from one key frame to the next.
    """
    height, width = size_hw
    ground = np.random.default_rng(5).integers(0, 255, (height // 8 + 64, width // 8 + 64, 3), np.uint8)
    ground = np.kron(ground, np.ones((8, 8, 1), np.uint8))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "veryfast", "g": str(group)})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(frame_count):
            x, y = index * 3 % 500, index * 2 % 500
            picture = np.ascontiguousarray(ground[y : y + height, x : x + width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode(None))
    return path


def decoding_floor(path: Path, frame_indices: list[int], group: int) -> dict[str, dict[str, float]]:
    """What PyAV alone takes for the same wishes: seek to the key frame, decode every frame up to the wish, convert it."""
    spent, cpu = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for wish in frame_indices:
            start_s, cpu_s = time.perf_counter(), time.process_time()
            container.seek(round(wish // group * group / 25 / stream.time_base), stream=stream)
            for frame in container.decode(stream):
                if round(frame.time * 25) >= wish:
                    frame.to_ndarray(format="rgb24")
                    break
            cpu.append((time.process_time() - cpu_s) * 1000)
            spent.append((time.perf_counter() - start_s) * 1000)
    return {"wall": distribution(spent), "cpu": distribution(cpu)}


class OpenClip:
    """A window with a clip and without a model; every wait runs the event loop, as in the application."""

    def __init__(self, application: QApplication, path: Path) -> None:
        self._application = application
        self.window: MainWindow = make_window(application, default_services())
        self.window.model.choose("none")
        self.window.resize(1280, 720)
        self.window.show()
        QApplication.processEvents()
        start_s = time.perf_counter()
        self.window.open_paths([path])
        self.wait(lambda: self.window.presenter.shown_frame is not None)
        self.opening_ms = (time.perf_counter() - start_s) * 1000

    def wait(self, is_met: Callable[[], bool], limit_ms: int = _LIMIT_MS) -> None:
        """Run the event loop until a condition holds; it is looked at each time that something happened."""
        timer = QTimer()
        timer.setSingleShot(True)
        timer.start(limit_ms)
        while not is_met():
            if not timer.isActive():
                raise TimeoutError("the window did not get there")
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self, pause_ms: int) -> None:
        """Run the event loop for a while."""
        end_s = time.perf_counter() + pause_ms / 1000
        timer = QTimer()
        timer.start(1)
        while time.perf_counter() < end_s:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    @property
    def frame_count(self) -> int:
        return self.window.view_state.frame_count

    def seek_ms(self, frame_index: int) -> float:
        """From the wish to the picture, painted."""
        start_s = time.perf_counter()
        self.window.view_state.seek(frame_index)
        self.wait(lambda: self.window.presenter.shown_frame == frame_index)
        QApplication.sendEvent(self.window, QEvent(QEvent.Type.UpdateRequest))
        return (time.perf_counter() - start_s) * 1000

    def random_frames(self, count: int) -> list[int]:
        return np.random.default_rng(11).integers(0, self.frame_count, count).tolist()

    def random_seeks(self, count: int, rest_ms: int = 0) -> dict[str, float]:
        """Seeks to frames that nobody has decoded lately.

        Args:
            rest_ms: between two of them, for what is fetched ahead after each.
        """
        spent = []
        for frame_index in self.random_frames(count):
            self.rest(rest_ms)
            self.window.frame_cache.clear()
            if frame_index != self.window.presenter.shown_frame:
                spent.append(self.seek_ms(frame_index))
        return distribution(spent)

    def steps(self, count: int, pause_ms: int = 40) -> dict[str, float]:
        """Steps to the next frame, at the pace of a held key."""
        self.seek_ms(self.frame_count // 3)
        self.rest(300)
        spent = []
        for _ in range(count):
            spent.append(self.seek_ms(self.window.view_state.frame_index + 1))
            self.rest(pause_ms)
        return distribution(spent)

    def add_object(self) -> ObjectId:
        """An empty object, as one history entry."""
        window = self.window
        project, media = window.document.project, window.media_switch.shown
        assert media is not None
        item = AnnotationObject(project.allocate_object_id(), media.media_id, "thing", (230, 159, 0))
        window.document.do("Add", [Change(Table.OBJECT, item.object_id, None, item)])
        return item.object_id

    def mark(self, object_id: ObjectId, frame_index: int) -> None:
        """A prompted mask in the middle of a frame."""
        media = self.window.media_switch.shown
        assert media is not None
        frame = ObjectFrame(_masks((media.height, media.width))[0], FrameState.PROMPTED, 0.9, 5.0)
        self.window.document.do("Mark", [Change(Table.FRAME, (object_id, frame_index), None, frame)])

    def run_over(self, object_id: ObjectId, frame_range: range) -> None:
        """A track as a run leaves it: one history entry, many transactions."""
        window = self.window
        session, media = window.document.session, window.media_switch.shown
        assert session is not None
        assert media is not None
        masks = _masks((media.height, media.width))
        run = session.begin_run("Track")
        for start in range(frame_range.start, frame_range.stop, 500):
            part = range(start, min(start + 500, frame_range.stop))
            frames = [ObjectFrame(masks[i % len(masks)], FrameState.TRACKED, 0.9, 5.0) for i in part]
            session.append(run, [Change(Table.FRAME, (object_id, i), None, f) for i, f in zip(part, frames)])
            QApplication.processEvents()
        session.seal(run, EntryState.COMPLETE)
        self.wait(lambda: window.document.pending_count == 0)

    def timed(self, act: Callable[[], object], repeats: int = 1) -> dict[str, float]:
        """An act on the GUI thread with the painting that follows from it; CPU time is that of this thread."""
        spent, cpu = [], []
        for _ in range(repeats):
            start_s, cpu_s = time.perf_counter(), time.thread_time()
            act()
            QApplication.sendEvent(self.window, QEvent(QEvent.Type.UpdateRequest))
            cpu.append((time.thread_time() - cpu_s) * 1000)
            spent.append((time.perf_counter() - start_s) * 1000)
            self.rest(50)
        return {**distribution(spent), "cpu_median_ms": round(statistics.median(cpu), 1)}

    def close(self) -> None:
        loop = QEventLoop()
        self.window.closed.connect(loop.quit)
        self.window.close()
        loop.exec()
        self.window.deleteLater()
        QApplication.processEvents()


def distribution(spent_ms: list[float]) -> dict[str, float]:
    ordered = sorted(spent_ms)
    return {
        "best_ms": round(ordered[0], 1),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    }


def _masks(size_hw: tuple[int, int]) -> list[MaskRle]:
    height, width = size_hw
    y, x = np.mgrid[:height, :width]
    radius = height / 4
    return [
        mask_to_rle(np.hypot(x - width / 3 - 2 * step, y - height / 2) < radius + 3 * np.sin(x / 5 + y / 7))
        for step in range(20)
    ]


def write_long_clip(path: Path, frame_count: int) -> Path:
    """Tiny frames in groups of 250, written as fast as the encoder can: only the number of frames matters."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "g": "250"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(frame_count):
            picture = np.full((72, 64), index % 200, np.uint8)
            picture[10:20, index % 50 : index % 50 + 10] = 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))
    return path
