"""A look at a data set before it is imported: what is in it, and how much of it finds its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sa2va_desktop.operations.import_dataset import (
    ClipFound,
    ClipLeftOut,
    ImportRequest,
    MasksFound,
    import_events,
)
from sa2va_desktop.operations.import_media import NEW
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

CLIPS_LOOKED_AT = 200
"""More of a data set than this is not read for a preview."""


@dataclass
class ImportPreview:
    """Numbers of what was read so far. `is_whole`: nothing more is in the data set."""

    known: int = 0
    new: int = 0
    left_out: int = 0
    objects: int = 0
    masks: int = 0
    texts: int = 0
    problems: int = 0
    is_whole: bool = False

    @property
    def clips(self) -> int:
        return self.known + self.new + self.left_out

    def lines(self) -> list[str]:
        """For reading."""
        first = (
            translate("operations", "%n picture(s) or clip(s)", n=self.clips)
            if self.is_whole
            else translate("operations", "The first %n picture(s) or clip(s)", n=self.clips)
        )
        objects = translate("operations", "%n object(s)", n=self.objects)
        masks = translate("operations", "%n mask(s)", n=self.masks)
        texts = translate("operations", "%n text(s)", n=self.texts)
        told = [", ".join((first, objects, masks, texts))]
        if self.known:
            told.append(translate("operations", "%n of them in the project", n=self.known))
        if self.new:
            told.append(translate("operations", "%n to be added with the pictures of the data set", n=self.new))
        if self.left_out:
            told.append(
                translate("operations", "%n without a picture that fits, to be left out", n=self.left_out)
            )
        if self.problems > self.left_out:
            told.append(translate("operations", "%n problem(s)", n=self.problems))
        return told


def import_previews(
    request: ImportRequest, token: CancelToken, *, limit: int = CLIPS_LOOKED_AT
) -> Iterator[ImportPreview]:
    """The preview as it grows, the same object each time; the last one is complete as far as the limit goes.

    Raises: as `import_events`.
    """
    preview = ImportPreview()
    for event in import_events(request, token):
        if isinstance(event, MasksFound):
            preview.masks += len(event.frames)
            continue
        if isinstance(event, ClipFound):
            if preview.clips >= limit:
                return
            preview.new += event.item.media_id == NEW
            preview.known += event.item.media_id != NEW
            preview.objects += len(event.clip.objects)
            preview.texts += len(event.clip.expressions) + len(event.clip.turns)
        elif isinstance(event, ClipLeftOut):
            preview.left_out += 1
        preview.problems = request.report.problem_count
        yield preview
    preview.is_whole = True
    preview.problems = request.report.problem_count
    yield preview
