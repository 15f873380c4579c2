"""Sums the files of a model that is here and compares with the checksums that the hub named."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from sa2va_desktop.errors import CheckpointError, OutputError
from sa2va_desktop.model_store.digests import Digest, read_into
from sa2va_desktop.model_store.download_record import (
    DownloadRecord,
    Stage,
    read_record,
    write_record,
)
from sa2va_desktop.model_store.folder_lock import alone_in
from sa2va_desktop.model_store.known_folders import remember_check
from sa2va_desktop.model_store.local_folders import is_ours
from sa2va_desktop.model_store.records import (
    Check,
    DownloadProgress,
    FileCheck,
    LocalModel,
    ModelPlace,
    PlannedFile,
)
from sa2va_desktop.model_store.speed import SpeedMeter
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


def check_files(local: LocalModel, token: CancelToken) -> Generator[DownloadProgress, None, FileCheck]:
    """Read every file of a download or of the hub's cache; a folder that was added has no checksums to compare with.

    Raises:
        CancelledError: the token was cancelled.
        CheckpointError: the record of the download, or a file, cannot be read.
    """
    expected = _expected(local)
    bad = yield from _wrong_files(local.folder, expected, token)
    problems = tuple(
        translate("model_store", "{0}: not the file that the hub names ({1})").format(
            file.name, file.digest[:12]
        )
        for file in bad
    )
    if expected and not problems and local.check is Check.NONE:
        remember_check(local.folder, Check.FILES)
    return FileCheck(len(expected), problems)


def drop_wrong_files(local: LocalModel, token: CancelToken) -> Generator[DownloadProgress, None, FileCheck]:
    """As `check_files` for a download, and remove what is wrong, so that getting the model fetches just that.

    Raises:
        CancelledError: the token was cancelled; nothing is removed.
        CheckpointError: it is no download of ours, or cannot be read.
        OutputError: a file cannot be removed, or somebody is getting this model now.
    """
    record = _record(local)
    if not is_ours(local.folder):
        raise CheckpointError(_not_ours(local.folder))
    with _changing(local.folder):
        bad = yield from _wrong_files(local.folder, record.files, token)
        if bad:
            write_record(
                local.folder,
                DownloadRecord(record.repo_id, record.commit, record.wanted, record.files, Stage.PLACING),
            )
        for file in bad:
            (local.folder / file.name).unlink(missing_ok=True)
    return FileCheck(len(record.files), tuple(file.name for file in bad))


def _wrong_files(
    folder: Path, files: tuple[PlannedFile, ...], token: CancelToken
) -> Generator[DownloadProgress, None, list[PlannedFile]]:
    total, done = sum(file.size_bytes for file in files), 0
    meter, bad = SpeedMeter(), []
    for file in files:
        digest = Digest(file)
        try:
            for count in read_into(digest, folder / file.name):
                token.raise_if_cancelled()
                meter.add(count)
                done += count
                if meter.report_is_due():
                    yield DownloadProgress(done, total, meter.bytes_per_second, file.name, is_checking=True)
        except FileNotFoundError:
            bad.append(file)
            continue
        except OSError as error:
            raise CheckpointError(
                translate("model_store", "{0}: cannot be read: {1}").format(folder / file.name, error)
            ) from error
        if not digest.is_right:
            bad.append(file)
    yield DownloadProgress(done, total, meter.bytes_per_second, "", is_checking=True)
    return bad


def _expected(local: LocalModel) -> tuple[PlannedFile, ...]:
    if local.place is ModelPlace.DOWNLOADED:
        return _record(local).files
    if local.place is ModelPlace.HUB_CACHE:
        return tuple(_cached(local.folder))
    return ()


def _record(local: LocalModel) -> DownloadRecord:
    record = read_record(local.folder)
    if record is None:
        raise CheckpointError(_not_ours(local.folder))
    return record


def _not_ours(folder: Path) -> str:
    return translate("model_store", "{0} was not downloaded here").format(folder)


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """Alone, and errors of the disk as one sentence."""
    try:
        with alone_in(folder):
            yield
    except OSError as error:
        raise OutputError(
            translate("model_store", "{0}: cannot be written: {1}").format(folder, error)
        ) from error


def _cached(snapshot: Path) -> Iterator[PlannedFile]:
    """Files of a snapshot of the hub's cache, whose links lead to blobs that are named by their checksum."""
    for path in sorted(snapshot.iterdir()):
        blob = path.resolve()
        if blob.parent.name == "blobs" and blob.is_file() and len(blob.name) in (40, 64):
            yield PlannedFile(path.name, blob.stat().st_size, blob.name)
