"""Gets the files of a plan: goes on where it was interrupted, checks every file, and puts them in place when all are there.

The library's own download keeps nothing of a file that was interrupted (docs/decisions/0012), so the bytes are written here:
what came stays after a cancel, a kill, a full disk or a lost connection, and is not fetched again. An older version of the
model stays usable until the new one is whole.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sa2va_desktop.errors import HubError, HubUnreachableError, OutputError
from sa2va_desktop.model_store.digests import Digest, read_into
from sa2va_desktop.model_store.download_record import (
    PARTS_FOLDER,
    DownloadRecord,
    Stage,
    part_path,
    read_record,
    whole_path,
    write_record,
)
from sa2va_desktop.model_store.folder_lock import alone_in
from sa2va_desktop.model_store.hub import open_file
from sa2va_desktop.model_store.known_folders import last_check, remember_check
from sa2va_desktop.model_store.local_folders import look_at_download
from sa2va_desktop.model_store.plan import free_bytes, is_here
from sa2va_desktop.model_store.records import (
    Check,
    DownloadPlan,
    DownloadProgress,
    LocalModel,
    PlannedFile,
)
from sa2va_desktop.model_store.speed import SpeedMeter
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_FRUITLESS_TRIES = 3
_WAIT_S = 1.0
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))

Steps = Generator[DownloadProgress, None, None]


def download(plan: DownloadPlan, token: CancelToken) -> Generator[DownloadProgress, None, LocalModel]:
    """Fetch what is missing; returns where the model is. Closing the generator is as good as cancelling.

    Raises:
        CancelledError: the token was cancelled; what came is kept.
        OutputError: the disk has no room (looked at first, and met on the way), or takes no file; what came is kept.
        HubError: the hub refuses a file, or sent one with another checksum, which is removed.
        HubUnreachableError: the hub is out of reach; what came is kept.
    """
    _check_space(plan)
    with _writing_to(plan.folder), alone_in(plan.folder):
        record = read_record(plan.folder)
        if record is None or record.stage is Stage.GETTING:
            write_record(plan.folder, _record(plan, Stage.GETTING))
        # What lies in its place is taken by its size, so nothing new is known of it.
        is_all_summed = last_check(plan.folder) is not Check.NONE or not _in_place(plan, record)
        yield from _get_all(plan, record, token)
        _place_all(plan, record)
        if is_all_summed and last_check(plan.folder) is Check.NONE:
            remember_check(plan.folder, Check.FILES)
    local = look_at_download(plan.folder)
    assert local is not None
    return local


def _in_place(plan: DownloadPlan, record: DownloadRecord | None) -> list[PlannedFile]:
    return [
        file
        for file in plan.files
        if is_here(plan.folder, file, record) and not whole_path(plan.folder, file).is_file()
    ]


def _get_all(plan: DownloadPlan, record: DownloadRecord | None, token: CancelToken) -> Steps:
    meter = SpeedMeter()
    done = sum(file.size_bytes for file in plan.files if is_here(plan.folder, file, record))
    yield DownloadProgress(done, plan.total_bytes, 0.0, "")
    for file in plan.files:
        if is_here(plan.folder, file, record):
            continue
        for size, is_checking in _get(plan, file, token, meter):
            if meter.report_is_due():
                speed = meter.bytes_per_second
                yield DownloadProgress(done + size, plan.total_bytes, speed, file.name, is_checking)
        done += file.size_bytes
        yield DownloadProgress(done, plan.total_bytes, meter.bytes_per_second, file.name)


def _get(
    plan: DownloadPlan, file: PlannedFile, token: CancelToken, meter: SpeedMeter
) -> Iterator[tuple[int, bool]]:
    """Fetch one file to where it waits; yields (bytes of it that are here, whether they are only being summed)."""
    part = _Part(plan.folder, file)
    for size in part.sum_up():
        token.raise_if_cancelled()
        yield size, True
    tries_left, has_come = _FRUITLESS_TRIES, False
    while part.size < file.size_bytes:
        before = part.size
        try:
            with open_file(plan.model.repo_id, file.name, commit=plan.commit, start=before) as stream:
                if stream.starts_at != before:
                    part.start_again()  # the hub sends all of it
                for count in part.append(stream.chunks):
                    token.raise_if_cancelled()
                    meter.add(count)
                    yield part.size, False
        except HubUnreachableError:
            if not has_come and part.size <= before:
                raise  # words at once, instead of waiting for what was not there at all
        has_come = has_come or part.size > before
        tries_left = _FRUITLESS_TRIES if part.size > before else tries_left - 1
        if part.size < file.size_bytes:
            if not tries_left:
                raise HubUnreachableError(
                    translate(
                        "model_store", "{0}: the hub stops at {1:,} of {2:,} bytes; what came is kept"
                    ).format(file.name, part.size, file.size_bytes)
                )
            _wait(token)
    part.accept()


class _Part:
    """The bytes of one file as they gather, summed on the way. The file on the disk is always a beginning of it."""

    def __init__(self, folder: Path, file: PlannedFile) -> None:
        self.size = 0
        self._file = file
        self._path = part_path(folder, file)
        self._whole = whole_path(folder, file)
        self._digest = Digest(file)

    def sum_up(self) -> Iterator[int]:
        """Sum what an earlier download left; yields its size so far."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.is_file() and self._path.stat().st_size > self._file.size_bytes:
            self._path.unlink()
        self._path.touch()
        for count in read_into(self._digest, self._path):
            self.size += count
            yield self.size

    def start_again(self) -> None:
        self._path.write_bytes(b"")
        self._digest, self.size = Digest(self._file), 0

    def append(self, chunks: Iterator[bytes]) -> Iterator[int]:
        """Write what comes, at most the size of the file; yields the size of each piece before the next is asked for."""
        with self._path.open("ab") as out:
            for chunk in chunks:
                kept = chunk[: self._file.size_bytes - self.size]
                out.write(kept)
                self._digest.add(kept)
                self.size += len(kept)
                yield len(kept)

    def accept(self) -> None:
        """Let the file wait for the others if it is the right one; remove it otherwise. Raises HubError."""
        if not self._digest.is_right:
            self._path.unlink()
            raise HubError(
                translate(
                    "model_store",
                    "{0}: what came has the checksum {1}, the hub says {2}; the file was removed, get the model again",
                ).format(self._file.name, self._digest.found[:12], self._file.digest[:12])
            )
        with self._path.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(self._path, self._whole)


