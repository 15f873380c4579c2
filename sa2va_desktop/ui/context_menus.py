"""The menus of objects, of lanes and of media, opened where they were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from sa2va_desktop.annotation.records import MediaItem, ObjectId
from sa2va_desktop.ui.panels.media_menu import MediaMenu, MediaVerbs

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow

_OBJECT_MENU = (
    "object.rename",
    "object.recolor",
    "object.hide",
    "object.solo",
    "object.lock",
    "object.track",
    "object.follow",
    "object.describe",
    "object.expression",
    "object.ask",
    "object.words",
    "",
    "object.clean_up",
    "mask.cut_out",
    "mask.split",
    "",
    "object.delete",
)
_LANE_MENU = (
    "frame.confirm",
    "frame.lock",
    "frame.flag",
    "frame.key",
    "frame.absent",
    "frame.occluded",
    "frame.delete",
    "",
    "frame.confirm_range",
    "frame.lock_range",
    "frame.absent_range",
    "frame.delete_range",
    "",
    "object.track",
    "track.forward",
    "track.backward",
    "track.next_key",
    "track.again",
    "object.follow",
    "",
    "mask.interpolate",
    "mask.to_next",
    "mask.over_range",
    "",
    "object.split",
    "object.join",
    "object.swap",
    "object.swap_range",
    "track.extend_here",
    "track.cut_here",
)


class ContextMenus(QObject):
    """Each is shown once and deletes itself. Positions are global."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open_on_canvas(self, object_id: ObjectId | None, at: QPoint) -> None:
        """Of the object under the pointer, which is selected with it; nothing where there is none."""
        view = self._window.view_state
        if object_id is None:
            return
        if object_id not in view.selection:
            view.select(frozenset({object_id}))
        self.open_for_objects(at)

    def open_for_objects(self, at: QPoint) -> None:
        """Of the selected objects."""
        menu = self._menu(_OBJECT_MENU)
        menu.insertMenu(self._window.actions_by_id["object.hide"], self._window.labels.make(menu))
        menu.popup(at)

    def open_for_lane(self, at: QPoint) -> None:
        """Of the selected objects on the shown frame."""
        self._menu(_LANE_MENU).popup(at)

    def open_for_media(self, item: MediaItem, at: QPoint) -> None:
        """Of an item of the media list."""
        window = self._window
        verbs = MediaVerbs(
            window.missing_media.find, window.missing_media.search, window.object_commands.remove_media
        )
        MediaMenu(item, verbs, window.theme, window, is_writable=window.document.is_writable).popup(at)

    def _menu(self, action_ids: tuple[str, ...]) -> QMenu:
        """Of these actions; an empty id is a line between them."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action_id in action_ids:
            if action_id:
                menu.addAction(self._window.actions_by_id[action_id])
            else:
                menu.addSeparator()
        return menu
