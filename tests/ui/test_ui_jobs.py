"""The list of jobs and its rows."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from support.window_driver import WindowDriver

from sa2va_desktop.errors import InputError
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.item_models.job_item_model import JobItemModel
from sa2va_desktop.ui.jobs import Job
from sa2va_desktop.ui.main_window import MainWindow
from sa2va_desktop.ui.model_run import RunState
from sa2va_desktop.ui.run_progress import RunProgress
from sa2va_desktop.ui.task_runner import Lane, TaskContext


@pytest.fixture
def window(driver: WindowDriver) -> MainWindow:
    return driver.start()


def row(state: RunState, **values: object) -> Job:
    return Job(("run", 1), "Track “dog”", state, **{"progress": RunProgress(), **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("job", "detail", "line"),
    [
        (row(RunState.RUNNING), "Working…", "Track “dog”…"),
        (
            row(RunState.RUNNING, progress=RunProgress(3, 9, "masks", 1.5, 4.0)),
            "3 / 9 masks  ·  1.5 masks/s  ·  4 s left",
            "Track “dog”  ·  3 / 9 masks  ·  4 s left",
        ),
        (
            row(RunState.PAUSED, progress=RunProgress(3, 9, "masks", 1.5, 4.0)),
            "Paused  ·  3 / 9 masks",
            "Track “dog”  ·  Paused  ·  3 / 9 masks",
        ),
        (row(RunState.WAITING, message="Waits"), "Waits", "Track “dog”  ·  Waits"),
        (row(RunState.DONE), "Done", "Track “dog”  ·  Done"),
        (row(RunState.STOPPED), "Stopped", "Track “dog”  ·  Stopped"),
        (row(RunState.FAILED, message="Full."), "Full.", "Track “dog”  ·  Full."),
    ],
)
def test_a_job_says_how_it_is(job: Job, detail: str, line: str) -> None:
    assert (job.detail, job.line) == (detail, line)


def test_a_long_title_is_cut_in_the_status_bar_only() -> None:
    job = Job(("run", 1), "Answer “" + "x" * 100, RunState.RUNNING, RunProgress())

    assert len(job.line) == 41
    assert len(job.title) > 100


def test_only_tasks_that_somebody_waits_for_are_listed(qtbot: QtBot, window: MainWindow) -> None:
    gate = threading.Event()

    window.runner.submit(lambda _context: gate.wait(5), lane=Lane.POOL, title="Thumbnails")
    window.runner.submit(lambda _context: gate.wait(5), lane=Lane.POOL, title="Import", is_job=True)
    qtbot.waitUntil(lambda: [job.title for job in window.jobs.unfinished] == ["Import"])
    gate.set()
    qtbot.waitUntil(lambda: not window.jobs.unfinished)

    assert window.jobs.finished == []  # it ended before anything was to be said of it


def test_a_failed_task_keeps_its_sentence(qtbot: QtBot, window: MainWindow) -> None:
    def fails(_context: TaskContext) -> None:
        raise InputError("line 3: expected a number, found “x”.")

    window.runner.submit(fails, lane=Lane.POOL, title="Import", is_job=True)
    qtbot.waitUntil(lambda: bool(window.jobs.finished))

    (job,) = window.jobs.finished
    assert (job.state, job.detail) == (RunState.FAILED, "line 3: expected a number, found “x”.")
    window.jobs.forget(job.key)
    assert window.jobs.finished == []


def test_a_task_that_cannot_be_stopped_is_left_alone(qtbot: QtBot, window: MainWindow) -> None:
    gate = threading.Event()
    task = window.runner.submit(lambda _context: gate.wait(5), lane=Lane.POOL, title="Load", is_job=True)
    qtbot.waitUntil(lambda: bool(window.jobs.unfinished))

    (job,) = window.jobs.unfinished
    window.jobs.stop(job.key)
    gate.set()
    qtbot.waitUntil(lambda: task.state.is_over)

    assert not job.can_stop
    assert not task.token.is_cancelled


def test_a_superseded_task_leaves_no_row(qtbot: QtBot, window: MainWindow) -> None:
    gate = threading.Event()
    task = window.runner.submit(lambda _context: gate.wait(5), lane=Lane.POOL, title="Load", is_job=True)
    qtbot.waitUntil(lambda: bool(window.jobs.unfinished))

    task.supersede()
    gate.set()
    qtbot.waitUntil(lambda: not window.jobs.unfinished)

    assert window.jobs.finished == []


def test_rows_that_only_move_on_keep_their_place_and_selection(qtbot: QtBot, window: MainWindow) -> None:
    gates = [threading.Event() for _ in range(2)]

    def work(context: TaskContext) -> None:
        for done, gate in enumerate(gates):
            context.report(Progress(done, 9, "files"))
            gate.wait(5)

    model = JobItemModel(window.jobs)
    resets: list[int] = []
    window.runner.submit(work, lane=Lane.POOL, title="Export", is_job=True)
    qtbot.waitUntil(lambda: bool(model.jobs) and model.jobs[0].progress.total == 9)
    model.modelReset.connect(lambda: resets.append(1))
    gates[0].set()
    qtbot.waitUntil(lambda: model.jobs[0].progress.done == 1)
    index = model.index(0)

    assert resets == []
    assert index.data() == "Export"
    assert "1 / 9 files" in index.data(Qt.ItemDataRole.ToolTipRole)
    gates[1].set()
    qtbot.waitUntil(lambda: not window.jobs.unfinished)
    assert model.jobs[0].state is RunState.DONE
