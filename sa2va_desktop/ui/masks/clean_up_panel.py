"""The panel that sets a clean-up: islands, holes, edge, margin, and for which frames, or as a setting of the objects."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.masks.clean_up_controller import CleanUpController
from sa2va_desktop.ui.masks.edit_controller import Scope
from sa2va_desktop.ui.masks.edit_panel import MOST_PX, EditPanel
from sa2va_desktop.ui.masks.mask_picker import Prepared

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
            self.tr("Smooth edge"),
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
        self._is_following = False
        self._add_setting_buttons()
        self.finish(self.islands)
        self.scope.addItem(self.tr("As a setting of the object"), Scope.SETTING)
        self.scope.setItemData(
            self.scope.count() - 1,
            self.tr(
                "The stored masks stay; all frames are shown and exported cleaned up, also those made later"
            ),
            Qt.ItemDataRole.ToolTipRole,
        )

    def focus(self, name: str) -> None:
        """Go to one number: islands, holes, smooth or margin."""
        number = {"islands": self.islands, "holes": self.holes, "smooth": self.smooth, "margin": self.margin}[
            name
        ]
        number.setFocus(Qt.FocusReason.OtherFocusReason)
        number.selectAll()

    def _add_setting_buttons(self) -> None:
        """Above those of every edit, for a setting that is there."""
        self.setting = QWidget(self)
        row = QHBoxLayout(self.setting)
        row.setContentsMargins(0, 0, 0, 0)
        self.remove = QPushButton(self.tr("Remove"), self)
        self.remove.setToolTip(self.tr("Show the objects as they are stored"))
        self.remove.clicked.connect(self._controller.remove_setting)
        self.for_good = QPushButton(self.tr("Apply for Good"), self)
        self.for_good.setToolTip(self.tr("Store the masks as they are shown now, and remove the setting"))
        self.for_good.clicked.connect(self._controller.keep_for_good)
        row.addWidget(self.remove, 1)
        row.addWidget(self.for_good, 1)
        self.add_wide(self.setting)

    def settings_changed(self) -> None:
        if self._is_following:
            return
        self._controller.set_clean_up(
            CleanUp(self.islands.value(), self.holes.value(), self.smooth.value(), self.margin.value())
        )

    def follow(self) -> None:
        clean_up, is_setting = self._controller.clean_up, self._controller.scope is Scope.SETTING
        self._is_following = True
        self.islands.setValue(clean_up.island_px)
        self.holes.setValue(clean_up.hole_px)
        self.smooth.setValue(clean_up.smooth_px)
        self.margin.setValue(clean_up.margin_px)
        self._is_following = False
        self.setting.setVisible(is_setting and self._controller.has_setting)
        self.apply.setText(self.tr("Keep") if is_setting else self.tr("Apply"))
        self.apply.setToolTip(
            self.tr("Show and export the objects so from now on, one step of undo  (Enter)")
            if is_setting
            else self.tr("Change the masks, one step of undo  (Enter)")
        )

    def summary_text(self, prepared: Prepared) -> str:
        text = super().summary_text(prepared)
        if self._controller.scope is not Scope.SETTING:
            return text
        return self.tr("Shown so, while the stored masks stay: {0}").format(text)

    def is_ready(self, meant: Prepared | None) -> bool:
        """A setting also counts for masks that are made later."""
        return self._controller.scope is Scope.SETTING or super().is_ready(meant)

    def hint(self) -> str:
        return "" if self._edit.object_ids else self.tr("Select the objects whose masks are to be cleaned up.")
