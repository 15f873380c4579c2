"""The bucket: fills what a mask encloses, or empties a piece of it, on the selected object or on the one that is clicked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.area_fill import empty_piece, fill_area
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.hand_edits import HandEdits
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "fill"
_CHANNEL = "fill"


@dataclass(frozen=True)
class _Filled:
    """What a click makes of one object's mask."""

    object_id: ObjectId
    before: MaskRle
    after: MaskRle


class FillController(QObject):
    """Computes on the pool; a click is one history entry.

    Signals:
        ended(): a click was carried out or refused.
    """

    ended = Signal()

    def __init__(
        self,
        view_state: ViewState,
        presenter: CanvasPresenter,
        edits: HandEdits,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._presenter = presenter
        self._edits = edits
        self._runner = runner
        self._messages = messages

    def click(self, at: tuple[float, float], *, adds: bool) -> None:
        """Fill, or with `adds` False empty, the area under a picture point; or say why not."""
        view = self._view_state
        place = (view.media_id, self._presenter.shown_frame)
        if None in place:
            return
        if len(view.selection) > 1:
            self._edits.begin(adds=adds)  # says why not
            return
        masks = self._masks()
        if not masks:
            self._messages.inform(self._no_mask_sentence(), topic=_TOPIC)
            return
        pixel_xy = (math.floor(at[0]), math.floor(at[1]))

        def take(filled: _Filled | None) -> None:
            if (view.media_id, self._presenter.shown_frame) == place:
                self._take(filled, pixel_xy, adds=adds)

        self._runner.submit(
            lambda _context: _best(masks, pixel_xy, adds=adds),
            lane=Lane.POOL,
            title=self.tr("Fill an area"),
            channel=_CHANNEL,
            on_success=take,
            on_end=lambda _task: self.ended.emit(),
        )

    def _masks(self) -> list[ShownMask]:
        """Of the selected object, or else of all that are seen."""
        frame_index, selection = self._presenter.shown_frame, self._view_state.selection
        assert frame_index is not None
        shown = self._presenter.masks_on(frame_index)
        return [mask for mask in shown if not selection or mask.object_id in selection]

    def _no_mask_sentence(self) -> str:
        if self._view_state.selection:
            return self.tr("The selected object has no mask on this frame that could enclose an area.")
        return self.tr("There is no mask on this frame that could enclose an area.")

    def _take(self, filled: _Filled | None, pixel_xy: tuple[int, int], *, adds: bool) -> None:
        if filled is None:
            self._messages.inform(self._refusal(adds=adds), topic=_TOPIC)
            return
        self._messages.withdraw(_TOPIC)
        self._view_state.select(frozenset({filled.object_id}))
        edit = self._edits.begin(adds=adds)
        if edit is None:
            return

        def change(now: MaskRle) -> MaskRle:
            if now == filled.before:
                return filled.after
            again = fill_area(now, pixel_xy) if adds else empty_piece(now, pixel_xy)
            return now if again is None else again.rle

        verb = self.tr("Fill an area of “{0}”") if adds else self.tr("Empty a piece of “{0}”")
        self._edits.commit(edit, change, verb)

    def _refusal(self, *, adds: bool) -> str:
        if adds:
            return self.tr(
                "Nothing encloses this area, so nothing was filled: close the outline first, or click inside it."
            )
        return self.tr("There is nothing of a mask here that could be emptied.")


def _best(masks: Sequence[ShownMask], pixel_xy: tuple[int, int], *, adds: bool) -> _Filled | None:
    """On the pool: of the masks that the click changes, the one that it changes least."""
    found: list[_Filled] = []
    for mask in masks:
        edit = fill_area(mask.rle, pixel_xy) if adds else empty_piece(mask.rle, pixel_xy)
        if edit is not None and edit.changed is not None:
            found.append(_Filled(mask.object_id, mask.rle, edit.rle))
    return min(found, key=lambda each: abs(each.after.area - each.before.area), default=None)
