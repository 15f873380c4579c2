"""The view modes as actions: overlay, outline, matte, cut-out, and two frames compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.comparison import Comparison
from sa2va_desktop.ui.canvas.frame_painter import ShownFrame
from sa2va_desktop.ui.canvas.view_mode import Backdrop, ViewMode
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState

_MODE, _BACKDROP = "canvas.view_mode", "canvas.cutout_backdrop"


class ViewModes(QObject):
    """Holds the chosen mode, which is a setting, and the pinned frame, which is forgotten with the media item.

    Signals:
        changed(): another mode, or comparing began, ended or turned to blending; `checked` tells what to tick.
        share_changed(float): the divider was moved.
    """

    changed = Signal()
    share_changed = Signal(float)

    def __init__(
        self,
        canvas: CanvasView,
        presenter: CanvasPresenter,
        document: Document,
        view_state: ViewState,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._presenter = presenter
        self._settings = settings
        self._pinned_frame: int | None = None
        self._share = 0.5
        self._is_blended = False
        settings.on_change(self._follow_setting)
        for key in (_MODE, _BACKDROP):
            self._follow_setting(key)
        document.changed.connect(self._follow_document)
        view_state.solo_changed.connect(self._show_pinned_masks)
        presenter.masks_cleaned.connect(self._show_pinned_masks)
        view_state.media_changed.connect(self._follow_media)
        presenter.frame_shown.connect(self._follow_frame)
        canvas.divider_moved.connect(self.set_share)

    # ---- for actions

    def handlers(self) -> Mapping[str, Callable[..., object]]:
        modes = {f"view.{mode}": partial(self._choose, mode) for mode in ViewMode}
        return {**modes, "view.compare": self.compare, "view.blend": self.blend}

    @property
    def checked(self) -> Mapping[str, bool]:
        """The state of each action by its id."""
        modes = {f"view.{mode}": mode is self._canvas.mode for mode in ViewMode}
        return {
            **modes,
            "view.compare": self.is_comparing,
            "view.blend": self.is_comparing and self._is_blended,
        }

    @property
    def is_comparing(self) -> bool:
        return self._pinned_frame is not None

    @property
    def share(self) -> float:
        """Where the divider stands, or how much of the pinned frame shines through; 0 to 1."""
        return self._share

    def compare(self, wanted: bool) -> None:
        """Pin the shown frame, to compare others with it; or compare no longer."""
        self._pinned_frame = self._presenter.shown_frame if wanted else None
        picture = self._canvas.picture
        if self._pinned_frame is None or picture is None:
            self._end()
            return
        pinned = ShownFrame(picture)
        pinned.layer.show(self._presenter.masks_on(self._pinned_frame))
        self._canvas.set_comparison(Comparison(pinned, self._labels(), self._share, self._is_blended))
        self.changed.emit()

    def blend(self, wanted: bool) -> None:
        """Let the pinned frame shine through the shown one; begins to compare if need be."""
        self._is_blended = wanted
        if not self.is_comparing:
            self.compare(wanted)
        self._show_comparison()
        self.changed.emit()

    def set_share(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self._canvas.set_comparison_share(share)
            self.share_changed.emit(share)

    # ---- inside

    def _choose(self, mode: ViewMode, _checked: bool = True) -> None:
        self._settings.keep(_MODE, mode.value)
        self.changed.emit()  # a click on the ticked action has taken its tick away

    def _follow_setting(self, key: str) -> None:
        if key == _MODE:
            self._canvas.set_mode(ViewMode(self._settings.text(key)))
            self.changed.emit()
        elif key == _BACKDROP:
            self._canvas.set_backdrop(Backdrop(self._settings.text(key)))

    def _follow_document(self, change_set: ChangeSet) -> None:
        touches_pinned = any(self._pinned_frame in frames for frames in change_set.frames.values())
        if self._pinned_frame is not None and (change_set.object_ids or touches_pinned):
            self._show_pinned_masks()

    def _show_pinned_masks(self) -> None:
        if self._pinned_frame is not None:
            self._canvas.set_pinned_masks(self._presenter.masks_on(self._pinned_frame))

    def _follow_media(self, _media_id: MediaId | None) -> None:
        self._end()

    def _follow_frame(self, _frame_index: int) -> None:
        if self.is_comparing:
            self._show_comparison()

    def _show_comparison(self) -> None:
        comparison = self._canvas.comparison
        if comparison is not None:
            self._canvas.set_comparison(
                Comparison(comparison.pinned, self._labels(), self._share, self._is_blended)
            )

    def _labels(self) -> tuple[str, str]:
        pinned = self.tr("Frame {0}, pinned").format(self._pinned_frame)
        return pinned, self.tr("Frame {0}").format(self._presenter.shown_frame)

    def _end(self) -> None:
        self._pinned_frame = None
        self._is_blended = False
        self._canvas.set_comparison(None)
        self.changed.emit()
