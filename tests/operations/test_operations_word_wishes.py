from __future__ import annotations

import pytest

from sa2va_desktop.operations.word_wishes import (
    ShownAs,
    WordVerb,
    WordWish,
    question,
    read_wish,
    way_of_showing,
)

WITHOUT, ONLY, ALSO, ANEW = WordVerb.WITHOUT, WordVerb.ONLY, WordVerb.ALSO, WordVerb.ANEW


@pytest.mark.parametrize(
    ("typed", "verb", "thing"),
    [
        ("without its shadow", WITHOUT, "the shadow of the red car"),
        ("Without the wheels.", WITHOUT, "the wheels"),
        ("not the tree", WITHOUT, "the tree"),
        ("except for the hat", WITHOUT, "the hat"),
        ("only the left one", ONLY, "the left car"),
        ("just the red ones", ONLY, "the red cars"),
        ("keep only the dog", ONLY, "the dog"),
        ("also the trailer", ALSO, "the trailer"),
        ("and  the   driver", ALSO, "the driver"),
        ("with his hat", ALSO, "the hat of the red car"),
        ("the whole car", ANEW, "the whole car"),
        ("notebook", ANEW, "notebook"),
        ("android", ANEW, "android"),
        ("不要影子", WITHOUT, "影子"),
        ("只要左边的车。", ONLY, "左边的车"),
        ("还要拖车", ALSO, "拖车"),
        ("without", WITHOUT, ""),
    ],
)
def test_the_first_word_says_what_is_done_and_the_rest_what_is_looked_for(
    typed: str, verb: WordVerb, thing: str
) -> None:
    assert read_wish(typed, "red car", "car") == WordWish(verb, thing)


def test_a_thing_without_a_name_is_called_so() -> None:
    assert read_wish("without its shadow", "").thing == "the shadow"
    assert read_wish("only the left one", "").thing == "the left object"
    assert read_wish("without its tail", "the dog").thing == "the tail of the dog"


def test_what_is_asked_depends_on_how_the_mask_is_shown() -> None:
    without, also = WordWish(WITHOUT, "the shadow"), WordWish(ALSO, "the trailer")
    assert question(without, ShownAs.CROP) == " Please segment the shadow in this image."
    assert question(also, ShownAs.PICTURE) == " Please segment the trailer in this image."
    assert question(without, ShownAs.REGION) == " Please segment the shadow of region1 in this image."
    assert question(also, ShownAs.REGION) == " Please segment the trailer beside region1 in this image."
    assert "the shadow of the object inside the red outline" in question(without, ShownAs.OUTLINE)
    assert {verb: way_of_showing(verb) for verb in WordVerb} == {
        WITHOUT: ShownAs.CROP,
        ONLY: ShownAs.CROP,
        ALSO: ShownAs.PICTURE,
        ANEW: ShownAs.CROP,
    }
