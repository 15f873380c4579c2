"""Following another process of this program: the lines that it writes as they come, its end, and ending it kindly.

What it writes goes into files and is read from there, so that nothing waits on a full pipe and a log stays.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from sa2va_desktop.errors import (
    CancelledError,
    InputError,
    ModelError,
    OutOfMemoryError,
    OutputError,
    Sa2vaDesktopError,
    UsageError,
)
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

POLL_S = 0.1
PATIENCE_S = 25.0
"""So long a process may take to write down what it has; closing the window waits longer."""
_ERRORS: dict[int, type[Sa2vaDesktopError]] = {
    error.exit_code: error for error in (UsageError, InputError, ModelError, OutOfMemoryError)
}
_PREFIX = "sa2va-desktop: "
_TAIL_BYTES = 1 << 16
_NICENESS = 10
_WINDOWS_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(
    subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0
)


def child_lines(
    command: Sequence[str],
    *,
    out: Path,
    errors: Path,
    token: CancelToken,
    stop: Callable[[], None] = lambda: None,
    patience_s: float = PATIENCE_S,
) -> Generator[str, None, None]:
    """Start a process, yield each line that it writes, and end when it has ended.

    When the token is cancelled or the generator closed, the process is asked to end, as by Ctrl+C and with `stop`; one
    that has not ended after `patience_s` seconds is killed.

    Args:
        out: gets what it writes, after what is there.
        errors: gets what it complains of, anew.

    Raises:
        Sa2vaDesktopError: it failed; of the kind that its exit code says, with the last sentence of `errors`.
        CancelledError: it was cancelled, from here or elsewhere.
        OutputError: it cannot be started.
    """
    with ExitStack() as stack:
        process = _started(command, out, errors, stack)
        reader = stack.enter_context(out.open("rb"))
        reader.seek(process.written_before)
        try:
            rest = b""
            while True:
                has_ended = (
                    process.child.poll() is not None
                )  # before reading: its last lines must not be missed
                *lines, rest = (rest + reader.read()).split(b"\n")
                for line in lines:
                    yield line.decode("utf-8", "replace")
                if has_ended:
                    break
                token.raise_if_cancelled()
                time.sleep(POLL_S)
            _raise_for(process.child.returncode, errors)
        finally:
            _end(process.child, stop, patience_s)


class _Started:
    """`written_before`: bytes of the file before it."""

    def __init__(self, child: subprocess.Popen[bytes], written_before: int) -> None:
        self.child = child
        self.written_before = written_before


def _started(command: Sequence[str], out: Path, errors: Path, stack: ExitStack) -> _Started:
    package = Path(__file__).resolve().parents[2]
    paths = [str(package), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        written: BinaryIO = stack.enter_context(out.open("ab"))
        before = written.tell()
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=stack.enter_context(errors.open("wb")),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,  # Ctrl+C in the terminal of the window is for the window
            creationflags=_WINDOWS_FLAGS,
        )
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be started: {1}").format(command[0], error)
        ) from error
    _step_back(child)
    return _Started(child, before)


def _step_back(child: subprocess.Popen[bytes]) -> None:
    """The window goes first: pictures are decoded and masks made while the other process computes for hours."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # it may be over already
            os.setpriority(os.PRIO_PROCESS, child.pid, _NICENESS)


def _end(child: subprocess.Popen[bytes], stop: Callable[[], None], patience_s: float) -> None:
    if child.poll() is not None:
        return
    if os.name == "posix":
        child.send_signal(signal.SIGINT)
    with suppress(OutputError):  # it has not come so far that it could be asked so; it must end all the same
        stop()
    try:
        child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _raise_for(exit_code: int, errors: Path) -> None:
    if exit_code == 0:
        return
    if exit_code in (CancelledError.exit_code, -signal.SIGINT, -signal.SIGTERM):
        raise CancelledError(translate("operations", "The process was cancelled; what was finished is kept."))
    if exit_code == -9:  # SIGKILL: on Linux the kernel ends what takes more than there is, without a word
        raise OutOfMemoryError(
            translate("operations", "The system has ended the process, most often because memory ran out.")
        )
    sentence = _last_sentence(errors)
    kind = _ERRORS.get(exit_code, Sa2vaDesktopError)
    raise kind(sentence or translate("operations", "The process ended with exit code {0}.").format(exit_code))


def _last_sentence(errors: Path) -> str:
    """What a command says last on stderr, without the name of the program."""
    with errors.open("rb") as stream:
        stream.seek(max(0, errors.stat().st_size - _TAIL_BYTES))
        lines = [line.strip() for line in stream.read().decode("utf-8", "replace").splitlines()]
    said = [line for line in lines if line]
    ours = [line.removeprefix(_PREFIX) for line in said if line.startswith(_PREFIX)]
    return next(reversed(ours or said), "")
