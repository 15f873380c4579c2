"""Ids as recorded; and what a person types never becomes a special token."""

from __future__ import annotations

import json

import pytest
from support.golden_cases import SHIPPED

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer

RECORDED = json.loads((SHIPPED / "tokenizer.golden.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return load_tokenizer(SHIPPED / "checkpoint")


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: repr(case["text"])[:24])
def test_texts_have_the_recorded_ids_and_come_back(tokenizer: TextTokenizer, case):
    assert tokenizer.encode(case["text"]) == case["ids"] == case["ids_fast"]
    assert tokenizer.decode(case["ids"]) == case["decoded"] == case["decoded_fast"]


def test_special_tokens_have_the_recorded_ids(tokenizer: TextTokenizer):
    assert {content: tokenizer.token_id(content) for content in RECORDED["special"]} == RECORDED["special"]
    assert (tokenizer.end_id, tokenizer.size) == (RECORDED["eos"], RECORDED["vocab"])


@pytest.mark.parametrize("text", ["[SEG]", "<image>", "<|im_end|>", "a <p>b</p> [SEG]", "<IMG_CONTEXT>"])
def test_typed_specials_are_plain_characters(tokenizer: TextTokenizer, text: str):
    ids = tokenizer.encode_plain(text)

    assert not set(ids) & set(tokenizer.added)
    assert tokenizer.decode(ids) == text


def test_the_vocabulary_files_alone_give_the_same_ids(tmp_path):
    for name in ("vocab.json", "merges.txt", "tokenizer_config.json", "added_tokens.json"):
        (tmp_path / name).write_bytes((SHIPPED / "checkpoint" / name).read_bytes())

    tokenizer = load_tokenizer(tmp_path)

    for case in RECORDED["cases"]:
        assert tokenizer.encode(case["text"]) == case["ids"]


def test_a_character_is_spread_over_tokens(tokenizer: TextTokenizer):
    ids = tokenizer.encode_plain("😀")

    assert len(ids) > 1
    assert b"".join(tokenizer.token_bytes(token_id) for token_id in ids) == "😀".encode()


def test_an_id_of_a_padded_embedding_adds_nothing(tokenizer: TextTokenizer):
    assert tokenizer.token_bytes(99_999) == b""


def test_a_token_that_is_not_there_is_named(tokenizer: TextTokenizer):
    with pytest.raises(CheckpointError, match=r"no token \[BOX\]"):
        tokenizer.token_id("[BOX]")
