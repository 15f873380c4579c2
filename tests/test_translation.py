"""The hook through which layers without Qt speak the language of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sa2va_desktop import translation
from sa2va_desktop.translation import translate


@pytest.fixture
def german() -> Iterator[None]:
    words = {("a", "Add {0}"): "{0} hinzufügen", ("a", "%n frame(s)"): "%n Bilder"}
    translation.install(lambda context, text, n: words.get((context, text), ""))
    yield
    translation.install(None)


def test_without_a_language_texts_are_english() -> None:
    assert translate("a", "Add {0}").format("x") == "Add x"


@pytest.mark.parametrize(("n", "words"), [(0, "0 frames"), (1, "1 frame"), (2, "2 frames")])
def test_english_words_follow_their_number(n: int, words: str) -> None:
    assert translate("a", "%n frame(s)", n=n) == words


@pytest.mark.parametrize(("n", "words"), [(1, "1 stretch found"), (2, "2 stretches found")])
def test_english_words_that_take_es_do_so_too(n: int, words: str) -> None:
    assert translate("a", "%n stretch(es) found", n=n) == words


@pytest.mark.usefixtures("german")
def test_an_installed_language_is_asked_first_and_english_is_what_it_lacks() -> None:
    assert translate("a", "Add {0}").format("x") == "x hinzufügen"
    assert translate("b", "Add {0}").format("x") == "Add x"
    assert translate("a", "%n frame(s)", n=1) == "1 Bilder"
    assert translate("b", "%n frame(s)", n=1) == "1 frame"
