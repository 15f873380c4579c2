"""Clips of a project, read without a window and without keeping anybody else from writing it.

Counted are masks in the states of `project_clips.COUNTED`, accepted expressions, the expression that an object was made by,
names and labels that are clear in their clip, and finished answers. A text that is proposed or rejected is not, nor a
request that the model answered without a mask: that it found nothing does not mean that nothing is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from sa2va_desktop.datasets.dataset_format import unique_names
from sa2va_desktop.datasets.imported_clip import (
    ImportReport,
)
from sa2va_desktop.datasets.project_clips import clip_of_item
from sa2va_desktop.errors import InputError
from sa2va_desktop.storage.loading import load_project
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.config import SourceConfig
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip, locate
from sa2va_desktop.translation import translate


def project_clips(
    config: SourceConfig, path: Path, report: ImportReport, token: CancelToken
) -> Iterator[LocatedClip]:
    """Media of a project with what is known of them.

    Raises:
        ProjectError: no project, damaged, or written by a newer version.
        CancelledError: between media.
    """
    if not path.is_file():
        raise InputError(translate("training", "{0}: expected a project, found nothing").format(path))
    loaded = load_project(path, read_only=True)
    with closing(loaded.file):
        project = loaded.project
    items = list(project.media.values())
    names = unique_names([PurePosixPath(item.path).stem for item in items])
    for item, name in zip(items, names, strict=True):
        token.raise_if_cancelled()
        clip = clip_of_item(project, item, name)
        is_wanted = not config.split or clip.split == config.split
        if is_wanted and (clip.objects or clip.expressions or clip.turns):
            located = locate(clip, (), report, token, is_own=False)
            if located is not None:
                yield located
