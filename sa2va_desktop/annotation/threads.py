"""Threads of a conversation: which turn continues which, and whether what a turn was built on is still so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sa2va_desktop.annotation.records import Answer, AnswerId

_DIGEST_BYTES = 8


def thread_of(answers: Mapping[AnswerId, Answer], answer_id: AnswerId) -> list[Answer]:
    """The turns that lead to a turn, the first one first and the turn itself last.

    It begins after a turn that is gone. A file can be anything, so a circle is cut where it closes.
    """
    turns: list[Answer] = []
    seen: set[AnswerId] = set()
    at: AnswerId | None = answer_id
    while at is not None and at in answers and at not in seen:
        seen.add(at)
        turns.append(answers[at])
        at = answers[at].follows
    return turns[::-1]


FollowersOf = Mapping[AnswerId, Sequence[Answer]]
"""The turns that follow a turn directly, in the order in which they were asked."""


def direct_followers(answers: Mapping[AnswerId, Answer]) -> FollowersOf:
    """Which turns follow which; those that nothing follows are left out."""
    found: dict[AnswerId, list[Answer]] = {}
    for answer in sorted(answers.values(), key=lambda each: each.answer_id):
        if answer.follows is not None:
            found.setdefault(answer.follows, []).append(answer)
    return found


def followers(direct: FollowersOf, answer_id: AnswerId) -> list[Answer]:
    """All turns that rest on a turn, each after the one that it follows."""
    found: list[Answer] = []
    waiting, seen = list(reversed(direct.get(answer_id, ()))), {answer_id}
    while waiting:
        answer = waiting.pop()
        if answer.answer_id not in seen:
            seen.add(answer.answer_id)
            found.append(answer)
            waiting += reversed(direct.get(answer.answer_id, ()))
    return found


def in_thread_order(answers: Iterable[Answer]) -> list[Answer]:
    """Turns of one media item as they are read: a thread where it began, its turns one below the other."""
    own = {answer.answer_id: answer for answer in answers}
    first: dict[AnswerId, AnswerId] = {}
    for answer, followed in _earlier_first(own):
        answer_id = answer.answer_id
        first[answer_id] = answer_id if followed is None else first.get(followed.answer_id, answer_id)
    return sorted(own.values(), key=lambda each: (first[each.answer_id], each.answer_id))


def _earlier_first(answers: Mapping[AnswerId, Answer]) -> Iterator[tuple[Answer, Answer | None]]:
    """Each turn once with the one that it follows, after that one; a circle is cut somewhere."""
    seen: set[AnswerId] = set()
    for answer_id in answers:
        path: list[Answer] = []
        at = answers.get(answer_id)
        while at is not None and at.answer_id not in seen:
            seen.add(at.answer_id)
            path.append(at)
            at = _followed(answers, at)
        yield from ((turn, _followed(answers, turn)) for turn in reversed(path))


def _followed(answers: Mapping[AnswerId, Answer], answer: Answer) -> Answer | None:
    return None if answer.follows is None else answers.get(answer.follows)


def version_of(answer: Answer) -> str:
    """What a turn was asked and what the model wrote, as a short text that changes when either does.

    What a person makes of the answer's text later does not count: the model goes on from its own words.
    """
    parts = [
        answer.media_id,
        answer.instruction,
        answer.task.value,
        answer.language_frames,
        answer.raw_text,
        answer.follows,
        answer.built_on,
    ]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def is_orphan(answers: Mapping[AnswerId, Answer], answer: Answer) -> bool:
    """Whether the turn that it follows was deleted."""
    return answer.follows is not None and answer.follows not in answers


def is_outdated(answers: Mapping[AnswerId, Answer], answer: Answer) -> bool:
    """Whether a turn before it was asked or answered anew, or deleted, since it was asked."""
    turns = thread_of(answers, answer.answer_id)
    if is_orphan(answers, turns[0]):
        return True
    return any(later.built_on != version_of(earlier) for earlier, later in pairwise(turns))


def outdated_turns(answers: Mapping[AnswerId, Answer]) -> frozenset[AnswerId]:
    """All turns that `is_outdated` names, for one who asks for many: each turn is looked at once."""
    versions: dict[AnswerId, str] = {}
    found: set[AnswerId] = set()
    for answer, followed in _earlier_first(answers):
        if followed is None:
            is_old = answer.follows is not None
        elif followed.answer_id in found:
            is_old = True
        else:
            if followed.answer_id not in versions:
                versions[followed.answer_id] = version_of(followed)
            is_old = answer.built_on != versions[followed.answer_id]
        if is_old:
            found.add(answer.answer_id)
    return frozenset(found)
