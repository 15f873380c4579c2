"""What a run of the model is before it starts: nothing in the document says anything of it yet. Knows nothing of Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnswerId, MediaItem
from sa2va_desktop.operations.ask import Predictor, PredictorDescription
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.tasks import CancelToken

MakeWriter = Callable[[OpenProject, PredictorDescription, Callable[[], None]], RunWriter[Any]]
MakeEvents = Callable[[Predictor, OpenFrames, CancelToken], Iterator[Any]]


class NothingToDoError(Exception):
    """The request is fine and its result is there already; the sentence says so.

    Attributes:
        action_title, action: what can be done instead; "" and None when there is nothing.
    """

    def __init__(self, sentence: str, action_title: str = "", action: Callable[[], None] | None = None) -> None:
        super().__init__(sentence)
        self.action_title = action_title
        self.action = action


class RunKind(enum.Enum):
    ASK = "ask"
    TRACK = "track"
    FOLLOW = "follow"
    DESCRIBE = "describe"
    WRITE = "write"
    REVIEW = "review"
    FILL = "fill"
    CHECK = "check"
    FIND = "find"


@dataclass(frozen=True)
class PreparedRun:
    """A request that fits the document as it is now.

    Attributes:
        make_writer: opens the run in the document, on the GUI thread; its last argument cancels the run.
        make_events: makes what the writer takes, on the model worker.
    """

    make_writer: MakeWriter
    make_events: MakeEvents


@dataclass(frozen=True, eq=False)
class RunPlan:
    """One wish of the person.

    Attributes:
        key: equal for wishes of which one is enough: a later one replaces an earlier one that waits.
        detail: what else it rests on, such as the range: only if this is equal too, one that is being made is enough.
        title: for the jobs panel and the status bar, such as “Track “dog””.
        prepare: looks at the document as it is now; called when it is asked for and again when it starts after
            waiting. Raises Sa2vaDesktopError, or NothingToDoError.
        is_urgent: short, and waited for: it runs between two results of a long run.
        without_model: said when no model is chosen.
        typed: the words of the person that are nowhere else; they are given back if it leaves no answer.
    """

    kind: RunKind
    key: Hashable
    item: MediaItem
    title: str
    prepare: Callable[[], PreparedRun]
    without_model: str
    is_urgent: bool = False
    detail: Hashable = None
    typed: str = ""


def typed_words(project: Project, text: str, replaces: AnswerId | None) -> str:
    """`RunPlan.typed` of a question: "" when it is that of the turn in whose place the answer goes."""
    replaced = project.answers.get(replaces) if replaces is not None else None
    return text if replaced is None or replaced.instruction != text else ""
