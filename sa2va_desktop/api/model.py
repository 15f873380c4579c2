"""A loaded checkpoint for scripts."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sa2va_desktop import assembly
from sa2va_desktop.inference.api import Capabilities, Predictor
from sa2va_desktop.tasks import CancelToken


class ScriptModel:
    """A model in memory. Leave the `with` block, or call `close`, to free it.

    Attributes:
        predictor: what the operations of the application take.
    """

    def __init__(self, predictor: Predictor) -> None:
        self.predictor = predictor
        self._token = CancelToken()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        return self.predictor.description.name

    @property
    def can(self) -> Capabilities:
        """What the checkpoint can do, such as `model.can.region_prompts`."""
        return self.predictor.description.capabilities

    @property
    def token(self) -> CancelToken:
        """What running work looks at; see `cancel`."""
        return self._token

    def cancel(self) -> None:
        """End what is running within one token or frame; may be called by another thread, or a signal handler.

        The call that is ended raises CancelledError, and what is done stays in the project. Later calls run again.
        """
        token, self._token = self._token, CancelToken()
        token.cancel()

    def close(self) -> None:
        """Free the memory. May be called twice."""
        self.predictor.close()


def load_model(
    name_or_folder: str = assembly.EMBEDDED_MODEL,
    *,
    device: str = "auto",
    dtype: str = "auto",
    tracker: str = assembly.NOTHING,
) -> ScriptModel:
    """Load a checkpoint; nothing is fetched from the network.

    Args:
        name_or_folder: "sa2va-nano" is the embedded model; a released model that was downloaded goes by its name, and
            anything else is a folder.
        device: "auto", "cpu", "cuda:1", …
        dtype: "auto", "float32", "bfloat16" or "float16".
        tracker: a stand-alone SAM 2 for clicks and tracks; "none" leaves them to the model.

    Raises:
        CheckpointError: there is no such checkpoint, or it cannot be loaded.
        OutOfMemoryError: it does not fit.
    """
    return ScriptModel(assembly.load_predictor(name_or_folder, device=device, dtype=dtype, tracker=tracker))
