"""Everything about filling attributes in one window: the dialog, the runs, the review, and what the actions do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.attributes import Value
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.attribute_filling import proposals
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.proposals import Place, Proposal
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.attribute_filling.fill_dialog import FillDialog
from sa2va_desktop.ui.attribute_filling.fill_runs import VALUES_TOPIC, FillRuns, FillWish
from sa2va_desktop.ui.attribute_filling.proposal_panel import ProposalPanel

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class FillPart(QObject):
    """Made by the main window once its controllers are there; the panel is put into a dock by `WindowDocks`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._options = FillOptions()
        self.panel = panel = ProposalPanel(window.document, window.view_state)
        self.runs = FillRuns(window.document, window.runs, window.messages, self.show_proposals, self)
        panel.chosen.connect(self._show)
        panel.confirm_wanted.connect(self.confirm)
        panel.reject_wanted.connect(self.reject)
        panel.correct_wanted.connect(self.correct)
        panel.fill_wanted.connect(self.ask_to_fill)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {
            "label.fill": self.ask_to_fill,
            "label.proposals": lambda: self._window.docks.toggle_proposals(),
        }

    def show_proposals(self) -> None:
        """Bring the list up and give it the keyboard."""
        self._window.docks.show_proposals()

    def ask_to_fill(self) -> FillDialog:
        """Open the dialog with what was chosen last."""
        window = self._window
        dialog = FillDialog(
            window.document,
            window.view_state,
            submit=self._submit,
            options=self._options,
            parent=window,
        )
        dialog.open()
        return dialog

    # ---- deciding

    def confirm(self, places: list[Place]) -> None:
        label = translate("FillPart", "Confirm %n Value(s)", n=len(places))
        self._do(label, lambda: proposals.confirm(self._window.document.project, places))

    def reject(self, places: list[Place]) -> None:
        label = translate("FillPart", "Reject %n Value(s)", n=len(places))
        self._do(label, lambda: proposals.reject(self._window.document.project, places))

    def correct(self, place: Place, value: Value) -> None:
        self._do(
            self.tr("Change Value"), lambda: proposals.correct(self._window.document.project, place, value)
        )

    # ---- inside

    def _submit(self, wish: FillWish) -> bool:
        self._options = wish.options
        return self.runs.submit(wish)

    def _do(self, label: str, make: Callable[[], list[Change]]) -> None:
        self._window.messages.withdraw(VALUES_TOPIC)
        try:
            changes = make()
            if changes:
                self._window.document.do(label, changes)
        except Sa2vaDesktopError as error:
            self._window.messages.present_error(error, topic=VALUES_TOPIC)

    def _show(self, proposal: Proposal) -> None:
        """Bring up what a value is of: its clip, the frame on which it is largest, and select it everywhere."""
        window = self._window
        item = window.document.project.media.get(proposal.media_id)
        if item is None:
            return
        window.media_switch.show(item)
        window.view_state.set_playing(False)
        window.view_state.select(frozenset({proposal.object_id}))
        window.view_state.seek(proposals.frame_to_show(window.document.project, proposal))
