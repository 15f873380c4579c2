"""Settings that take effect at once on parts that do not know the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class SettingEffects(QObject):
    """Follows the store from the start on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.settings.on_change(self.apply)
        for key in (
            "appearance.theme",
            "canvas.overlay_opacity",
            "canvas.outline_width_px",
            "playback.loop",
            "review.all_curves",
        ):
            self.apply(key)
        window.canvas_bar.set_opacity(window.settings.number("canvas.overlay_opacity"))

    def apply(self, key: str) -> None:
        """Follow the setting of that key; nothing for one that is read where it is needed."""
        window, settings = self._window, self._window.settings
        if key == "appearance.theme":
            chosen = settings.text(key)
            window.theme.choose(chosen)
            window.action_state.show_theme(chosen)
        elif key == "canvas.overlay_opacity":
            window.canvas.set_opacity(settings.number(key))
        elif key == "canvas.outline_width_px":
            window.canvas.set_outline_width(int(settings.number(key)))
        elif key == "playback.frame_cache_mib":
            window.frame_cache.set_max_bytes(int(settings.number(key)) << 20)
        elif key == "playback.loop":
            window.playback.set_loops(bool(settings.get(key)))
        elif key == "review.all_curves":
            wanted = bool(settings.get(key))
            window.actions_by_id.set_checked("review.curves", wanted)
            window.review.lane_trust.set_all_curves(wanted)
