import itertools

from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, MediaId
from sa2va_desktop.ui.timeline.caption_rows import answer_span, caption_rows


def answer(number: int, frame_range: tuple[int, int], frames: tuple[int, ...] = ()) -> Answer:
    return Answer(
        AnswerId(number), MediaId(1), "?", "", "", (), frames, frame_range, "", "", "", AnswerState.COMPLETE
    )


def test_a_span_covers_the_range_and_every_frame_the_answer_rests_on() -> None:
    assert answer_span(answer(1, (10, 20), (5, 24))) == (5, 25)
    assert answer_span(answer(1, (10, 20))) == (10, 20)
    assert answer_span(answer(1, (10, 10))) == (10, 11)


def test_the_newest_answer_is_in_the_first_row() -> None:
    answers = [answer(1, (0, 50)), answer(2, (0, 50)), answer(3, (60, 80))]

    assert caption_rows(answers) == [[2, 3], [1]]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=20))
def test_no_two_answers_of_a_row_overlap_and_none_is_lost(ranges: list[tuple[int, int]]) -> None:
    answers = [answer(number, (min(pair), max(pair))) for number, pair in enumerate(ranges)]

    rows = caption_rows(answers)

    assert sorted(number for row in rows for number in row) == list(range(len(answers)))
    for row in rows:
        spans = [answer_span(answers[number]) for number in row]
        assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))
