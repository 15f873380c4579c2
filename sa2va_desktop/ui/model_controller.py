"""Which model is loaded: chosen by the person, loaded on the model worker, remembered for the next start."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.operations.ask import Predictor, PredictorDescription
from sa2va_desktop.operations.model_exchange import ExchangeablePredictor
from sa2va_desktop.operations.models import folder_title
from sa2va_desktop.operations.turn_layout import turn_options
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.messages import ERROR, Message, MessageCenter
from sa2va_desktop.ui.services import Services
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner

EMBEDDED, NO_MODEL = "embedded", "none"
_TOPIC = "model"
_HOW = ("device", "dtype", "tracker", "quantise", "offload", "capture")
"""Settings that say how a model is loaded, as `Services.load_predictor` calls them."""
_LOADING_SETTINGS = frozenset(f"model.{name}" for name in ("choice", "turns", "allow_unknown_template", *_HOW))


class ModelState(enum.Enum):
    NONE = "none"
    UNLOADED = "unloaded"  # chosen, not needed yet
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class ModelController(QObject):
    """Owns the predictor and closes it, both on the model worker.

    Signals:
        changed(): state, choice or description is different.
    """

    changed = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        services: Services,
        settings: SettingsStore,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._services = services
        self._settings = settings
        self._messages = messages
        self._predictor: Predictor | None = None
        self._loading: Task | None = None
        self._failure = ""
        self._is_resting = False
        self._state = self._resting_state()
        settings.on_change(self._follow_setting)

    @property
    def choice(self) -> str:
        """ "embedded", "none", or a folder."""
        return self._settings.text("model.choice")

    @property
    def tracker(self) -> str:
        """ "none", or what is to serve clicks and tracks in place of the model."""
        return self._settings.text("model.tracker")

    @property
    def state(self) -> ModelState:
        return self._state

    @property
    def predictor(self) -> Predictor | None:
        """Ready to be used on the model worker; None unless `state` is READY."""
        return self._predictor

    @property
    def description(self) -> PredictorDescription | None:
        return self._predictor.description if self._predictor is not None else None

    @property
    def failure(self) -> str:
        """Why it cannot be used, one sentence; "" unless `state` is FAILED."""
        return self._failure if self._state is ModelState.FAILED else ""

    @property
    def is_resting(self) -> bool:
        """Freed because nobody used it, and loaded again when somebody does."""
        return self._is_resting and self._state is ModelState.UNLOADED

    @property
    def has_language(self) -> bool:
        """Whether the model can be asked, as far as is known: False only once one without language is loaded."""
        return self.description is None or self.description.capabilities.language

    @property
    def title(self) -> str:
        """Name of the chosen model for the person, and of the network beside it once that is loaded."""
        beside = self.description.tracker if self.description is not None else ""
        if self.choice == NO_MODEL:
            return self.tr("No model") if self.tracker == NO_MODEL else beside or _last_part(self.tracker)
        title = "Sa2VA-Nano" if self.choice == EMBEDDED else _last_part(self.choice)
        return f"{title} + {beside}" if beside and self.has_language else title

    def choose(self, choice: str) -> None:
        """Take another model and remember the choice; `_follow_setting` does the rest."""
        self._remember("model.choice", choice)

    def choose_tracker(self, choice: str) -> None:
        """Leave clicks and tracks to a stand-alone SAM 2, or with "none" to the model, and remember that."""
        self._remember("model.tracker", choice)

    def ensure_loaded(self) -> None:
        """Begin to load the chosen model unless it is there, on its way, or none is wanted."""
        if self._state not in (ModelState.UNLOADED, ModelState.FAILED):
            return
        loader = self.loader(self.choice)

        def load(context: TaskContext) -> Predictor:
            predictor = ExchangeablePredictor(loader)
            if context.token.is_cancelled:
                predictor.close()  # nobody would, once another model was chosen
            context.token.raise_if_cancelled()
            return predictor

        self._messages.withdraw(_TOPIC)
        self._loading = self._runner.submit(
            load,
            lane=Lane.MODEL,
            title=self.tr("Load {0}").format(self.title),
            is_job=True,
            on_success=self._take,
            on_failure=self._present_failure,
            presents_failure=False,
        )
        self._set_state(ModelState.LOADING)

    def loader(self, choice: str) -> Callable[[], Predictor]:
        """Loads a model as the settings say now; to be called on the model worker."""
        how = {name: self._settings.text(f"model.{name}") for name in _HOW}
        turns = turn_options(
            self._settings.text("model.turns"),
            allow_unknown_template=bool(self._settings.get("model.allow_unknown_template")),
        )
        return partial(self._services.load_predictor, choice, turns=turns, **how)

    def unload(self) -> None:
        """Free the memory of the model; the choice stays."""
        self.stop_loading()
        if self._predictor is not None:
            predictor, self._predictor = self._predictor, None
            self._runner.submit(
                lambda _context: predictor.close(), lane=Lane.MODEL, title=self.tr("Free the model")
            )
        self._is_resting = False
        self._set_state(self._resting_state())

    def rest(self) -> None:
        """As `unload`, because nobody has used it for long; said as such until it is loaded again."""
        self.unload()
        self._is_resting = True
        self.changed.emit()

    def stop_loading(self) -> None:
        """Nobody waits for the model any more; what is being loaded is closed by its own task."""
        if self._loading is not None:
            self._loading.supersede()
            self._loading = None
            self._state = self._resting_state()

    def release_for_exit(self) -> Predictor | None:
        """Hand the predictor over to whoever shuts down, because no task is accepted any more."""
        predictor, self._predictor = self._predictor, None
        return predictor

    # ---- inside

    def _remember(self, key: str, choice: str) -> None:
        try:
            self._settings.set(key, choice)
        except OSError as error:  # it holds until the program ends
            self._messages.warn(self.tr("The choice of the model cannot be remembered: {0}").format(error))
        self.ensure_loaded()

    def _follow_setting(self, key: str) -> None:
        """Another model, device, precision or way of writing turns: free the model before, begin to load."""
        if key in _LOADING_SETTINGS:
            self.unload()
            self.ensure_loaded()

    def _resting_state(self) -> ModelState:
        is_none = self.choice == NO_MODEL and self.tracker == NO_MODEL
        return ModelState.NONE if is_none else ModelState.UNLOADED

    def _take(self, predictor: Predictor) -> None:
        self._loading = None
        self._predictor = predictor
        for report in predictor.take_reports():  # it may be loaded in another way than it was meant to be
            self._messages.inform(report.text, topic=_TOPIC)
        self._set_state(ModelState.READY)

    def _present_failure(self, error: BaseException) -> None:
        self._loading = None
        self._failure = sentence = str(error) or type(error).__name__
        self._set_state(ModelState.FAILED)
        self._messages.post(
            Message(
                self.tr("The model cannot be used: {0}").format(sentence),
                ERROR,
                _TOPIC,
                self.tr("Try again"),
                self.ensure_loaded,
            )
        )

    def _set_state(self, state: ModelState) -> None:
        self._state = state
        self.changed.emit()


def is_path(choice: str) -> bool:
    """Whether a choice names a folder or file, and not a model of the list."""
    return "/" in choice or "\\" in choice


def _last_part(path: str) -> str:
    return folder_title(Path(path)) if is_path(path) else path
