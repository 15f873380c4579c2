import pytest

from sa2va_desktop.errors import UsageError
from sa2va_desktop.ui.chat.ask_draft import FramesChoice, frames_spec, parse_frame_list


@pytest.mark.parametrize("text", ["0, 7, 20", "20 7 0", "7;0;20;7", " 0,7,,20 "])
def test_frame_lists_are_read_with_any_separator_and_sorted(text: str) -> None:
    assert parse_frame_list(text, 48) == (0, 7, 20)


@pytest.mark.parametrize(
    ("text", "culprit"),
    [
        ("0, x", "“x”"),
        ("48", "48"),
        ("", "at least one"),
        ("-1", "“-1”"),
        ("1.5", "“1.5”"),
        ("1 2 3 4 5 6", "6"),
        ("²", "“²”"),
    ],
)
def test_a_wrong_frame_list_names_the_culprit(text: str, culprit: str) -> None:
    with pytest.raises(UsageError, match=culprit):
        parse_frame_list(text, 48)


def test_choices_become_the_words_of_the_command_line() -> None:
    assert frames_spec(FramesChoice.FIRST, 9, ()) == "first:5"
    assert frames_spec(FramesChoice.UNIFORM, 9, ()) == "uniform:5"
    assert frames_spec(FramesChoice.AROUND, 9, ()) == "around:9:5"
    assert frames_spec(FramesChoice.CUSTOM, 9, (0, 7, 20)) == "0,7,20"
