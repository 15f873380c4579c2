from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, MediaId, ObjectId, Phrase
from sa2va_desktop.ui.chat.answer_pieces import TextPiece, answer_pieces, chip_objects, frame_list

PHRASES = st.lists(
    st.builds(Phrase, st.integers(0, 40), st.integers(0, 40), st.integers(1, 5).map(ObjectId)), max_size=8
)


def test_text_is_cut_at_its_phrases() -> None:
    text = "The dog chases a ball."

    pieces = answer_pieces(text, [Phrase(15, 21, ObjectId(2)), Phrase(0, 7, ObjectId(1)), Phrase(8, 14, None)])

    assert pieces == [
        TextPiece("The dog", ObjectId(1), is_phrase=True),
        TextPiece(" "),
        TextPiece("chases", None, is_phrase=True),
        TextPiece(" "),
        TextPiece("a ball", ObjectId(2), is_phrase=True),
        TextPiece("."),
    ]


@given(st.text(max_size=30), PHRASES)
def test_joined_again_the_pieces_are_the_text_whatever_the_phrases(text: str, phrases: list[Phrase]) -> None:
    pieces = answer_pieces(text, phrases)

    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_objects_without_a_phrase_get_a_chip_once() -> None:
    phrases = (
        Phrase(0, 3, ObjectId(1)),
        Phrase(4, 4, ObjectId(2)),
        Phrase(4, 4, ObjectId(2)),
        Phrase(4, 4, ObjectId(1)),
        Phrase(4, 4, None),
    )
    answer = Answer(
        AnswerId(1), MediaId(1), "", "", "dog.", phrases, (), (0, 1), "", "", "", AnswerState.COMPLETE
    )

    assert chip_objects(answer) == [2]


def test_neighbouring_frames_are_listed_as_a_range() -> None:
    assert frame_list((0, 1, 2, 3, 4)) == "0–4"
    assert frame_list((0, 12, 24)) == "0, 12, 24"
    assert frame_list((0, 1, 7, 8, 9)) == "0, 1, 7–9"
    assert frame_list((), 3) == ""
    assert frame_list((0, 2, 4, 6), 3) == "0, 2, 4…"
