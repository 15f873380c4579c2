"""Shows the document on the canvas: the frame at the playhead with its masks, selection and hover in both directions."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem, ObjectId, Rgb
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.shown_mask import QUICK_PIXELS, Seen, box_pixels, quick_rle, unknown_masks
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.pictures import picture_from_rgb
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.frame_feed import FrameFeed
from sa2va_desktop.ui.mask_cleaner import MaskCleaner
from sa2va_desktop.ui.view_state import ViewState

_BLANK_GREY = 0x60
_FRAMES_AHEAD = 4
_GREY: Rgb = (128, 128, 128)


class CanvasPresenter(QObject):
    """Masks follow the picture, not the playhead: until a frame is decoded, the one before stays with its own masks.

    Signals:
        blanked(MediaItem, Exception): the shown item cannot be opened, so its masks stand on an empty picture.
        unblanked(): no longer, because another item is shown or it could be opened after all.
        masks_cleaned(): masks that were shown as they are stored can be shown cleaned up now.
        frame_shown(int): the picture of that frame is on the canvas, with its masks.
        mask_damaged(ProjectError): a mask of the shown frame cannot be read from the project, so that it is not shown.
    """

    blanked = Signal(object, object)
    unblanked = Signal()
    masks_cleaned = Signal()
    frame_shown = Signal(int)
    mask_damaged = Signal(object)

    def __init__(
        self,
        canvas: CanvasView,
        document: Document,
        view_state: ViewState,
        feed: FrameFeed,
        cleaner: MaskCleaner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._document = document
        self._view_state = view_state
        self._feed = feed
        self._cleaner = cleaner
        self._media_id: MediaId | None = None
        self._item: MediaItem | None = None
        self._is_blank = False
        self._shown_frame: int | None = None
        self._shown_rgb: RgbFrame | None = None
        self._wished_frame = 0
        self._drafts: dict[ObjectId, ShownMask] = {}
        document.changed.connect(self._follow_document)
        view_state.media_changed.connect(self._follow_media)
        view_state.frame_changed.connect(self._follow_frame)
        view_state.solo_changed.connect(self._show_masks)
        view_state.selection_changed.connect(canvas.set_selection)
        view_state.hover_changed.connect(canvas.set_hovered)
        feed.frame_ready.connect(self._show_frame)
        feed.failed.connect(self._show_blank)
        cleaner.cleaned.connect(self._show_cleaned)
        canvas.object_clicked.connect(self._click)
        canvas.object_hovered.connect(view_state.hover)

    @property
    def shown_frame(self) -> int | None:
        """The frame index of the picture on the canvas; None until the first one is decoded."""
        return self._shown_frame

    @property
    def shown_rgb(self) -> RgbFrame | None:
        """(H, W, 3) uint8 of that picture, read-only; None where the file cannot be opened."""
        return self._shown_rgb

    def masks_on(self, frame_index: int) -> list[ShownMask]:
        """What is to be seen of the document's masks on a frame of the shown media item.

        Large masks that are not cleaned up yet are shown as they are stored until the pool has done it.
        """
        pairs = self._seen(frame_index)
        place = "here" if frame_index == self._shown_frame else "beside"
        self._cleaner.wish(_slow(pairs), place=place)
        return [
            ShownMask(item.object_id, quick_rle(item, frame), item.color)
            for item, frame in pairs
            if self._is_readable(frame.rle)
        ]

    def _seen(self, frame_index: int) -> list[Seen]:
        if self._media_id is None:
            return []
        pairs, muted = self._document.project.masks_on(self._media_id, frame_index), self._view_state.muted
        return [(item, frame) for item, frame in pairs if not item.is_hidden and item.object_id not in muted]

    def _is_readable(self, rle: MaskRle) -> bool:
        """Masks are read from the project at the first look, which must not be that of the painter."""
        try:
            return rle.runs is not None
        except ProjectError as error:
            self.mask_damaged.emit(error)
            return False

    def color_of(self, object_id: ObjectId | None) -> Rgb:
        """Of an object; of None the one that the next new object will get."""
        drawn = self._document.project.objects.get(object_id) if object_id is not None else None
        if drawn is not None:
            return drawn.color
        return self._document.project.next_object_color(self._media_id) if self._media_id is not None else _GREY

    def show_draft(self, draft: ShownMask, changed: QRect) -> None:
        """Show another mask of an object than the document has, perhaps none yet, while it is drawn on the shown frame.

        It differs from what is shown of it inside the picture rectangle `changed` only.
        """
        self._drafts[draft.object_id] = draft
        self._canvas.redraw_mask(draft, changed)

    def hide_drafts(self) -> None:
        if self._drafts:
            self._drafts.clear()
            self._show_masks()

    def resume(self) -> None:
        """Open the shown item again: after the feed was closed for an exit that did not take place, or to try again."""
        self._item = self._document.project.media.get(self._media_id) if self._media_id is not None else None
        self._feed.open_item(self._item)
        self._feed.want(self._wished_frame)

    def _follow_media(self, media_id: MediaId | None) -> None:
        self._media_id = media_id
        self._shown_frame = self._shown_rgb = None
        self._wished_frame = 0
        self._unblank()
        self._canvas.set_picture(None)
        self._item = self._document.project.media.get(media_id) if media_id is not None else None
        self._feed.open_item(self._item)

    def _show_blank(self, item: MediaItem, error: BaseException) -> None:
        if item is not self._item or self._feed.index is not None:
            return  # one frame that cannot be decoded is no reason to take the picture away
        blank = QImage(item.width, item.height, QImage.Format.Format_Grayscale8)
        blank.fill(_BLANK_GREY)
        self._is_blank = True
        self._shown_rgb = None
        self._shown_frame = self._wished_frame
        self._canvas.set_picture(blank)
        self._show_masks()
        self.blanked.emit(item, error)

    def _unblank(self) -> None:
        if self._is_blank:
            self._is_blank = False
            self.unblanked.emit()

    def _follow_frame(self, frame_index: int) -> None:
        direction = frame_index - self._wished_frame
        self._wished_frame = frame_index
        if self._media_id is not None:
            self._feed.want(frame_index, 1 if self._view_state.is_playing else direction)
        if self._is_blank:
            self._shown_frame = frame_index
            self._show_masks()

    def _show_frame(self, frame_index: int, rgb: RgbFrame) -> None:
        self._unblank()
        self._shown_frame, self._shown_rgb = frame_index, rgb
        self._canvas.set_picture(picture_from_rgb(rgb))
        self._show_masks()
        self._look_ahead(frame_index)
        self.frame_shown.emit(frame_index)

    def _show_cleaned(self) -> None:
        self._show_masks()
        self.masks_cleaned.emit()

    def _look_ahead(self, frame_index: int) -> None:
        """While a clip plays, large masks of the next frames are cleaned up before they are shown."""
        if self._view_state.is_playing:
            ahead = range(frame_index + 1, frame_index + 1 + _FRAMES_AHEAD)
            pairs = [pair for index in ahead for pair in self._seen(index)]
            self._cleaner.wish(_slow(pairs), place="ahead", is_ahead=True)

    def _follow_document(self, change_set: ChangeSet) -> None:
        if self._media_id in change_set.media_ids:
            self._follow_file()
        touches_frame = any(self._shown_frame in frames for frames in change_set.frames.values())
        if change_set.object_ids or touches_frame:
            self._show_masks()

    def _follow_file(self) -> None:
        """The shown item may be bound to another file now."""
        item = self._document.project.media.get(self._media_id) if self._media_id is not None else None
        if item is not None and self._item is not None and item.path != self._item.path:
            self.resume()

    def _show_masks(self) -> None:
        if self._media_id is None or self._shown_frame is None:
            self._canvas.set_masks([])
            return
        drafts = dict(self._drafts)  # something else changed meanwhile
        masks = [drafts.pop(mask.object_id, mask) for mask in self.masks_on(self._shown_frame)]
        self._canvas.set_masks([*masks, *drafts.values()])

    def _click(self, object_id: ObjectId | None, modifiers: Qt.KeyboardModifier) -> None:
        adds = modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if object_id is None:
            if not adds:
                self._view_state.select(frozenset())
        elif adds:
            self._view_state.select(self._view_state.selection ^ {object_id})
        else:
            self._view_state.select(frozenset({object_id}))


def _slow(pairs: list[Seen]) -> list[Seen]:
    """Those that take too long to be cleaned up on the way."""
    return unknown_masks(pair for pair in pairs if box_pixels(pair[1]) > QUICK_PIXELS)
