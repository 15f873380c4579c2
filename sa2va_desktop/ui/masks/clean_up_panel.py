"""The panel that sets a clean-up: islands, holes, edge, margin, and which frames."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.masks.clean_up_controller import CleanUpController
from sa2va_desktop.ui.masks.edit_panel import MOST_PX, EditPanel

_MARGIN_PX = 30
_SMOOTH_PX = 30


class CleanUpPanel(EditPanel):
    """In the order of the steps: islands go first, the margin comes last."""

    def __init__(self, controller: CleanUpController, canvas: PictureView) -> None:
        super().__init__(controller, canvas, "cleanUpPanel", "")
        self._controller = controller
        self.title.setText(self.tr("Clean Up Masks"))
        self.islands = self.add_number(
            self.tr("Drop islands"),
            self.tr("Separate pieces with fewer pixels go; 0 keeps all"),
            0,
            MOST_PX,
            is_area=True,
        )
        self.holes = self.add_number(
            self.tr("Fill holes"),
            self.tr("Holes with up to so many pixels are filled; 0 fills none"),
            0,
            MOST_PX,
            is_area=True,
        )
        self.smooth = self.add_number(
            self.tr("Smooth the edge"),
            self.tr("Over a radius of so many pixels; what is thinner goes, 0 leaves the edge as it is"),
            0,
            _SMOOTH_PX,
        )
        self.margin = self.add_number(
            self.tr("Grow or shrink"),
            self.tr("By so many pixels; below 0 shrinks"),
            -_MARGIN_PX,
            _MARGIN_PX,
        )
        self.finish(self.islands)

    def focus(self, name: str) -> None:
        """Go to one number: islands, holes, smooth or margin."""
        number = {"islands": self.islands, "holes": self.holes, "smooth": self.smooth, "margin": self.margin}[
            name
        ]
        number.setFocus(Qt.FocusReason.OtherFocusReason)
        number.selectAll()

    def settings_changed(self) -> None:
        self._controller.set_clean_up(
            CleanUp(self.islands.value(), self.holes.value(), self.smooth.value(), self.margin.value())
        )

    def hint(self) -> str:
        return "" if self._edit.object_ids else self.tr("Select the objects whose masks are to be cleaned up.")
