"""Frames between the key frames of the selected objects filled with shapes on the way, and the panel for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.operations.interpolation import prepare_interpolation
from sa2va_desktop.operations.mask_edits import EditScope, PreparedEdit
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.masks.edit_controller import EditController, EditParts, Scope
from sa2va_desktop.ui.masks.edit_panel import EditPanel
from sa2va_desktop.ui.masks.mask_picker import Prepared


class InterpolateController(EditController):
    """Needs no model.

    Args:
        cuts_of: first frames of the scenes of a clip, ascending, as far as they are known.
    """

    topic = "interpolate"

    def __init__(self, parts: EditParts, cuts_of: Callable[[MediaId], Sequence[int]]) -> None:
        super().__init__(parts)
        self._cuts_of = cuts_of
        self._replaces = False
        self.set_scope(Scope.RANGE)

    def set_replaces(self, replaces: bool) -> None:
        if replaces != self._replaces:
            self._replaces = replaces
            self.refresh()

    # ---- the edit

    @property
    def is_something(self) -> bool:
        return bool(self.object_ids)

    def preparing(self, scope: EditScope) -> Callable[[Project], PreparedEdit]:
        media_id, ids, replaces = self.view_state.media_id, self.object_ids, self._replaces
        cuts = self._cuts_of(media_id) if media_id is not None else ()
        return lambda project: prepare_interpolation(project, ids, scope, replaces=replaces, cuts=cuts)

    def label(self) -> str:
        return self.tr("Interpolate between Key Frames")

    def done_text(self, masks: int, made: int) -> str:
        return translate("InterpolateController", "%n mask(s) filled in between key frames.", n=masks)

    def nothing_text(self) -> str:
        return self.tr("Nothing was filled in; the masks there are the same already.")

    def kept_text(self, count: int) -> str:
        return translate("InterpolateController", "Left alone, there already: %n mask(s).", n=count)


class InterpolatePanel(EditPanel):
    """Says how many frames can be filled, and what is missing where none can."""

    def __init__(self, controller: InterpolateController, canvas: PictureView) -> None:
        super().__init__(controller, canvas, "interpolatePanel", "")
        self._controller = controller
        self.title.setText(self.tr("Interpolate Masks"))
        self.replaces = self.add_check(
            self.tr("Replace tracked masks"),
            self.tr("Also frames between them that have a mask; what a person settled stays"),
        )
        self.replaces.toggled.connect(controller.set_replaces)
        self.finish(self.replaces, has_settled=False)

    def summary_text(self, prepared: Prepared) -> str:
        if prepared.count:
            text = translate("InterpolatePanel", "%n frame(s) to fill in", n=prepared.count)
            if prepared.kept:
                return self.tr("{0}  ·  there already, left alone: {1}").format(text, prepared.kept)
            return text
        if prepared.kept:
            return self.tr("All frames between the key frames have a mask. Tick the box to replace them.")
        return self.tr(
            "There are no two key frames of one object with frames between them: draw or confirm two masks."
        )
