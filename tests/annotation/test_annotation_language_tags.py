from __future__ import annotations

import pytest

from sa2va_desktop.annotation.language_tags import COMMON_TAGS, is_of_language, language_tag


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("EN", "en"),
        ("zh_hans", "zh-Hans"),
        ("pt-br", "pt-BR"),
        (" de-CH-1996 ", "de-CH-1996"),
        ("", ""),
        ("zh-hant-tw", "zh-Hant-TW"),
    ],
)
def test_a_tag_gets_its_usual_spelling(typed: str, tag: str) -> None:
    assert language_tag(typed) == tag


@pytest.mark.parametrize("typed", ["english", "e", "en-", "zh Hans", "12", "en--US", "a" * 40, "en-" + "x" * 9])
def test_what_is_no_tag_is_told(typed: str) -> None:
    assert language_tag(typed) is None


def test_common_tags_are_spelled_so() -> None:
    assert [language_tag(each) for each in COMMON_TAGS] == list(COMMON_TAGS)


def test_a_language_has_its_kinds() -> None:
    assert is_of_language("zh-Hans", "zh")
    assert not is_of_language("zha", "zh")
    assert not is_of_language("en", "")
    assert is_of_language("", "")
