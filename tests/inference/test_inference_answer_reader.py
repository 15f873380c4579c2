"""Readable text and phrases from tokens: the same however the tokens cut the text."""

from __future__ import annotations

import pytest
from support.golden_cases import SHIPPED

from sa2va_desktop.inference.answer_reader import AnswerReader
from sa2va_desktop.inference.chat_templates import TEMPLATES
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer

QWEN, PHI3 = TEMPLATES["qwen_chat"].stop_words, TEMPLATES["phi3_chat"].stop_words


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return load_tokenizer(SHIPPED / "checkpoint")


class Reading:
    """An answer read to its end: pieces as they were shown, phrases of the `[SEG]`s, what is left."""

    def __init__(self, tokenizer: TextTokenizer, ids: list[int], stop_words: tuple[str, ...] = QWEN) -> None:
        self.reader = AnswerReader(tokenizer, stop_words)
        self.pieces: list[str] = []
        self.ranges: list[tuple[int, int]] = []
        for token_id in ids:
            shown, phrase = self.reader.read(token_id)
            self.pieces.append(shown)
            if phrase is not None:
                assert phrase.stop <= len("".join(self.pieces))
                self.ranges.append((phrase.start, phrase.stop))
            if self.reader.is_stopped:
                break
        self.pieces.append(self.reader.finish())
        self.text = "".join(self.pieces)
        self.phrases = [self.text[start:stop] for start, stop in self.ranges]


@pytest.mark.parametrize(
    ("raw", "text", "phrases"),
    [
        ("Sure, it is [SEG].", "Sure, it is.", [""]),
        ("Sure, [SEG].", "Sure.", [""]),
        ("[SEG].", "", [""]),
        ("Sure, [SEG], [SEG].", "Sure.", ["", ""]),
        (
            "<p> A red ball </p> [SEG] next to <p> a blue box </p> [SEG].",
            "A red ball next to a blue box.",
            ["A red ball", "a blue box"],
        ),
        ("<p>A dog</p>[SEG], <p>a cat</p>[SEG]", "A dog, a cat", ["A dog", "a cat"]),
        ("It is [SEG]. And (b), c: d;\n\n- e  f", "It is. And (b), c: d;\n\n- e  f", [""]),
        ("这是 [SEG]。<p>狗</p> [SEG]", "这是。狗", ["", "狗"]),
        ("One [SEG]\n[SEG] two", "One\ntwo", ["", ""]),
        ("<p> A dog, </p> [SEG] runs", "A dog, runs", ["A dog"]),
        ("<p> </p> [SEG] x", "x", [""]),
        ("a </p> b [SEG]", "a b", [""]),
    ],
)
def test_markup_leaves_readable_text_and_phrases(tokenizer, raw: str, text: str, phrases: list[str]):
    reading = Reading(tokenizer, tokenizer.encode(raw + "<|im_end|>"))

    assert reading.text == text
    assert reading.phrases == phrases
    assert reading.reader.is_stopped


def test_each_mask_goes_to_the_latest_phrase_without_one(tokenizer):
    raw = "<p>one</p> <p>two</p> [SEG] [SEG] <p>three</p> [SEG] [SEG] <p>four</p>"

    reading = Reading(tokenizer, tokenizer.encode(raw))

    assert reading.phrases == ["two", "one", "three", ""]
    assert [reading.text[p.start : p.stop] for p in reading.reader.unbound_phrases] == ["four"]


def test_a_phrase_that_was_not_closed_binds_nothing(tokenizer):
    reading = Reading(tokenizer, tokenizer.encode("<p>one <p>two</p> [SEG] <p>three [SEG]"))

    assert reading.phrases == ["two", ""]


def test_text_without_markup_is_kept_to_the_letter(tokenizer):
    raw = "a ,b : c\n\n  indented,\tok  !"

    assert Reading(tokenizer, tokenizer.encode(raw + "<|im_end|>")).text == raw


def test_specials_spelled_by_characters_are_text(tokenizer):
    reading = Reading(tokenizer, tokenizer.encode_plain("a [SEG] <p>b</p>"))

    assert reading.text == "a [SEG] <p>b</p>"
    assert reading.ranges == []


def test_characters_appear_only_when_they_are_whole(tokenizer):
    reading = Reading(tokenizer, tokenizer.encode_plain("é😀 “x”"))

    assert reading.text == "é😀 “x”"
    assert not any("\ufffd" in piece for piece in reading.pieces)


def test_a_character_broken_by_a_special_token_is_marked(tokenizer):
    first_byte = tokenizer.encode_plain("😀")[0]

    reading = Reading(tokenizer, [first_byte, tokenizer.end_id])

    assert reading.text == "\ufffd"


def test_a_spelled_stop_word_ends_the_answer_and_is_never_seen(tokenizer):
    ids = tokenizer.encode_plain("A dog.<|end|>")
    assert len(ids) > len(tokenizer.encode_plain("A dog.")) + 1  # it is spread over tokens

    reading = Reading(tokenizer, [*ids, *tokenizer.encode_plain(" more")], PHI3)

    assert reading.text == "A dog."
    assert reading.reader.is_stopped
    for end in range(len(reading.pieces)):
        assert "A dog.".startswith("".join(reading.pieces[:end]))


def test_a_stop_word_broken_over_lines_still_stops(tokenizer):
    reading = Reading(tokenizer, tokenizer.encode_plain("ok<|en\nd|>"), PHI3)

    assert reading.text == "ok"
    assert reading.reader.is_stopped


def test_what_only_looked_like_a_stop_word_is_shown(tokenizer):
    reading = Reading(tokenizer, [*tokenizer.encode_plain("1 <| 2 <|en 3 <|end|"), tokenizer.end_id], PHI3)

    assert reading.text == "1 <| 2 <|en 3 <|end|"


def test_a_cut_off_answer_hides_the_beginning_of_a_stop_word(tokenizer):
    reading = Reading(tokenizer, tokenizer.encode_plain("A dog<|en"), PHI3)

    assert reading.text == "A dog"
    assert not reading.reader.is_stopped


@pytest.mark.parametrize("stop", ["<|im_end|>", "<|endoftext|>"])
def test_any_stop_token_of_the_template_stops(tokenizer, stop: str):
    reading = Reading(tokenizer, tokenizer.encode(f"ok{stop}more"))

    assert reading.text == "ok"
