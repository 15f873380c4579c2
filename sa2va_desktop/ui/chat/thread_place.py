"""Where a turn stands in its thread, for those who read it. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, AnswerId
from sa2va_desktop.annotation.threads import (
    FollowersOf,
    direct_followers,
    followers,
    is_orphan,
    outdated_turns,
)


@dataclass(frozen=True)
class ThreadPlace:
    """A turn among the others.

    Attributes:
        parent: the turn that it follows, or None.
        parent_name: of the media item of that turn, where it is another one.
        is_below_parent: that turn stands directly above.
        is_orphan: the turn that it followed was deleted.
        is_outdated: a turn before it is another one now than when it was asked.
        outdated_later: turns that rest on this one and are outdated, in the order in which they are answered anew.
        elsewhere: turns on other media that follow this one directly: (id, name of the media item).
    """

    parent: Answer | None = None
    parent_name: str = ""
    is_below_parent: bool = False
    is_orphan: bool = False
    is_outdated: bool = False
    outdated_later: tuple[AnswerId, ...] = ()
    elsewhere: tuple[tuple[AnswerId, str], ...] = ()

    @property
    def is_follow_up(self) -> bool:
        return self.parent is not None or self.is_orphan


def place_of(
    project: Project,
    answer: Answer,
    above: Answer | None,
    direct: FollowersOf | None = None,
    outdated: Container[AnswerId] | None = None,
) -> ThreadPlace:
    """Where a turn stands.

    Args:
        above: the turn that is shown directly above it.
        direct, outdated: see `direct_followers` and `outdated_turns`; for one who asks for many turns.
    """
    answers = project.answers
    parent = answers.get(answer.follows) if answer.follows is not None else None
    later = followers(direct_followers(answers) if direct is None else direct, answer.answer_id)
    old = outdated_turns(answers) if outdated is None else outdated
    return ThreadPlace(
        parent=parent,
        parent_name=_name(project, parent) if parent and parent.media_id != answer.media_id else "",
        is_below_parent=parent is not None and above is not None and above.answer_id == parent.answer_id,
        is_orphan=is_orphan(answers, answer),
        is_outdated=answer.answer_id in old,
        outdated_later=tuple(each.answer_id for each in later if each.answer_id in old),
        elsewhere=tuple(
            (each.answer_id, _name(project, each))
            for each in later
            if each.follows == answer.answer_id and each.media_id != answer.media_id
        ),
    )


def _name(project: Project, answer: Answer) -> str:
    return project.media[answer.media_id].path.rsplit("/", 1)[-1]
