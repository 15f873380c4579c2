"""Everything about edits of masks in one window: the panels, of which one is open at a time, and what the actions do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.ui.masks.clean_up_controller import CleanUpController
from sa2va_desktop.ui.masks.clean_up_panel import CleanUpPanel
from sa2va_desktop.ui.masks.combine import CombineController, CombinePanel, Verb
from sa2va_desktop.ui.masks.edit_controller import EditController, EditParts
from sa2va_desktop.ui.masks.interpolate import InterpolateController, InterpolatePanel
from sa2va_desktop.ui.masks.quick_edits import QuickEdits
from sa2va_desktop.ui.masks.split import SplitController, SplitPanel

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class MaskPart(QObject):
    """Made by the main window once its controllers are there.

    Signals:
        changed(): a panel was opened or closed.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        parts = EditParts(
            window.document,
            window.view_state,
            window.presenter,
            window.runner,
            window.mask_cleaner,
            window.messages,
            self,
        )
        self.clean_up = CleanUpController(parts)
        self.combine = CombineController(parts)
        self.split = SplitController(parts)
        self.interpolate = InterpolateController(
            parts, lambda media_id: window.scene_cuts.map_of(media_id).frames
        )
        self.clean_up_panel = CleanUpPanel(self.clean_up, window.canvas)
        self.combine_panel = CombinePanel(self.combine, window.canvas)
        self.split_panel = SplitPanel(self.split, window.canvas)
        self.interpolate_panel = InterpolatePanel(self.interpolate, window.canvas)
        self.quick = QuickEdits(parts, lambda: window.identity_commands.copied)
        self._edits: tuple[EditController, ...] = (self.clean_up, self.combine, self.split, self.interpolate)
        for edit in self._edits:
            edit.opened.connect(partial(self._close_others, edit))
            edit.changed.connect(self.changed)

    @property
    def is_open(self) -> bool:
        return any(edit.is_open for edit in self._edits)

    def close(self) -> bool:
        """Close the panel that is open, changing nothing; False when none is."""
        return any([edit.close() for edit in self._edits])

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {
            "object.clean_up": self.clean_up.open,
            "mask.smooth": partial(self._clean_up_with, "smooth"),
            "mask.subtract": partial(self._combine_by, Verb.SUBTRACT),
            "mask.unite": partial(self._combine_by, Verb.UNITE),
            "mask.intersect": partial(self._combine_by, Verb.INTERSECT),
            "mask.exclude": partial(self._combine_by, Verb.EXCLUDE),
            "mask.cut_out": partial(self._combine_by, Verb.CUT_OUT),
            "mask.overlaps": partial(self._combine_by, Verb.OVERLAPS),
            "mask.split": self.split.open,
            "mask.interpolate": self.interpolate.open,
            **self.quick.handlers(),
        }

    def _clean_up_with(self, number: str) -> None:
        self.clean_up.open()
        self.clean_up_panel.focus(number)

    def _combine_by(self, verb: Verb) -> None:
        self.combine.set_verb(verb)
        self.combine.open()

    def _close_others(self, opened: EditController) -> None:
        self._window.words.controller.close()  # its bar lies where the panel will be
        for edit in self._edits:
            if edit is not opened:
                edit.close()
