import pytest

from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.ui.chat.ask_draft import FramesChoice, frames_spec

CLIP = (0, 48)


@pytest.mark.parametrize("text", ["0, 7, 20", "20 7 0", "7;0;20;7", " 0,7,,20 , "])
def test_frame_numbers_may_be_typed_with_any_separator(text: str) -> None:
    spec = frames_spec(FramesChoice.CUSTOM, playhead=0, frame_range=CLIP, custom_text=text)

    assert choose_language_frames(spec, CLIP) == (0, 7, 20)


def test_choices_become_the_words_of_the_command_line() -> None:
    assert frames_spec(FramesChoice.FIRST, playhead=9, frame_range=CLIP) == "first:5"
    assert frames_spec(FramesChoice.UNIFORM, playhead=9, frame_range=CLIP) == "uniform:5"
    assert frames_spec(FramesChoice.AROUND, playhead=9, frame_range=CLIP) == "around:9:5"


@pytest.mark.parametrize(("playhead", "spec"), [(3, "around:10:5"), (30, "around:19:5"), (12, "around:12:5")])
def test_around_a_playhead_outside_the_range_takes_its_nearest_frame(playhead: int, spec: str) -> None:
    assert frames_spec(FramesChoice.AROUND, playhead=playhead, frame_range=(10, 20)) == spec
