"""An object's mask split into its parts, each an object of its own, and the panel that says how small a part may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.mask_edits import EditScope
from sa2va_desktop.operations.part_splitting import FrameParts, PreparedSplit, prepare_split
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.masks.edit_controller import EditController, EditParts
from sa2va_desktop.ui.masks.edit_panel import MOST_PX, EditPanel
from sa2va_desktop.ui.masks.mask_picker import Prepared

_LEAST_PX = 20
_NO_OBJECT = -1  # ids of parts that are shown before they are objects go down from here


class SplitController(EditController):
    """Of one selected object; the parts that are shown on this frame keep their identity over the others."""

    topic = "split into parts"

    def __init__(self, parts: EditParts) -> None:
        super().__init__(parts)
        self._min_area_px = _LEAST_PX

    def set_min_area(self, min_area_px: int) -> None:
        if min_area_px != self._min_area_px:
            self._min_area_px = min_area_px
            self.refresh()

    # ---- the edit

    @property
    def is_something(self) -> bool:
        return len(self.object_ids) == 1

    def preparing(self, scope: EditScope) -> Callable[[Project], PreparedSplit]:
        return partial(
            prepare_split,
            object_id=self.object_ids[0],
            scope=scope,
            shown_frame=self.view_state.frame_index,
            min_area_px=max(1, self._min_area_px),
        )

    def label(self) -> str:
        return self.tr("Split “{0}” into Parts").format(self.project.objects[self.object_ids[0]].name)

    def done_text(self, masks: int, made: int) -> str:
        return translate("SplitController", "Split off: %n new object(s).", n=made)

    def nothing_text(self) -> str:
        return self.tr("There is only one part of that size; nothing was split.")

    def drafts(self, prepared: Prepared, results: Sequence[Any]) -> list[ShownMask]:
        drafts: list[ShownMask] = []
        frames: Sequence[FrameParts] = results
        for one in frames:
            colors = [item.color for item in self.project.objects_of(one.source.item.media_id)]
            for number, rle in one.parts.items():
                if number == 0:
                    drafts.append(ShownMask(one.source.item.object_id, rle, one.source.item.color))
                    continue
                colors.append(next_color(colors))
                drafts.append(ShownMask(ObjectId(_NO_OBJECT - number), rle, colors[-1]))
        return drafts

    def select_after(self, made: frozenset[ObjectId]) -> None:
        """All parts, the one that stays the object too."""
        self.view_state.select(self.view_state.selection | made)


class SplitPanel(EditPanel):
    """How small a part may be is seen at once: each part has a colour."""

    def __init__(self, controller: SplitController, canvas: PictureView) -> None:
        super().__init__(controller, canvas, "splitPanel", "")
        self._controller = controller
        self.title.setText(self.tr("Split into Parts"))
        self.least = self.add_number(
            self.tr("Smallest part"),
            self.tr("Pieces with fewer pixels go with the nearest part"),
            0,
            MOST_PX,
            is_area=True,
        )
        self.finish(self.least)
        self.least.setValue(_LEAST_PX)

    def settings_changed(self) -> None:
        self._controller.set_min_area(self.least.value())

    def hint(self) -> str:
        return "" if self._controller.is_something else self.tr("Select one object: one is split at a time.")

    def summary_text(self, prepared: Prepared) -> str:
        text = super().summary_text(prepared)
        return text if prepared.count else self.tr("The object has no mask there that may be split.")
