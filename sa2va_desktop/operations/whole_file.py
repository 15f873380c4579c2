"""Files that are there whole or not at all, and on the disk when they are."""

from __future__ import annotations

import os
from pathlib import Path

from sa2va_desktop.errors import OutputError
from sa2va_desktop.translation import translate


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that may have taken minutes to make; what was there stays until the new one is complete.

    Its folder is made where it is missing.

    Raises:
        OutputError: the system refused to write; nothing half written is left.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be written: {1}").format(path, error.strerror or error)
        ) from error
