"""Fixtures of all tests: no display, no traces in the person's folders, no thread or timer or warning left behind.

Being here puts `tests/` on the import path: `from support.… import …`.
"""

from __future__ import annotations

import gc
import itertools
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.loopback_hub import REPO_ID, LoopbackHub, loopback_hub, model_files

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"  # the window speaks the language of the desktop; tests read English
os.environ.setdefault("OMP_NUM_THREADS", "1")  # one test process a core already
# Compiled once: the tests start dozens of processes, and rewriting all assertions takes a worker ten seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_THREAD_LIMIT_S = 5.0
_HOME_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`mktemp` for each test would look through thousands of folders for the next number."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, session state, caches and logs of one test go to a folder of its own."""
    home = homes / str(next(_HOME_NUMBERS))
    home.mkdir()
    monkeypatch.setenv("SA2VA_DESKTOP_HOME", str(home))
    monkeypatch.setenv("HF_HUB_CACHE", str(home / "hub"))  # the list of models looks there
    return home


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A hub on loopback with one model on it, in the place of the real one."""
    with loopback_hub() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
        served.add(REPO_ID, model_files())
        yield served


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """A thread that outlives its test makes a later one fail at random; it is named here instead."""
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + _THREAD_LIMIT_S
    while True:
        left = [
            thread
            for thread in threading.enumerate()
            if thread not in before and thread.is_alive() and thread.name.startswith("sa2va-")
        ]
        if not left or time.monotonic() > deadline_s:
            break
        time.sleep(0.01)
    assert not left, f"threads left behind: {[thread.name for thread in left]}"


@pytest.fixture(scope="session", autouse=True)
def frozen_imports() -> None:
    """What imports have made is never garbage; leaving it out makes the search for timers four times as fast."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_timer_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """In tests that use Qt, no timer without a living owner may still fire after the test."""
    yield
    if "qtbot" not in request.fixturenames:
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    running = [item for item in gc.get_objects() if isinstance(item, QTimer) and _is_running(item)]
    gc.freeze()  # what this test leaves behind is not looked through again after each later one
    assert not running, f"timers left running: {[timer.parent() for timer in running]}"


def _is_running(timer: object) -> bool:
    import shiboken6
    from PySide6.QtCore import QTimer

    return isinstance(timer, QTimer) and shiboken6.isValid(timer) and timer.isActive()


@pytest.fixture(autouse=True)
def no_unexpected_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our own loggers say nothing at WARNING or above unless the test asks for `caplog` and checks it itself."""
    if "caplog" in request.fixturenames or "qtlog" in request.fixturenames:
        yield
        return
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    collector = Collector(logging.WARNING)
    logger = logging.getLogger("sa2va_desktop")
    logger.addHandler(collector)
    yield
    logger.removeHandler(collector)
    assert not records, f"logged without being expected: {[record.getMessage() for record in records]}"
