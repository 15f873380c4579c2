"""Objects on their way from the list to another place, as the data of a drag inside this program."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QMimeData

from sa2va_desktop.annotation.records import ObjectId

OBJECTS_MIME = "application/x-sa2va-desktop-objects"


def drag_data(object_ids: Iterable[ObjectId]) -> QMimeData:
    """What a drag carries; only ids, so nothing outside this program can do anything with it."""
    data = QMimeData()
    data.setData(OBJECTS_MIME, QByteArray(",".join(map(str, object_ids)).encode("ascii")))
    return data


def dragged_objects(data: QMimeData) -> list[ObjectId]:
    """The objects of a drag, in list order; empty when it carries something else."""
    text = bytes(data.data(OBJECTS_MIME).data()).decode("ascii", "replace")
    return [ObjectId(int(part)) for part in text.split(",") if part.isdecimal()]
