"""How the canvas shows a frame: the view modes, and everything else that changes how masks look."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sa2va_desktop.annotation.records import ObjectId


class ViewMode(enum.StrEnum):
    """What is done with picture and masks; the values are those of the setting."""

    OVERLAY = "overlay"  # colours over the picture
    OUTLINE = "outline"  # coloured borders, nothing over the picture inside
    MATTE = "matte"  # white masks on black
    CUTOUT = "cutout"  # the picture inside the masks only

    @property
    def shows_subjects_only(self) -> bool:
        """The selected objects are the subject, or all when none of the frame's objects is selected."""
        return self in (ViewMode.MATTE, ViewMode.CUTOUT)


class Backdrop(enum.StrEnum):
    """What lies behind a cut-out."""

    CHECKERBOARD = "checkerboard"
    BLACK = "black"
    WHITE = "white"
    GREEN = "green"


@dataclass(frozen=True)
class CanvasLook:
    """How a frame is painted.

    Attributes:
        opacity: of the masks' colours, 0 to 1; outlines, mattes and cut-outs ignore it.
        outline_width_px: in widget pixels.
        selection, hovered: objects that are marked with an outline.
    """

    mode: ViewMode = ViewMode.OVERLAY
    opacity: float = 0.5
    outline_width_px: int = 2
    backdrop: Backdrop = Backdrop.CHECKERBOARD
    selection: frozenset[ObjectId] = frozenset()
    hovered: frozenset[ObjectId] = frozenset()
    masks_visible: bool = True

    def is_marked(self, object_id: ObjectId) -> bool:
        return object_id in self.selection or object_id in self.hovered
