"""Where tracks end at scene cuts: which cuts count, and the message that offers to go across them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.messages import INFO, Message, MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, RunPlan
from sa2va_desktop.ui.scene_cuts import SceneCuts

GoAcross = Callable[[Sequence[int]], None]
"""Tracks on from these cuts."""

_TOPIC = "track ends at a cut"


class TrackEnds(QObject):
    """Remembers of each plan how it would go on behind a cut, until its run is over."""

    def __init__(
        self,
        runs: ModelRuns,
        cuts: SceneCuts,
        settings: SettingsStore,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._cuts = cuts
        self._settings = settings
        self._messages = messages
        self._go_across: dict[RunPlan, GoAcross] = {}
        runs.changed.connect(self._tell)

    def cuts_of(self, item: MediaItem) -> CutMap | None:
        """What is known of the cuts that end tracks; None when the person wants tracks to go across all of them."""
        crosses = self._settings.text("track.scene_cuts") == "cross"
        return None if crosses else self._cuts.map_of(item.media_id)

    def remember(self, plan: RunPlan, across: GoAcross) -> None:
        """Offer `across` if the run of this plan ends at a cut."""
        self._go_across[plan] = across

    def forget(self, plan: RunPlan) -> None:
        """The queue did not take the plan."""
        self._go_across.pop(plan, None)

    def withdraw_offer(self) -> None:
        self._messages.withdraw(_TOPIC)

    def nothing_left(self, cuts: Sequence[int], across: GoAcross) -> NothingToDoError:
        """Why a track has nothing to do, where these cuts end it; it can go across them instead."""
        if not cuts:
            return NothingToDoError(
                self.tr("Every frame of the range has its mask already; nothing is left to track.")
            )
        return NothingToDoError(
            translate(
                "TrackEnds",
                "Every frame up to the scene cut(s) on frame(s) {0} has its mask already.",
                n=len(cuts),
            ).format(_listed(cuts)),
            self.tr("Track Across the Cut"),
            lambda: across(cuts),
        )

    def _tell(self, run: ModelRun) -> None:
        """A track that ended at a cut says so, with a way on; what it found on its way is kept."""
        if not run.state.is_over:
            return
        across = self._go_across.pop(run.plan, None)
        if across is None or not isinstance(run.writer, TrackWriter):
            return
        for cut in run.writer.cuts_found:
            self._cuts.note(run.plan.item, cut)
        cuts = run.writer.cuts_met
        if run.state is RunState.DONE and cuts:
            text = translate(
                "TrackEnds", "{0}: ended at the scene cut(s) on frame(s) {1}.", n=len(cuts)
            ).format(run.plan.title, _listed(cuts))
            title = self.tr("Track Across the Cut")
            self._messages.post(Message(text, INFO, _TOPIC, title, lambda: across(cuts)))


def _listed(cuts: Sequence[int]) -> str:
    return ", ".join(str(cut) for cut in cuts)