def _place_all(plan: DownloadPlan, old: DownloadRecord | None) -> None:
    """Move what waits to its place and say so; from PLACING on the next call would only finish this."""
    names = {file.name for file in plan.files}
    # Before the record, which then knows of them no more.
    for file in old.files if old is not None else ():
        if file.name not in names:
            (plan.folder / file.name).unlink(missing_ok=True)
    write_record(plan.folder, _record(plan, Stage.PLACING))
    for file in plan.files:
        waiting = whole_path(plan.folder, file)
        if waiting.is_file():
            os.replace(waiting, plan.folder / file.name)
    shutil.rmtree(plan.folder / PARTS_FOLDER, ignore_errors=True)
    write_record(plan.folder, _record(plan, Stage.COMPLETE))


def _record(plan: DownloadPlan, stage: Stage) -> DownloadRecord:
    return DownloadRecord(plan.model.repo_id, plan.commit, plan.wanted, plan.files, stage)


def _check_space(plan: DownloadPlan) -> None:
    current = replace(plan, free_bytes=free_bytes(plan.folder))
    if not current.fits:
        raise OutputError(
            translate(
                "model_store",
                "{0}: {1:.1f} GB are needed for {2}, {3:.1f} GB are free; free some, nothing was fetched",
            ).format(plan.folder, current.needed_bytes / 1e9, plan.model.title, current.free_bytes / 1e9)
        )


def _wait(token: CancelToken) -> None:
    until_s = time.monotonic() + _WAIT_S
    while time.monotonic() < until_s:
        token.raise_if_cancelled()
        time.sleep(0.05)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    """Make the folder, and turn errors of the disk into one sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise OutputError(
                translate(
                    "model_store",
                    "{0}: the disk is full; what came is kept, free some space and get the model again",
                ).format(folder)
            ) from error
        raise OutputError(
            translate("model_store", "{0}: cannot be written: {1}").format(folder, error)
        ) from error
