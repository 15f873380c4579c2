"""What is done when memory runs out: less at once, then less kept, and at last one sentence. Work goes on where it was.

Every step of the work that may not fit runs through `attempt` or `in_parts`. It must be repeatable: what it has changed
when it fails is overwritten, or undone, by doing it again. Knows no torch; the caller brings what hands memory back.
"""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.inference.memory_plan import Budget
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

Result = TypeVar("Result")


class Stage(enum.Enum):
    """A kind of work; the value ends a sentence that says what was being done."""

    VISION = QT_TRANSLATE_NOOP("inference", "the picture was read")
    PREFILL = QT_TRANSLATE_NOOP("inference", "the instruction was read")
    DECODE = QT_TRANSLATE_NOOP("inference", "the answer was written")
    ENCODE = QT_TRANSLATE_NOOP("inference", "a frame was looked at")
    PROMPT = QT_TRANSLATE_NOOP("inference", "masks of a key frame were computed")
    TRACK = QT_TRANSLATE_NOOP("inference", "objects were tracked")
    CLICK = QT_TRANSLATE_NOOP("inference", "the mask of a click was computed")
    GRID = QT_TRANSLATE_NOOP("inference", "masks of many points were computed")


@dataclass(frozen=True)
class Knob:
    """How much of a stage's work is done at once: a field of the budget, and the least that makes sense."""

    field: str
    least: int
    notice: str


_TILES = Knob(
    "tiles_at_once",
    1,
    QT_TRANSLATE_NOOP("inference", "Memory ran out while {0}; it goes on with fewer tiles at once ({1})."),
)
_CHUNK = Knob(
    "prefill_chunk",
    16,
    QT_TRANSLATE_NOOP("inference", "Memory ran out while {0}; it goes on with fewer tokens at once ({1})."),
)
_OBJECTS = Knob(
    "objects_at_once",
    1,
    QT_TRANSLATE_NOOP("inference", "Memory ran out while {0}; it goes on with fewer objects at once ({1})."),
)
_POINTS = Knob(
    "points_at_once",
    1,
    QT_TRANSLATE_NOOP("inference", "Memory ran out while {0}; it goes on with fewer points at once ({1})."),
)
_KNOBS = {
    Stage.VISION: _TILES,
    Stage.PREFILL: _CHUNK,
    Stage.PROMPT: _OBJECTS,
    Stage.TRACK: _OBJECTS,
    Stage.GRID: _POINTS,
}


@dataclass(frozen=True)
class Relief:
    """Something kept that can be given up.

    Attributes:
        give_up: frees it; False when there was nothing to free.
        notice: said when it was; `{0}` is what was being done.
        stages: where it may be given up, because the work at hand does not need it itself.
    """

    give_up: Callable[[], bool]
    notice: str
    stages: frozenset[Stage] = frozenset(Stage)


class MemoryLadder:
    """The budget of one predictor and the steps that are left. Used on the model worker only.

    Attributes:
        budget: how much is computed at once from now on; whoever plans a run sets it, up to `most`.
        most: what a budget may be at most: as it was at the beginning, less what did not fit since.
    """

    def __init__(
        self,
        budget: Budget | None = None,
        *,
        reliefs: Sequence[Relief] = (),
        release: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            reliefs: what may be given up, in this order, once a stage does as little at once as it can.
            release: hands freed blocks back to the device; called before every new attempt.
        """
        self.budget = self.most = budget or Budget()
        self._reliefs = tuple(reliefs)
        self._release = release
        self._notices: list[str] = []

    def add_reliefs(self, *reliefs: Relief) -> None:
        """Further things that may be given up, after those that are known."""
        self._reliefs = (*self._reliefs, *reliefs)

    def limit(self, budget: Budget) -> None:
        """Compute no more than this at once from now on."""
        self.budget = self.most = budget

    def note(self, sentence: str) -> None:
        """Have a step said that was taken elsewhere."""
        self._notices.append(sentence)

    def take_notices(self) -> list[str]:
        """One sentence for each step since the last call."""
        taken, self._notices = self._notices, []
        return taken

    def attempt(
        self, stage: Stage, work: Callable[[], Result], undo: Callable[[], None] = lambda: None
    ) -> Result:
        """Do repeatable work until it fits.

        Args:
            undo: called after each failure.

        Raises:
            OutOfMemoryError: nothing is left to be tried; the sentence says what was.
        """
        return self._attempt(stage, work, undo, 0)

    def in_parts(
        self,
        stage: Stage,
        count: int,
        work: Callable[[int, int], Result],
        undo: Callable[[], None] = lambda: None,
    ) -> list[Result]:
        """Do `work(start, stop)` for all of `count` items, as many at once as the budget of the stage allows.

        Parts that are done stay done when a later one has to be made smaller.

        Args:
            undo: called after each failure; brings back how it was before the part that failed.
        """
        return list(self.parts(stage, count, work, undo))

    def parts(
        self,
        stage: Stage,
        count: int,
        work: Callable[[int, int], Result],
        undo: Callable[[], None] = lambda: None,
    ) -> Iterator[Result]:
        """As `in_parts`, but each result leaves when it is there."""
        knob = _KNOBS[stage]
        start = 0
        while start < count:

            def part(start: int = start) -> tuple[int, Result]:
                stop = min(count, start + int(getattr(self.budget, knob.field)))
                return stop, work(start, stop)

            start, result = self._attempt(stage, part, undo, count - start)
            yield result

    def _attempt(self, stage: Stage, work: Callable[[], Result], undo: Callable[[], None], left: int) -> Result:
        is_last = False
        while True:
            # The error holds the frames that hold the tensors, so it must be gone before anything is released.
            with contextlib.suppress(OutOfMemoryError):
                return work()
            undo()
            if is_last:
                raise _nothing_left(stage)
            is_last = not self._step_down(stage, left)  # then once more with what collecting garbage brings
            self._release()

    def _step_down(self, stage: Stage, left: int) -> bool:
        """Lower the budget of the stage, or give something up; False when neither is possible.

        `left`: items that the failed part could have had.
        """
        doing = translate("inference", stage.value)
        knob = _KNOBS.get(stage)
        if knob is not None:
            at_once = min(left, int(getattr(self.budget, knob.field)))
            if at_once > knob.least:
                less = max(knob.least, at_once // 2)
                self.budget = replace(self.budget, **{knob.field: less})
                self.most = replace(self.most, **{knob.field: less})
                self._notices.append(translate("inference", knob.notice).format(doing, less))
                return True
        for relief in self._reliefs:
            if stage in relief.stages and relief.give_up():
                self._notices.append(translate("inference", relief.notice).format(doing))
                return True
        return False


def _nothing_left(stage: Stage) -> OutOfMemoryError:
    sentence = translate(
        "inference",
        "Memory ran out while {0}, even in the smallest steps; what was finished is kept, and a smaller model, 8- or 4-bit weights, another device or closing other programs would help.",
    )
    return OutOfMemoryError(sentence.format(translate("inference", stage.value)))
