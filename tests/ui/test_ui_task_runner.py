from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sa2va_desktop.errors import InputError
from sa2va_desktop.tasks import Progress, TaskState
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner(pool_threads=2)
    yield runner
    assert runner.close()


def test_a_result_arrives_on_the_gui_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[tuple[Any, Any]] = []

    def work(_context: TaskContext) -> str:
        return threading.current_thread().name

    def arrived(value: str) -> None:
        seen.append((value, threading.current_thread()))

    task = runner.submit(work, lane=Lane.MODEL, title="work", on_success=arrived)
    qtbot.waitUntil(lambda: task.state.is_over)

    assert task.state is TaskState.SUCCEEDED
    assert seen == [("sa2va-model-0", threading.main_thread())]


def test_partial_results_come_in_order_coalesced_and_none_is_dropped(qtbot: QtBot, runner: TaskRunner) -> None:
    batches: list[list[int]] = []
    results: list[int] = []

    def work(_context: TaskContext) -> Iterator[int]:
        yield from range(5000)
        return 5000

    task = runner.submit(
        work, lane=Lane.POOL, title="stream", on_partials=batches.append, on_success=results.append
    )
    qtbot.waitUntil(lambda: task.state.is_over)

    assert [item for batch in batches for item in batch] == list(range(5000))
    assert len(batches) < 1000
    assert results == [5000]


def test_cancelling_keeps_what_was_made_and_closes_the_generator_on_its_thread(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    got: list[int] = []
    closed_on: list[str] = []
    may_go_on = threading.Event()

    def work(context: TaskContext) -> Iterator[int]:
        try:
            for number in range(1000):
                yield number
                if number == 2:
                    may_go_on.wait(5)
        finally:
            closed_on.append(threading.current_thread().name)

    task = runner.submit(work, lane=Lane.MODEL, title="stream", on_partials=got.extend)
    qtbot.waitUntil(lambda: len(got) == 3)
    task.cancel()
    may_go_on.set()
    qtbot.waitUntil(lambda: task.state.is_over)

    assert task.state is TaskState.CANCELLED
    assert got in ([0, 1, 2], [0, 1, 2, 3])
    assert closed_on == ["sa2va-model-0"]


def test_a_task_cancelled_before_its_turn_never_runs(qtbot: QtBot, runner: TaskRunner) -> None:
    gate, ran = threading.Event(), []

    first = runner.submit(lambda _context: gate.wait(5), lane=Lane.MODEL, title="first")
    second = runner.submit(lambda _context: ran.append(1), lane=Lane.MODEL, title="second")
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: first.state.is_over and second.state.is_over)

    assert second.state is TaskState.CANCELLED
    assert ran == []


def test_a_superseded_request_is_dropped_on_arrival(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()
    shown: list[str] = []

    def slow(_context: TaskContext) -> str:
        gate.wait(5)
        return "old"

    old = runner.submit(slow, lane=Lane.POOL, title="old", channel="frame", on_success=shown.append)
    new = runner.submit(
        lambda _context: "new", lane=Lane.POOL, title="new", channel="frame", on_success=shown.append
    )
    gate.set()
    qtbot.waitUntil(lambda: old.state.is_over and new.state.is_over)

    assert shown == ["new"]
    assert new.number > old.number


def test_a_failure_travels_as_a_value_to_its_task_and_once_to_the_presenter(
    qtbot: QtBot, runner: TaskRunner, caplog: pytest.LogCaptureFixture
) -> None:
    own: list[BaseException] = []
    presented: list[BaseException] = []
    runner.task_failed.connect(lambda _task, error: presented.append(error))
    caplog.set_level("INFO", "sa2va_desktop")
    error = InputError("clip.mp4 is broken.")

    def work(_context: TaskContext) -> None:
        raise error

    task = runner.submit(work, lane=Lane.POOL, title="open clip", on_failure=own.append)
    quiet = runner.submit(work, lane=Lane.POOL, title="thumbnail", presents_failure=False)
    qtbot.waitUntil(lambda: task.state.is_over and quiet.state.is_over)

    assert task.state is quiet.state is TaskState.FAILED
    assert own == presented == [error]
    assert "open clip" in caplog.text
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]


