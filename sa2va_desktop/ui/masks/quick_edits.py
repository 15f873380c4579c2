"""Edits of masks that need no panel: all holes, the largest part, a pixel more or less, copies on other frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_cleanup import drop_islands, fill_holes, grow, shrink
from sa2va_desktop.editing.shown_mask import box_pixels
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.clean_up import prepare_reshape
from sa2va_desktop.operations.mask_clipboard import CopiedMask, Pasted, copy_masks, paste_over
from sa2va_desktop.operations.mask_edits import EditedMask, EditScope, PreparedEdit
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.masks.edit_controller import EditParts
from sa2va_desktop.ui.task_runner import Lane

_TOPIC = "mask edit"
_QUICK_PIXELS = 400_000
"""Boxes of masks that are changed in less than a display frame; larger ones are work for another thread."""


class QuickEdits(QObject):
    """On the shown frame, of the selected objects; each is one entry of the history.

    Args:
        copied: the masks that were copied, for pasting them over a range.
    """

    def __init__(self, parts: EditParts, copied: Callable[[], Sequence[CopiedMask]]) -> None:
        super().__init__(parts.owner)
        self._document = parts.document
        self._view_state = parts.view_state
        self._runner = parts.runner
        self._messages = parts.messages
        self._copied = copied
        parts.view_state.selection_changed.connect(lambda _selection: parts.messages.withdraw(_TOPIC))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {
            "mask.all_holes": lambda: self.reshape(self.tr("Fill All Holes"), _without_holes),
            "mask.largest": lambda: self.reshape(self.tr("Keep the Largest Part"), _largest_part),
            "mask.grow": lambda: self.reshape(self.tr("Grow by a Pixel"), _grown),
            "mask.shrink": lambda: self.reshape(self.tr("Shrink by a Pixel"), _shrunk),
            "mask.to_next": partial(self.copy_to, 1),
            "mask.to_previous": partial(self.copy_to, -1),
            "mask.over_range": self.copy_over_range,
            "mask.paste_range": self.paste_over_range,
        }

    def reshape(self, label: str, change: Callable[[MaskRle], MaskRle]) -> None:
        """Change the mask of each selected object on this frame, settled or not; locked ones stay."""
        prepared = prepare_reshape(
            self._document.project,
            self._selected(),
            change,
            EditScope.one_frame(self._view_state.frame_index),
        )
        if not prepared.count:
            self._tell_nothing(prepared.kept)
            return
        session = self._document.session

        def take(results: Sequence[EditedMask]) -> None:
            if self._document.session is session:  # not another project
                self._take(label, prepared, results)

        frames = (source.frame for source in prepared.masks)
        if sum(box_pixels(frame) for frame in frames if frame is not None) <= _QUICK_PIXELS:
            take(tuple(prepared.results(CancelToken())))
            return
        self._runner.submit(
            lambda context: tuple(prepared.results(context.token)),
            lane=Lane.POOL,
            title=label,
            on_success=take,
        )

    def copy_to(self, step: int) -> None:
        """Put the masks of this frame on the next (1) or previous (-1) one as they are, and go there."""
        target = self._view_state.frame_index + step
        if not 0 <= target < self._view_state.frame_count:
            self._messages.inform(self.tr("There is no frame on that side."), topic=_TOPIC)
            return
        label = self.tr("Copy to the Next Frame") if step > 0 else self.tr("Copy to the Previous Frame")
        if self._put(label, self._masks_here(), [target]):
            self._view_state.set_playing(False)
            self._view_state.seek(target)

    def copy_over_range(self) -> None:
        """Put the masks of this frame on every frame of the in-out range as they are."""
        here = self._view_state.frame_index
        frames = [index for index in range(*self._view_state.frame_range) if index != here]
        self._put(self.tr("Copy over the Range"), self._masks_here(), frames)

    def paste_over_range(self) -> None:
        """Put the copied masks on every frame of the in-out range."""
        self._put(self.tr("Paste over the Range"), self._copied(), range(*self._view_state.frame_range))

    # ---- inside

    def _selected(self) -> list[ObjectId]:
        media_id = self._view_state.media_id
        objects = [] if media_id is None else self._document.project.objects_of(media_id)
        return [item.object_id for item in objects if item.object_id in self._view_state.selection]

    def _masks_here(self) -> list[CopiedMask]:
        return copy_masks(self._document.project, self._selected(), self._view_state.frame_index)

    def _put(self, label: str, copied: Sequence[CopiedMask], frames: Sequence[int] | range) -> bool:
        """Whether a mask was put anywhere."""
        media_id = self._view_state.media_id
        if media_id is None:
            return False
        if not copied:
            self._messages.inform(
                self.tr("The selection has no mask on this frame that could be copied."), topic=_TOPIC
            )
            return False
        try:
            pasted = paste_over(self._document.project, media_id, frames, copied)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return False
        if not pasted.count:
            self._tell_nothing(pasted.kept)
            return False
        return self._do(label, pasted.changes) and self._tell_pasted(pasted)

    def _take(self, label: str, prepared: PreparedEdit, results: Sequence[EditedMask]) -> None:
        changes = prepared.changes(self._document.project, results)
        if changes:
            self._do(label, changes)
        else:
            self._messages.inform(self.tr("There is nothing to change; the mask stays as it is."), topic=_TOPIC)

    def _do(self, label: str, changes: list[Change]) -> bool:
        self._messages.withdraw(_TOPIC)
        try:
            self._document.do(label, changes)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return False
        return True

    def _tell_pasted(self, pasted: Pasted) -> bool:
        text = translate("QuickEdits", "%n mask(s) put there, edited by hand.", n=pasted.count)
        if pasted.kept:
            text = f"{text} {_kept_text(pasted.kept)}"
        self._messages.inform(text, topic=_TOPIC)
        return True

    def _tell_nothing(self, kept: int) -> None:
        """Why nothing can be changed."""
        if kept:
            text = " ".join((self.tr("Nothing was changed."), _kept_text(kept)))
        else:
            text = self.tr("The selection has no mask on this frame.")
        self._messages.inform(text, topic=_TOPIC)


def _kept_text(kept: int) -> str:
    return translate("EditController", "Left alone, locked or settled by hand: %n mask(s).", n=kept)


def _without_holes(rle: MaskRle) -> MaskRle:
    return fill_holes(rle).rle


def _largest_part(rle: MaskRle) -> MaskRle:
    return drop_islands(rle).rle


def _grown(rle: MaskRle) -> MaskRle:
    return grow(rle, 1).rle


def _shrunk(rle: MaskRle) -> MaskRle:
    return shrink(rle, 1).rle
