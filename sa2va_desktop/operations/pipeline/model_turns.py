"""Models loaded in turns, so that one at a time is in memory, whoever writes and whoever checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.operations.pipeline.describer import ModelDescriber
from sa2va_desktop.tasks import CancelToken


class ModelTurns:
    """Keeps the model that was used last until another one is wanted. Closed by whoever made it."""

    def __init__(self, load: Callable[[str], Predictor], token: CancelToken, *, max_new_tokens: int) -> None:
        """`load` raises CheckpointError, ModelError or OutOfMemoryError; so does `use`."""
        self._load = load
        self._token = token
        self._max_new_tokens = max_new_tokens
        self._name = ""
        self._predictor: Predictor | None = None

    @contextmanager
    def use(self, name: str) -> Iterator[ModelDescriber]:
        """The model of that name, loaded now unless it is there."""
        if self._predictor is None or self._name != name:
            self.close()
            self._predictor, self._name = self._load(name), name
        yield ModelDescriber(self._predictor, self._token, max_new_tokens=self._max_new_tokens)

    def close(self) -> None:
        """Free the memory of the model that is loaded."""
        predictor, self._predictor = self._predictor, None
        if predictor is not None:
            predictor.close()
