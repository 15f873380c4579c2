"""The note that a download leaves in its folder: which commit of which repository, which files, whether all are there."""

from __future__ import annotations

import enum
import json
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.model_store.records import PlannedFile
from sa2va_desktop.translation import translate

RECORD_NAME = ".sa2va-download.json"
PARTS_FOLDER = ".sa2va-parts"
"""Files on their way: NAME below the digest's folder when whole and checked, NAME.part before."""

_VERSION = 1


class Stage(enum.Enum):
    """How far a download is. Only from PLACING on are files in their place those of the record."""

    GETTING = "getting"
    PLACING = "placing"
    COMPLETE = "complete"


@dataclass(frozen=True)
class DownloadRecord:
    """Kept as JSON in the model's folder. `files` are those of `commit`.

    `wanted` is the branch or tag that the person named, "" for `main`.
    """

    repo_id: str
    commit: str
    wanted: str
    files: tuple[PlannedFile, ...]
    stage: Stage

    @property
    def is_complete(self) -> bool:
        return self.stage is Stage.COMPLETE


def is_plain_name(name: str) -> bool:
    """Whether a name from the hub or a record can only ever be a visible file right inside a folder, on any system."""
    return (
        name != ""
        and name == PurePosixPath(name).name
        and name == PureWindowsPath(name).name
        and not name.startswith(".")
        and name == name.strip(" .")
        and name.isprintable()
        and ":" not in name
    )


def part_path(folder: Path, file: PlannedFile) -> Path:
    """Where a file's bytes gather until all are there."""
    return whole_path(folder, file).with_name(f"{file.name}.part")


def whole_path(folder: Path, file: PlannedFile) -> Path:
    """Where a whole and checked file waits for the others."""
    return folder / PARTS_FOLDER / file.digest[:16] / file.name


def read_record(folder: Path) -> DownloadRecord | None:
    """The record of a folder that we downloaded; None when there is none.

    Raises:
        CheckpointError: it is there but cannot be understood.
    """
    path = folder / RECORD_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise CheckpointError(
            translate("model_store", "{0}: the record of the download cannot be read: {1}").format(path, error)
        ) from error
    try:
        files = tuple(_file(entry) for entry in content["files"])
        if content["version"] != _VERSION:
            raise ValueError(content["version"])
        return DownloadRecord(
            str(content["repo"]),
            str(content["commit"]),
            str(content["wanted"]),
            files,
            Stage(content["stage"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError(
            translate("model_store", "{0}: expected the record of a download, found something else").format(
                path
            )
        ) from error


def write_record(folder: Path, record: DownloadRecord) -> None:
    """Replace the record in one step. Raises OSError."""
    content = {
        "version": _VERSION,
        "repo": record.repo_id,
        "commit": record.commit,
        "wanted": record.wanted,
        "stage": record.stage.value,
        "files": [{"name": file.name, "size": file.size_bytes, "digest": file.digest} for file in record.files],
    }
    write_json(folder / RECORD_NAME, content)


def write_json(path: Path, content: object) -> None:
    """Write and replace, so that a reader finds the old or the new content. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(temporary, path)


def _file(entry: dict[str, object]) -> PlannedFile:
    name, size, digest = str(entry["name"]), int(str(entry["size"])), str(entry["digest"])
    if not is_plain_name(name) or size < 0 or not digest.isalnum():
        raise ValueError(name)
    return PlannedFile(name, size, digest)
