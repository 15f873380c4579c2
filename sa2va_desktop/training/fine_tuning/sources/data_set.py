"""Clips of a data set in any format that can be imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sa2va_desktop.datasets.dataset_format import ReadableFormat, readable_formats
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.datasets.picture_folder import PictureFolder
from sa2va_desktop.datasets.recognition import recognised_formats
from sa2va_desktop.datasets.side_file import read_side_file
from sa2va_desktop.errors import FormatError, InputError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.config import SourceConfig
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip, locate
from sa2va_desktop.translation import translate


def data_set_clips(
    config: SourceConfig, path: Path, report: ImportReport, token: CancelToken
) -> Iterator[LocatedClip]:
    """Clips with their media, one in memory at a time.

    A file that cannot be read on from some place gives what came before it, and the report says where it ends.

    Raises:
        InputError: there is no data set, or none of a known format.
        CancelledError: between clips.
    """
    reader = _reader(config, path)
    side = read_side_file(path, report)
    folder = None if config.pictures is None else PictureFolder(config.pictures, token)
    clips = reader.read(path, report, token)
    while True:
        try:
            clip = next(clips, None)
        except FormatError as error:
            report.add(path.name, str(error))
            return
        if clip is None:
            return
        if config.split and clip.split != config.split:
            continue
        known = side.completed(clip) if side is not None else clip
        located = locate(known, folder.paths_of(known) if folder is not None else (), report, token)
        if located is not None:
            yield located


def _reader(config: SourceConfig, path: Path) -> ReadableFormat:
    if not os.path.exists(path):  # unlike Path.exists it never raises
        raise InputError(translate("training", "{0}: expected a data set, found nothing").format(path))
    known = readable_formats()
    if config.format_id:
        if config.format_id not in known:
            raise InputError(
                translate("training", "no format that can be imported is called {0!r}; there are {1}").format(
                    config.format_id, ", ".join(sorted(known))
                )
            )
        return known[config.format_id]
    found = recognised_formats(path)
    if not found:
        raise InputError(
            translate(
                "training", "{0}: expected a data set in one of the formats {1}, found none of them"
            ).format(path, ", ".join(sorted(known)))
        )
    return known[found[0]]
