"""Which model of the list is used and how it is with it, and which buttons of the page that leaves."""

from __future__ import annotations

from sa2va_desktop.operations.models import ModelPlace, ModelRow, ModelState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.model_controller import NO_MODEL, ModelController
from sa2va_desktop.ui.model_controller import ModelState as LoadState
from sa2va_desktop.ui.models.model_details import ModelDetails
from sa2va_desktop.ui.models.model_jobs import Activity, Doing, ModelJobs
from sa2va_desktop.ui.models.model_words import choice_of, is_bundled, is_here, is_tracker, place_text


class ModelUse:
    """Between the list and the model controller; holds nothing of its own."""

    def __init__(self, model: ModelController, jobs: ModelJobs) -> None:
        self._model = model
        self._jobs = jobs

    def is_used(self, row: ModelRow) -> bool:
        """Chosen as the model, or a tracker chosen for clicks and tracks."""
        used = {self._model.choice}
        if is_tracker(row):
            used.add(self._model.tracker)
        return choice_of(row) in used

    def name_in_use(self) -> str:
        """Of the chosen model; "" when it is not in the list."""
        return next((row.name for row in self._jobs.rows if self.is_used(row)), "")

    def toggle(self, row: ModelRow) -> None:
        """Use it; a tracker that is used already is not used any more."""
        self._jobs.notices.pop(row.name, None)
        if is_tracker(row):
            self._model.choose_tracker(NO_MODEL if self._model.tracker == choice_of(row) else choice_of(row))
        else:
            self._model.choose(choice_of(row))

    def problem_with(self, row: ModelRow) -> str:
        """Why the used model cannot be loaded, one sentence, or ""."""
        is_failed = self._model.state is LoadState.FAILED
        return self._model.failure if is_failed and self.is_used(row) else ""

    def state_of(self, row: ModelRow) -> tuple[str, str]:
        """For the list: words, and the name of their colour."""
        activity = self._jobs.activity(row.name)
        if activity is not None:
            return _activity_words(activity), "accent"
        if self.is_used(row):
            return self._use_words()
        if row.state is ModelState.PARTIAL:
            return place_text(row), "warn"
        return place_text(row), "text" if is_here(row) else "text_dim"

    def show_buttons(self, row: ModelRow, details: ModelDetails) -> None:
        """Show and enable what can be done with a model now."""
        is_idle = self._jobs.activity(row.name) is None
        here, used = is_here(row), self.is_used(row)
        place = row.local.place if row.local is not None else None
        asks = row.name in self._jobs.plans
        loaded = self._model.predictor is not None
        self._show_use(row, details)
        details.use.setVisible(here and (is_tracker(row) or not used))
        details.download.setVisible(not here and row.model is not None and is_idle and not asks)
        details.download.setText(
            translate("ModelUse", "Resume…") if row.local is not None else translate("ModelUse", "Download…")
        )
        details.unload.setVisible(used and loaded)
        details.verify.setVisible(here)
        details.check.setVisible(here and place in (ModelPlace.DOWNLOADED, ModelPlace.HUB_CACHE))
        details.open_folder.setVisible(row.local is not None)
        details.remove.setVisible(row.local is not None and not is_bundled(row))
        is_added = place is ModelPlace.ADDED
        details.remove.setText(
            translate("ModelUse", "Take off the List") if is_added else translate("ModelUse", "Remove…")
        )
        details.remove.setToolTip(translate("ModelUse", "Use another model first") if used else "")
        for button in (details.verify, details.check):
            button.setEnabled(is_idle)
        details.remove.setEnabled(is_idle and not used)

    # ---- inside

    def _show_use(self, row: ModelRow, details: ModelDetails) -> None:
        if not is_tracker(row):
            details.use.setText(translate("ModelUse", "Use"))
        elif self._model.tracker == choice_of(row):
            details.use.setText(translate("ModelUse", "Stop Using for Clicks and Tracks"))
        else:
            details.use.setText(translate("ModelUse", "Use for Clicks and Tracks"))

    def _use_words(self) -> tuple[str, str]:
        if self._model.is_resting:
            return translate("ModelUse", "In use, resting"), "good"
        return {
            LoadState.LOADING: (translate("ModelUse", "Loading…"), "accent"),
            LoadState.READY: (translate("ModelUse", "In use, loaded"), "good"),
            LoadState.FAILED: (translate("ModelUse", "Cannot be used"), "bad"),
        }.get(self._model.state, (translate("ModelUse", "In use"), "good"))


def _activity_words(activity: Activity) -> str:
    if activity.task is None:
        return translate("ModelUse", "Waits")
    progress = activity.progress
    words = {
        Doing.ASKING: translate("ModelUse", "Asking the hub…"),
        Doing.FETCHING: translate("ModelUse", "Downloading"),
        Doing.CHECKING: translate("ModelUse", "Checking"),
        Doing.REMOVING: translate("ModelUse", "Removing…"),
    }[activity.doing]
    if progress is None or not progress.total_bytes:
        return words
    return translate("ModelUse", "{0} {1} %").format(words, 100 * progress.done_bytes // progress.total_bytes)