def test_a_callback_that_raises_is_presented_and_later_tasks_still_arrive(
    qtbot: QtBot, runner: TaskRunner, caplog: pytest.LogCaptureFixture
) -> None:
    presented: list[str] = []
    runner.task_failed.connect(lambda _task, error: presented.append(str(error)))

    def broken(_value: object) -> None:
        raise ValueError("cannot show this")

    runner.submit(lambda _context: 1, lane=Lane.POOL, title="first", on_success=broken)
    arrived: list[int] = []
    runner.submit(lambda _context: 2, lane=Lane.POOL, title="second", on_success=arrived.append)
    qtbot.waitUntil(lambda: runner.is_idle)

    assert presented == ["cannot show this"]
    assert arrived == [2]


def test_progress_is_kept_on_the_task_and_told(qtbot: QtBot, runner: TaskRunner) -> None:
    heard: list[int] = []

    def work(context: TaskContext) -> None:
        for done in range(3):
            context.report(Progress(done, 3, "frames"))

    task = runner.submit(
        work, lane=Lane.POOL, title="export", on_progress=lambda progress: heard.append(progress.done)
    )
    qtbot.waitUntil(lambda: task.state.is_over)

    assert heard == [0, 1, 2]
    assert task.progress is not None
    assert task.progress.unit == "frames"


def test_the_executor_runs_jobs_in_order_on_its_lane_and_delivers_calls_here(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    executor = runner.executor(Lane.STORAGE)
    jobs: list[tuple[int, str]] = []
    calls: list[tuple[int, str]] = []

    def job(number: int) -> None:
        jobs.append((number, threading.current_thread().name))
        executor.deliver(lambda: calls.append((number, threading.current_thread().name)))

    for number in range(100):
        executor.submit(lambda number=number: job(number))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(calls) == 100)

    assert jobs == [(number, "sa2va-storage-0") for number in range(100)]
    assert calls == [(number, "MainThread") for number in range(100)]


def test_a_bare_job_that_raises_is_presented_and_the_lane_goes_on(
    qtbot: QtBot, runner: TaskRunner, caplog: pytest.LogCaptureFixture
) -> None:
    presented: list[str] = []
    runner.task_failed.connect(lambda _task, error: presented.append(str(error)))
    executor = runner.executor(Lane.STORAGE)
    done = threading.Event()

    executor.submit(lambda: [][1])
    executor.submit(done.set)
    qtbot.waitUntil(lambda: bool(presented))

    assert presented == ["list index out of range"]
    assert done.wait(5)


def test_closing_accepts_nothing_new_cancels_and_leaves_no_thread(qtbot: QtBot) -> None:
    runner = TaskRunner()
    started = threading.Event()

    def endless(context: TaskContext) -> None:
        started.set()
        while True:
            context.token.raise_if_cancelled()

    task = runner.submit(endless, lane=Lane.MODEL, title="endless")
    started.wait(5)
    with qtbot.waitSignal(runner.idle):
        runner.stop_accepting()
    late = runner.submit(lambda _context: 1, lane=Lane.POOL, title="late")
    qtbot.waitUntil(lambda: late.state.is_over)

    assert (task.state, late.state) == (TaskState.CANCELLED, TaskState.CANCELLED)
    assert runner.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sa2va-")]


def test_a_thread_that_ignores_its_token_is_named_and_left_alone(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    runner = TaskRunner()
    gate = threading.Event()
    runner.submit(lambda _context: gate.wait(10), lane=Lane.MODEL, title="deaf")

    in_time = runner.close(timeout_s=0.05)
    gate.set()

    assert not in_time
    assert "sa2va-model-0" in caplog.text
