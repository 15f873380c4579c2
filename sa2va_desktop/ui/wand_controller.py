"""The magic wand: what a click would take is shown under the pointer, and a click puts it into the document."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.color_region import (
    MAX_TOLERANCE,
    Combining,
    RgbPixels,
    WandSettings,
    color_region,
    with_region,
)
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask, ShownMask
from sa2va_desktop.ui.hand_edits import HandEdit, HandEdits
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "wand"
_STEP = 2


@dataclass(frozen=True)
class _Wish:
    """Where the wand points, and how it is set."""

    media_id: MediaId
    frame_index: int
    pixel_xy: tuple[int, int]
    settings: WandSettings


@dataclass
class _Press:
    """A button is down, or was let go before what it takes was known."""

    edit: HandEdit
    combining: Combining
    is_released: bool = False


@dataclass(frozen=True)
class _Taken:
    """What was found for a wish; `made` is the mask with it, of a press only."""

    wish: _Wish
    region: MaskRle
    made: MaskRle | None = None


class WandController(QObject):
    """Computes on the pool, one request at a time, always for the newest place.

    Signals:
        changed(): another preview, or a press began or ended.
        settings_changed(): the wand is set differently.
    """

    changed = Signal()
    settings_changed = Signal()

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
        self._settings = WandSettings()
        self._pixel_xy: tuple[int, int] | None = None
        self._press: _Press | None = None
        self._task: Task | None = None
        self._taken: _Taken | None = None
        self._preview: PaintedMask | None = None
        view_state.frame_changed.connect(lambda _frame: self.clear())
        view_state.media_changed.connect(lambda _media: self.clear())
        view_state.selection_changed.connect(lambda _selection: self._show_preview())

    @property
    def settings(self) -> WandSettings:
        return self._settings

    @property
    def preview(self) -> PaintedMask | None:
        """What a click would take, while no button is down."""
        return self._preview

    @property
    def is_pressed(self) -> bool:
        return self._press is not None

    def set_settings(self, settings: WandSettings) -> None:
        tolerance = max(0, min(MAX_TOLERANCE, settings.tolerance))
        settings = replace(settings, tolerance=tolerance)
        if settings != self._settings:
            self._settings = settings
            self.settings_changed.emit()
            self._look()

    def resize(self, steps: int) -> None:
        """More or less tolerant."""
        self.set_settings(replace(self._settings, tolerance=self._settings.tolerance + _STEP * steps))

    def point_at(self, at: tuple[float, float]) -> None:
        """The pointer is there, without a button."""
        if self._press is None:
            self._pixel_xy = (math.floor(at[0]), math.floor(at[1]))
            self._look()

    def press(self, at: tuple[float, float], combining: Combining) -> None:
        """Take what is there when the button comes up, or say why nothing can be taken."""
        if self._press is not None:  # let go, and still being computed
            return
        pixel_xy = self._pixel_xy = (math.floor(at[0]), math.floor(at[1]))
        if self._wish() is None:
            return
        edit = self._edits.begin(adds=combining is Combining.ADD)
        if edit is None:
            return
        self._pixel_xy = pixel_xy  # which going to the shown frame has forgotten
        self._messages.withdraw(_TOPIC)
        self._press = _Press(edit, combining)
        self._taken = None
        self._show_preview()
        self._look()

    def release(self) -> None:
        """The button came up: as soon as it is known what is taken, it is in the document."""
        if self._press is not None:
            self._press.is_released = True
            self._commit_if_known()

    def cancel(self) -> None:
        """Forget the press."""
        if self._press is not None:
            self._press = None
            self._taken = None
            self._edits.forget()
            self.changed.emit()

    def clear(self) -> None:
        """The pointer has left, or the frame: nothing is shown or taken, and nothing that still comes."""
        self.cancel()
        self._pixel_xy = self._taken = None
        if self._task is not None:
            self._task.supersede()
            self._task = None
        self._show_preview()

    def leave(self) -> None:
        """The pointer left the canvas; a press goes on."""
        if self._press is None:
            self.clear()

    # ---- inside

    def _wish(self) -> _Wish | None:
        media_id, frame_index = self._view_state.media_id, self._presenter.shown_frame
        rgb, pixel_xy = self._presenter.shown_rgb, self._pixel_xy
        if media_id is None or frame_index is None or rgb is None or pixel_xy is None:
            return None
        if not (0 <= pixel_xy[0] < rgb.shape[1] and 0 <= pixel_xy[1] < rgb.shape[0]):
            return None
        return _Wish(media_id, frame_index, pixel_xy, self._settings)

    def _look(self) -> None:
        """Compute for the newest place, unless something is being computed, after which it comes back here."""
        wish, rgb, press = self._wish(), self._presenter.shown_rgb, self._press
        if wish is None or rgb is None or self._view_state.is_playing:
            self._taken = None
            self._show_preview()
            return
        if self._task is not None or (self._taken is not None and self._taken.wish == wish):
            return
        before = None if press is None else press.edit.before
        combining = Combining.ADD if press is None else press.combining
        self._task = self._runner.submit(
            lambda _context: _found(rgb, wish, before, combining),
            lane=Lane.POOL,
            title=self.tr("Find pixels of a colour"),
            on_success=self._take,
            on_end=self._task_ended,
        )

    def _take(self, taken: _Taken) -> None:
        press = self._press
        if press is not None and taken.made is None:
            return  # of a preview before the press; what the press takes comes next
        self._taken = taken
        if press is None:
            self._show_preview()
            return
        if taken.made is not None:
            size = PixelBox(0, 0, taken.made.width, taken.made.height)
            self._edits.show(press.edit, taken.made, size)
        self._commit_if_known()

    def _task_ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            if task.failure:
                self.cancel()
            else:
                self._look()

    def _commit_if_known(self) -> None:
        press, taken = self._press, self._taken
        if press is None or not press.is_released or taken is None or taken.wish != self._wish():
            return
        self._press = self._taken = None
        made, before = taken.made, press.edit.before
        assert made is not None
        if made == before or made.is_empty:
            self._messages.inform(self._nothing_sentence(press.combining, made), topic=_TOPIC)
        if made.is_empty and press.combining is Combining.INTERSECT:
            self._edits.forget()
        else:
            region, combining = taken.region, press.combining
            self._edits.commit(
                press.edit,
                lambda now: made if now == before else with_region(now, region, combining).rle,
                self._verb(combining),
            )
        self.changed.emit()

    def _verb(self, combining: Combining) -> str:
        if combining is Combining.ADD:
            return self.tr("Add a colour to “{0}”")
        if combining is Combining.SUBTRACT:
            return self.tr("Cut a colour from “{0}”")
        return self.tr("Keep one colour of “{0}”")

    def _nothing_sentence(self, combining: Combining, made: MaskRle) -> str:
        if combining is Combining.ADD:
            return self.tr("The mask has all of this colour already.")
        if combining is Combining.INTERSECT and not made.is_empty:
            return self.tr("All of the mask has this colour.")
        if combining is Combining.SUBTRACT and made.is_empty:
            return self.tr("All of the mask had this colour; it is empty on this frame now.")
        return self.tr("Nothing of the mask has this colour.")

    def _show_preview(self) -> None:
        shown, taken = None, self._taken
        if taken is not None and self._press is None and not taken.region.is_empty:
            shown = taken.region
        if shown is None and self._preview is None:
            self.changed.emit()
            return
        selection = self._view_state.selection
        target = next(iter(selection)) if len(selection) == 1 else None
        color = self._presenter.color_of(target)
        self._preview = None if shown is None else PaintedMask(ShownMask(ObjectId(0), shown, color))
        self.changed.emit()


def _found(rgb: RgbPixels, wish: _Wish, before: MaskRle | None, combining: Combining) -> _Taken:
    """On the pool."""
    region = color_region(rgb, wish.pixel_xy, wish.settings)
    return _Taken(wish, region, None if before is None else with_region(before, region, combining).rle)
