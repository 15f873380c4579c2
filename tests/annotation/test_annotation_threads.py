from __future__ import annotations

import random
from dataclasses import replace

import pytest
from support.documents import answer

from sa2va_desktop.annotation import threads
from sa2va_desktop.annotation.records import Answer, AnswerId
from sa2va_desktop.annotation.threads import (
    direct_followers,
    followers,
    in_thread_order,
    is_orphan,
    is_outdated,
    outdated_turns,
    thread_of,
    version_of,
)


def turn(number: int, follows: Answer | None = None) -> Answer:
    own = replace(answer(number), raw_text=f"words {number}")
    if follows is None:
        return own
    return replace(own, follows=follows.answer_id, built_on=version_of(follows))


def by_id(*answers: Answer) -> dict[AnswerId, Answer]:
    return {each.answer_id: each for each in answers}


FIRST = turn(1)
SECOND = turn(2, FIRST)
OTHER = turn(3)
THIRD = turn(4, SECOND)


def test_a_thread_leads_from_its_first_turn_to_the_one_asked_for() -> None:
    turns = thread_of(by_id(FIRST, SECOND, OTHER, THIRD), AnswerId(4))

    assert [each.answer_id for each in turns] == [1, 2, 4]


def test_turns_are_read_thread_by_thread() -> None:
    order = in_thread_order([FIRST, SECOND, OTHER, THIRD])

    assert [each.answer_id for each in order] == [1, 2, 4, 3]


def test_followers_come_after_what_they_follow() -> None:
    branch = turn(5, FIRST)

    found = followers(direct_followers(by_id(FIRST, SECOND, OTHER, THIRD, branch)), AnswerId(1))

    assert [each.answer_id for each in found] == [2, 4, 5]


def test_a_new_answer_outdates_every_turn_that_was_built_on_it() -> None:
    answers = by_id(replace(FIRST, raw_text="other words"), SECOND, OTHER, THIRD)

    assert [number for number in answers if is_outdated(answers, answers[number])] == [2, 4]


def test_asking_the_same_again_with_the_same_answer_outdates_nothing() -> None:
    answers = by_id(replace(FIRST, created_at="later", text="corrected by hand"), SECOND, THIRD)

    assert not any(is_outdated(answers, each) for each in answers.values())


def test_turns_after_a_deleted_one_stay_and_are_outdated() -> None:
    answers = by_id(FIRST, THIRD)

    assert is_orphan(answers, THIRD)
    assert is_outdated(answers, THIRD)
    assert not is_outdated(answers, FIRST)
    assert [each.answer_id for each in in_thread_order(answers.values())] == [1, 4]


def test_a_circle_in_a_strangers_file_ends() -> None:
    one, two = replace(turn(1), follows=AnswerId(2)), replace(turn(2), follows=AnswerId(1))

    assert len(thread_of(by_id(one, two), AnswerId(1))) == 2
    assert len(followers(direct_followers(by_id(one, two)), AnswerId(1))) == 1
    assert len(in_thread_order([one, two])) == 2
    assert outdated_turns(by_id(one, two)) <= {1, 2}


@pytest.mark.parametrize("seed", range(20))
def test_outdated_turns_are_the_same_whether_one_or_all_are_asked_about(seed: int) -> None:
    numbers = random.Random(seed)
    turns: list[Answer] = []
    for number in numbers.sample(range(1, 60), 40):
        turns.append(turn(number, numbers.choice([None, *turns]) if turns else None))
    answers = by_id(*turns)
    for number in numbers.sample(sorted(answers), 4):
        answers[number] = replace(answers[number], raw_text="other words")
    for number in numbers.sample(sorted(answers), 2):
        del answers[number]

    assert outdated_turns(answers) == {each for each in answers if is_outdated(answers, answers[each])}


def test_a_long_thread_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[Answer] = []
    for number in range(1, 201):
        turns.append(turn(number, turns[-1] if turns else None))
    versions: list[AnswerId] = []

    def counted(answer: Answer) -> str:
        versions.append(answer.answer_id)
        return version_of(answer)

    monkeypatch.setattr(threads, "version_of", counted)

    assert outdated_turns(by_id(*turns)) == frozenset()
    assert len(versions) == len(set(versions)) == 199
