"""Following another process: its lines, its end, its complaints, and ending it kindly or not."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from sa2va_desktop.errors import CancelledError, InputError, OutOfMemoryError, OutputError, Sa2vaDesktopError
from sa2va_desktop.operations import child_process
from sa2va_desktop.operations.child_process import child_lines
from sa2va_desktop.operations.fine_tuning import ask_to_stop
from sa2va_desktop.tasks import CancelToken


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "POLL_S", 0.005)


def lines_of(
    program: str, folder: Path, token: CancelToken | None = None, *, patience_s: float = 20.0
) -> Generator[str, None, None]:
    command = [sys.executable, "-S", "-c", program]
    return child_lines(
        command,
        out=folder / "out.txt",
        errors=folder / "errors.txt",
        token=token or CancelToken(),
        patience_s=patience_s,
    )


def test_lines_come_as_they_are_written_and_lie_in_the_file_after_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("before\n")
    program = "print('one', flush=True); print('größe'); print('not ended', end='')"

    said = list(lines_of(program, tmp_path))

    assert said == ["one", "größe"]
    assert (tmp_path / "out.txt").read_text("utf-8") == "before\none\ngröße\nnot ended"


@pytest.mark.parametrize(
    ("code", "kind"), [(3, InputError), (5, OutOfMemoryError), (1, Sa2vaDesktopError), (77, Sa2vaDesktopError)]
)
def test_a_failure_is_of_the_kind_that_the_exit_code_says_with_the_last_sentence(
    tmp_path: Path, code: int, kind: type[Sa2vaDesktopError]
) -> None:
    complaint = "a warning\\nsa2va-desktop: clip.mp4: expected frames, found none\\nbye\\n"
    program = f"import sys; sys.stderr.write('{complaint}'); sys.exit({code})"

    with pytest.raises(Sa2vaDesktopError, match=r"^clip\.mp4: expected frames, found none$") as caught:
        list(lines_of(program, tmp_path))
    assert type(caught.value) is kind


def test_a_silent_failure_names_its_exit_code_and_a_killed_process_its_likely_cause(tmp_path: Path) -> None:
    with pytest.raises(Sa2vaDesktopError, match="exit code 9"):
        list(lines_of("raise SystemExit(9)", tmp_path))
    with pytest.raises(OutOfMemoryError, match="memory ran out"):
        list(lines_of("import os; os.kill(os.getpid(), 9)", tmp_path))


def test_a_cancelled_process_is_asked_to_end_and_may_write_down_what_it_has(tmp_path: Path) -> None:
    kept, token = tmp_path / "kept.txt", CancelToken()
    program = (
        "import time\ntry:\n    print('began', flush=True); time.sleep(30)\n"
        f"except KeyboardInterrupt:\n    open({str(kept)!r}, 'w').write('state')"
    )
    lines = lines_of(program, tmp_path, token)
    assert next(lines) == "began"

    token.cancel()
    with pytest.raises(CancelledError):
        next(lines)

    assert kept.read_text() == "state"


def test_a_process_that_does_not_end_is_killed_after_its_time(tmp_path: Path) -> None:
    program = (
        "import signal, time, os; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "print(os.getpid(), flush=True); time.sleep(30)"
    )
    lines = lines_of(program, tmp_path, patience_s=0.05)
    pid = int(next(lines))

    lines.close()

    assert not Path(f"/proc/{pid}").exists()


def test_a_process_that_cannot_be_asked_is_killed_too(tmp_path: Path) -> None:
    program = (
        "import signal, time, os; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "print(os.getpid(), flush=True); time.sleep(30)"
    )
    token = CancelToken()
    lines = child_lines(
        [sys.executable, "-S", "-c", program],
        out=tmp_path / "out.txt",
        errors=tmp_path / "errors.txt",
        token=token,
        stop=lambda: ask_to_stop(tmp_path / "not made yet"),
        patience_s=0.05,
    )
    pid = int(next(lines))

    token.cancel()
    with pytest.raises(CancelledError):
        next(lines)

    assert not Path(f"/proc/{pid}").exists()


def test_a_program_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere cannot be started"):
        list(
            child_lines(
                ["nowhere"], out=tmp_path / "out.txt", errors=tmp_path / "errors.txt", token=CancelToken()
            )
        )
