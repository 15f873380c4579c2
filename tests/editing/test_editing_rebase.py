from __future__ import annotations

from dataclasses import replace

from support.documents import answer, thing

from sa2va_desktop.annotation.records import ObjectId, Phrase
from sa2va_desktop.editing.rebase import RecordDelta

FIRST, SECOND, THIRD = (Phrase(number, number + 1, ObjectId(number + 1)) for number in range(3))


def test_only_changed_fields_are_carried_over() -> None:
    delta = RecordDelta.between(thing(1), replace(thing(1), name="wolf"))

    assert delta.on(replace(thing(1), is_hidden=True)) == replace(thing(1), name="wolf", is_hidden=True)


def test_phrases_are_added_and_removed_one_by_one_and_kept_in_order() -> None:
    delta = RecordDelta.between(answer(1, phrases=(SECOND,)), answer(1, phrases=(FIRST,)))

    assert delta.on(answer(1, phrases=(SECOND, THIRD))) == answer(1, phrases=(FIRST, THIRD))
    assert delta.on(answer(1, phrases=(FIRST,))) == answer(1, phrases=(FIRST,))


def test_above_a_later_change_only_what_it_left_alone_is_seen() -> None:
    delta = RecordDelta.between(thing(1), replace(thing(1), name="wolf", expression="the wolf"))
    later = RecordDelta.between(thing(1), replace(thing(1), name="Rex"))

    assert delta.below(later).on(thing(1, name="Rex")) == replace(thing(1), name="Rex", expression="the wolf")


def test_a_phrase_that_a_later_change_removed_stays_removed_and_one_it_added_stays() -> None:
    adds = RecordDelta.between(answer(1), answer(1, phrases=(FIRST,)))
    removes = RecordDelta.between(answer(1, phrases=(FIRST,)), answer(1))

    assert adds.below(removes).on(answer(1)) == answer(1)
    assert removes.below(adds).on(answer(1, phrases=(FIRST,))) == answer(1, phrases=(FIRST,))


def test_a_setting_has_no_fields_to_carry_over() -> None:
    assert RecordDelta.between("1", "2").on("3") == "3"
