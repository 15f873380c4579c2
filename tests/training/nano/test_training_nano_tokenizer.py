"""The tokenizer: Qwen2 layout, any bytes encode, special tokens are single ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.training.nano.tokenizer import SPECIAL_TOKENS, NanoTokenizer, build_tokenizer


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> NanoTokenizer:
    return build_tokenizer(tmp_path_factory.mktemp("tokenizer"), vocabulary_size=1000)


def test_it_stays_small_and_the_words_of_the_scenes_are_single_tokens(tokenizer: NanoTokenizer) -> None:
    assert len(tokenizer) <= 2000
    for text in ("the red car", "the leftmost star", "the purple butterfly"):
        assert len(tokenizer.encode(text)) == 3


@pytest.mark.parametrize("text", ["日本語 👍🏽", "naïve Zebra\t\n  x", "\x00\x7f", "a" * 300])
def test_anything_encodes_and_decodes(tokenizer: NanoTokenizer, text: str) -> None:
    assert tokenizer.fast.decode(tokenizer.encode(text), skip_special_tokens=False) == text


def test_special_tokens_are_single_ids_at_the_end(tokenizer: NanoTokenizer) -> None:
    ids = [tokenizer.id_of(token) for token in SPECIAL_TOKENS]

    assert [tokenizer.encode(token) for token in SPECIAL_TOKENS] == [[number] for number in ids]
    assert ids == list(range(len(tokenizer) - len(ids), len(tokenizer)))


def test_the_library_class_reads_the_same_ids(tokenizer: NanoTokenizer) -> None:
    from transformers import AutoTokenizer

    library = AutoTokenizer.from_pretrained(tokenizer.folder)

    text = "<|im_start|>user\n<img><IMG_CONTEXT></img>\nThe RED car!<|im_end|>\n<|im_start|>assistant\nSure, it is [SEG]."
    assert library(text)["input_ids"] == tokenizer.encode(text)
    assert library.eos_token == "<|im_end|>"


def test_training_it_twice_gives_the_same_files(tokenizer: NanoTokenizer, tmp_path: Path) -> None:
    again = build_tokenizer(tmp_path, vocabulary_size=1000)

    for path in tokenizer.folder.iterdir():
        assert (again.folder / path.name).read_bytes() == path.read_bytes(), path.name
