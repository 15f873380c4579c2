"""A fine-tuning in a process of its own: what it would take, its events as they come, and what an earlier one has left."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sa2va_desktop.errors import FolderNotEmptyError, InputError, ModelError, OutputError
from sa2va_desktop.operations.child_process import child_lines
from sa2va_desktop.operations.fine_tuning import (
    FineTuningConfig,
    FineTuningPlan,
    OnFault,
    PlanMade,
    TrainingEvent,
    ask_to_stop,
    checkpoint_folder,
    command_line,
    read_event,
    write_config,
)
from sa2va_desktop.operations.fine_tuning_choices import CONFIG_FILE, TRAINING_FOLDER, FineTuningWish
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

EVENTS_FILE, ERRORS_FILE = "events.jsonl", "errors.txt"
_LOG_LIMIT_BYTES = 64 << 20

Command = Callable[[Path, bool], Sequence[str]]
"""(configuration, whether only to plan) to program and arguments; tests give a scripted one."""


def training_command(config: Path, is_plan: bool) -> Sequence[str]:
    """This program, once more."""
    return command_line(config, dry_run=is_plan)


def planned(config: FineTuningConfig, command: Command, token: CancelToken) -> FineTuningPlan:
    """What a fine-tuning would take and write; nothing is written. Faults are listed, whatever `on_fault` says.

    Raises:
        Sa2vaDesktopError: a source or the checkpoint cannot be used, in one sentence.
        CancelledError: the token was cancelled.
    """
    with TemporaryDirectory(prefix="sa2va-plan-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        path = folder / CONFIG_FILE
        write_config(replace(config, on_fault=OnFault.SKIP), path)
        lines = child_lines(
            command(path, True),
            out=folder / EVENTS_FILE,
            errors=folder / ERRORS_FILE,
            token=token,
            patience_s=2.0,
        )
        plan = next((event.plan for event in _events(lines) if isinstance(event, PlanMade)), None)
    if plan is None:
        raise ModelError(translate("operations", "The fine-tuning has ended without a plan."))
    return plan


def moved_plan(plan: FineTuningPlan, wish: FineTuningWish) -> FineTuningPlan:
    """The same plan for another folder, with what is free there. Looks at the disk."""
    out = wish.config().out
    there = next(each for each in (out, *out.parents) if each.exists())
    return replace(plan, out=out, checkpoint=checkpoint_folder(out), disk_free=shutil.disk_usage(there).free)


def require_new(folder: Path) -> None:
    """
    Raises:
        FolderNotEmptyError: it holds something, or is none.
        OutputError: it cannot be looked at.
    """
    try:
        is_free = not any(folder.iterdir()) if folder.is_dir() else not folder.exists()
    except OSError as error:
        raise _refused(folder, error) from error
    if not is_free:
        raise FolderNotEmptyError(
            translate("operations", "{0}: expected a new or empty folder, found files in it").format(folder)
        )


def make_folder(wish: FineTuningWish) -> None:
    """Make the folder of a fine-tuning and put its configuration there.

    Raises: as `require_new`; OutputError also when it cannot be written.
    """
    require_new(wish.folder)
    try:
        wish.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(wish.folder, error) from error
    write_config(wish.config_on_copy(), wish.folder / CONFIG_FILE)


def take_back_folder(wish: FineTuningWish) -> None:
    """Undo `make_folder` after the copy of the project has failed, so that the same folder can be tried again.

    Raises: OutputError when something cannot be removed; anything else in the folder stays, and so does the folder.
    """
    try:
        for name in (CONFIG_FILE, wish.copy.name):
            (wish.folder / name).unlink(missing_ok=True)
        if not any(wish.folder.iterdir()):
            wish.folder.rmdir()
    except OSError as error:
        raise _refused(wish.folder, error) from error


def _refused(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        translate("operations", "{0} cannot be written: {1}").format(folder, error.strerror or error)
    )


def training_events(folder: Path, command: Command, token: CancelToken) -> Generator[TrainingEvent, None, None]:
    """Train, or go on with training, as the configuration in the folder says.

    Raises:
        Sa2vaDesktopError: training has failed, in the sentence of its process.
        CancelledError: the token was cancelled; the state is kept, and calling this again goes on.
    """
    lines = child_lines(
        command(folder / CONFIG_FILE, False),
        out=folder / EVENTS_FILE,
        errors=folder / ERRORS_FILE,
        token=token,
        stop=lambda: ask_to_stop(folder / TRAINING_FOLDER),
    )
    yield from _events(lines)


def earlier_events(folder: Path) -> list[TrainingEvent]:
    """What the process of a folder has said until now; [] where there was none."""
    try:
        with (folder / EVENTS_FILE).open("rb") as stream:
            lines = stream.read(_LOG_LIMIT_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return list(_events(line for line in lines))


def can_go_on(folder: Path) -> bool:
    """Whether a training that was stopped can be gone on with. Reads the disk."""
    return (folder / CONFIG_FILE).is_file() and (folder / TRAINING_FOLDER).is_dir()


def _events(lines: Generator[str, None, None]) -> Generator[TrainingEvent, None, None]:
    try:
        for line in lines:
            with suppress(InputError):  # a library may print, and a line may be cut where a process was killed
                yield read_event(line)
    finally:
        lines.close()
