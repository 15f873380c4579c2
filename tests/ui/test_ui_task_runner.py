from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sa2va_desktop.errors import InputError, OutOfMemoryError
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
    gate, started = threading.Event(), threading.Event()
    runner.submit(lambda _context: started.set() or gate.wait(10), lane=Lane.MODEL, title="deaf")
    assert started.wait(5)

    in_time = runner.close(timeout_s=0.05)
    gate.set()

    assert not in_time
    assert "sa2va-model-0" in caplog.text


class Steps:
    """Work that yields 0, 1, 2, … and waits before each until the test lets it."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._may = threading.Semaphore(0)

    def let(self, count: int = 1) -> None:
        self._may.release(count)

    def __call__(self, _context: TaskContext) -> Iterator[int]:
        for number in range(self._count):
            assert self._may.acquire(timeout=5)
            yield number


def test_an_urgent_task_runs_between_two_partial_results_of_the_running_one(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    steps, order = Steps(3), []
    long = runner.submit(
        steps,
        lane=Lane.MODEL,
        title="track",
        on_partials=order.extend,
        on_end=lambda _task: order.append("end"),
    )
    waiting = runner.submit(
        lambda _context: "ordinary", lane=Lane.MODEL, title="waiting", on_success=order.append
    )
    steps.let()
    qtbot.waitUntil(lambda: order == [0])

    click = runner.submit(
        lambda _context: "click", lane=Lane.MODEL, title="click", is_urgent=True, on_success=order.append
    )
    steps.let()
    qtbot.waitUntil(lambda: click.state.is_over)
    is_long_over = long.state.is_over
    steps.let()
    qtbot.waitUntil(lambda: waiting.state.is_over)

    assert not is_long_over
    assert order == [0, 1, "click", 2, "end", "ordinary"]


def test_urgent_tasks_go_before_ordinary_ones_that_wait_and_idle_work_goes_last(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    gate, order = threading.Event(), []
    runner.submit(lambda _context: gate.wait(5), lane=Lane.MODEL, title="deaf")
    for name in ("idle", "ordinary", "urgent"):
        runner.submit(
            lambda _context, name=name: order.append(name),  # type: ignore[misc]
            lane=Lane.MODEL,
            title=name,
            is_urgent=name == "urgent",
            is_idle_work=name == "idle",
        )

    gate.set()
    qtbot.waitUntil(lambda: runner.is_idle)

    assert order == ["urgent", "ordinary", "idle"]


def test_of_urgent_tasks_of_one_channel_only_the_latest_runs(qtbot: QtBot, runner: TaskRunner) -> None:
    steps, ran = Steps(2), []
    long = runner.submit(steps, lane=Lane.MODEL, title="track")
    for number in range(3):
        runner.submit(
            lambda _context, number=number: ran.append(number),  # type: ignore[misc]
            lane=Lane.MODEL,
            title="hover",
            channel="hover",
            is_urgent=True,
        )

    steps.let(2)
    qtbot.waitUntil(lambda: long.state.is_over)

    assert ran == [2]


def test_an_urgent_stream_makes_way_for_a_click_and_ends_before_the_long_task_goes_on(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    steps, words, order = Steps(2), Steps(2), []
    long = runner.submit(steps, lane=Lane.MODEL, title="track", on_partials=order.extend)
    caption = runner.submit(
        words, lane=Lane.MODEL, title="describe", is_urgent=True, on_end=lambda _task: order.append("described")
    )
    steps.let()  # the long task may be inside its first step already
    words.let()
    qtbot.waitUntil(lambda: caption.state is TaskState.RUNNING)

    runner.submit(
        lambda _context: "click", lane=Lane.MODEL, title="click", is_urgent=True, on_success=order.append
    )
    words.let()
    qtbot.waitUntil(lambda: caption.state.is_over)
    steps.let()
    qtbot.waitUntil(lambda: long.state.is_over)

    assert [event for event in order if event != 0] == ["click", "described", 1]


def test_an_urgent_task_that_fails_costs_the_running_one_nothing(
    qtbot: QtBot, runner: TaskRunner, caplog: pytest.LogCaptureFixture
) -> None:
    steps, got, failures = Steps(2), [], []
    long = runner.submit(steps, lane=Lane.MODEL, title="track", on_partials=got.extend)
    steps.let()

    def fails(_context: TaskContext) -> None:
        raise OutOfMemoryError("The device is full.")

    click = runner.submit(
        fails,
        lane=Lane.MODEL,
        title="click",
        is_urgent=True,
        on_failure=failures.append,
        presents_failure=False,
    )
    steps.let()
    qtbot.waitUntil(lambda: long.state.is_over)

    assert (long.state, click.state) == (TaskState.SUCCEEDED, TaskState.FAILED)
    assert got == [0, 1]
    assert [str(error) for error in failures] == ["The device is full."]


def test_a_paused_task_keeps_its_lane_serves_urgent_ones_and_goes_on_where_it_was(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    got: list[int] = []
    long = runner.submit(
        lambda _context: iter_numbers(50), lane=Lane.MODEL, title="track", on_partials=got.extend
    )
    long.pause()
    waiting = runner.submit(lambda _context: None, lane=Lane.MODEL, title="waiting")

    click = runner.submit(lambda _context: None, lane=Lane.MODEL, title="click", is_urgent=True)
    qtbot.waitUntil(lambda: click.state.is_over)
    before, state, waited = list(got), long.state, waiting.state
    long.resume()
    qtbot.waitUntil(lambda: waiting.state.is_over)

    assert before == []
    assert (state, waited) == (TaskState.RUNNING, TaskState.PENDING)
    assert got == list(range(50))


@pytest.mark.parametrize("end", ["cancel", "supersede", "stop_accepting"])
def test_a_paused_task_obeys_at_once_when_it_is_ended_and_keeps_what_is_done(
    qtbot: QtBot, runner: TaskRunner, end: str
) -> None:
    steps, got = Steps(3), []
    long = runner.submit(steps, lane=Lane.MODEL, title="track", on_partials=got.extend)
    steps.let()
    qtbot.waitUntil(lambda: got == [0])
    long.pause()
    steps.let()
    qtbot.waitUntil(lambda: got == [0, 1])

    {"cancel": long.cancel, "supersede": long.supersede, "stop_accepting": runner.stop_accepting}[end]()
    qtbot.waitUntil(lambda: runner.is_idle)

    assert long.state is TaskState.CANCELLED
    assert got == [0, 1]


def test_a_finished_task_lets_go_of_what_its_work_held_although_nothing_follows(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    steps = Steps(1)
    held = weakref.ref(steps)
    runner.submit(steps, lane=Lane.MODEL, title="track")
    steps.let()
    qtbot.waitUntil(lambda: runner.is_idle)

    del steps

    qtbot.waitUntil(lambda: held() is None)


def iter_numbers(count: int) -> Iterator[int]:
    yield from range(count)
