"""The wordings of questions about a region, with and without region prompts, and reading back which one it was."""

from __future__ import annotations

import pytest

from sa2va_desktop.annotation.model_questions import with_region_named
from sa2va_desktop.operations.instructions import suggested_name
from sa2va_desktop.operations.region_prompts import (
    REGION_QUESTION,
    RegionKind,
    kind_of_prompt,
    region_prompt,
)


def test_the_description_is_asked_in_the_published_words() -> None:
    published = "Please give me a short description of the region in the picture marked by region1."

    assert region_prompt(RegionKind.DESCRIBE, "", takes_regions=True) == published == REGION_QUESTION


@pytest.mark.parametrize("takes_regions", [True, False])
@pytest.mark.parametrize("kind", list(RegionKind))
def test_the_kind_is_read_back_from_the_prompt(kind: RegionKind, takes_regions: bool) -> None:
    prompt = region_prompt(kind, "What colour is it?", takes_regions=takes_regions)

    assert kind_of_prompt(f"<|im_start|>user\n<image>\n{prompt}<|im_end|>") is kind


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        ("What is region1 made of?", "What is the object inside the red outline made of?"),
        ("Is Region 1 wet?", "Is the object inside the red outline wet?"),
        ("What colour is it?", "This is about the object inside the red outline. What colour is it?"),
    ],
)
def test_a_model_that_sees_an_outline_is_told_which_thing_is_meant(question: str, sent: str) -> None:
    assert region_prompt(RegionKind.QUESTION, question, takes_regions=False) == sent
    assert region_prompt(RegionKind.QUESTION, question, takes_regions=True) == question


def test_the_name_of_an_object_stands_for_its_region() -> None:
    assert with_region_named("Is @car 2 faster than @car 21?", "car 2") == "Is region1 faster than @car 21?"
    assert with_region_named("Is @a.b* red?", "a.b*") == "Is region1 red?"


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("A red car that drives away.", "red car"),
        ("The region marked by region1 is a brown dog sitting on grass.", "brown dog"),
        ("a piece of cake", "piece of cake"),
        ("Black and white cat with a bell", "Black and white cat"),
        ("It is red.", "red"),
        ("a ring", "ring"),
        ("Sure, it is a red car.", "red car"),
        ("Sure, it is.", ""),
        ("Sure-footed goat", "Sure-footed goat"),
        ("", ""),
    ],
)
def test_a_name_is_cut_from_a_caption(caption: str, name: str) -> None:
    assert suggested_name(caption) == name
