"""What is asked of unseen scenes, how often, and in which order."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.scenes.expressions import BY_LOOK_OR_PLACE, ExpressionKind
from sa2va_desktop.scenes.questions import QuestionKind

OTHER_NOUN, OTHER_COLOUR = "a noun that is nowhere", "a thing in another colour"


class SceneTask(enum.Enum):
    """One row of the table of aims, but for the speeds."""

    STILL = "still"  # an expression about a picture
    CLIP = "clip"  # an expression about a clip
    SEVERAL = "several"  # an expression that names two to four things
    CLICK = "click"
    TRACK = "track"  # a click, carried through a clip
    REGION = "region"  # what is this marked thing?
    GROUNDED = "grounded"  # a description whose phrases have masks
    QUESTION = "question"
    ABSENT = "absent"  # an expression that names nothing


@dataclass(frozen=True)
class Quota:
    """How often something is asked.

    Attributes:
        kind: of expression, question or absence; for SEVERAL how many things are named; "" where there are no kinds.
        held_out: the question is about a pair of colour and noun that no training scene shows.
    """

    task: SceneTask
    kind: str
    count: int
    held_out: bool = False


@dataclass(frozen=True)
class PlannedSample:
    """The `number`-th sample of a quota, which is number `quota_index` of its plan."""

    quota: Quota
    quota_index: int
    number: int

    @property
    def key(self) -> str:
        parts = (self.quota.task.value, self.quota.kind, "held-out" if self.quota.held_out else "")
        return "/".join((*(part.replace(" ", "-") for part in parts if part), f"{self.number:03d}"))


HEADLINE_KINDS: tuple[ExpressionKind, ...] = BY_LOOK_OR_PLACE
"""Of expressions in the first two rows; the others are in the breakdown only."""
HEADLINE_QUESTIONS: tuple[QuestionKind, ...] = (
    QuestionKind.COUNT,
    QuestionKind.COLOUR,
    QuestionKind.PLACE,
    QuestionKind.EXISTS,
)

_HELD_OUT_KINDS = (ExpressionKind.COLOUR_NOUN, ExpressionKind.NEEDS_BOTH)
"""Which name both words of a pair."""

DEFAULT_PLAN: tuple[Quota, ...] = (
    *(Quota(SceneTask.STILL, kind.value, 30) for kind in HEADLINE_KINDS),
    *(Quota(SceneTask.STILL, kind.value, 15) for kind in (ExpressionKind.RELATION, ExpressionKind.GROUP)),
    *(Quota(SceneTask.STILL, kind.value, 20, held_out=True) for kind in _HELD_OUT_KINDS),
    *(Quota(SceneTask.CLIP, kind.value, 8) for kind in HEADLINE_KINDS),
    Quota(SceneTask.CLIP, ExpressionKind.MOTION.value, 8),
    Quota(SceneTask.CLIP, ExpressionKind.COLOUR_NOUN.value, 8, held_out=True),
    Quota(SceneTask.SEVERAL, "2", 30),
    Quota(SceneTask.SEVERAL, "3", 20),
    Quota(SceneTask.SEVERAL, "4", 15),
    Quota(SceneTask.CLICK, "", 80),
    Quota(SceneTask.TRACK, "", 10),
    Quota(SceneTask.REGION, "", 100),
    Quota(SceneTask.REGION, "", 30, held_out=True),
    Quota(SceneTask.GROUNDED, "", 60),
    *(Quota(SceneTask.QUESTION, kind.value, 30) for kind in HEADLINE_QUESTIONS),
    Quota(SceneTask.QUESTION, QuestionKind.RELATION.value, 30),
    Quota(SceneTask.ABSENT, OTHER_NOUN, 30),
    Quota(SceneTask.ABSENT, OTHER_COLOUR, 30),
)
"""The same number of each kind, so that a rare kind weighs as much as a common one."""


def scheduled(plan: Sequence[Quota]) -> list[PlannedSample]:
    """All samples in an order whose every beginning holds the tasks, and in each the kinds, in about their shares."""
    by_task: dict[SceneTask, list[tuple[float, int, PlannedSample]]] = {}
    for index, quota in enumerate(plan):
        for number in range(quota.count):
            place = ((number + 0.5) / quota.count, index)
            by_task.setdefault(quota.task, []).append((*place, PlannedSample(quota, index, number)))
    ordered: list[tuple[float, int, PlannedSample]] = []
    for rank, planned in enumerate(by_task.values()):
        inside = sorted(planned, key=lambda each: each[:2])
        ordered += [((n + 0.5) / len(inside), rank, sample) for n, (_, _, sample) in enumerate(inside)]
    return [sample for _, _, sample in sorted(ordered, key=lambda each: each[:2])]
