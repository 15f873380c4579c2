"""Likeness of phrases by a text encoder from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.text_similarity import TextSimilarity


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "car", "dog", "the"]
    (path / "vocab.txt").write_text("\n".join(words) + "\n")
    BertTokenizerFast(vocab_file=str(path / "vocab.txt")).save_pretrained(path)
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(path, safe_serialization=True)
    return path


def test_likeness_is_the_cosine_of_mean_states(folder: Path) -> None:
    similarity = TextSimilarity(folder)
    tokenizer, model = BertTokenizerFast.from_pretrained(folder), BertModel.from_pretrained(folder).eval()
    with torch.no_grad():
        first, second = (
            model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].mean(0)
            for text in ("a red car", "the dog")
        )

    expected = float(torch.nn.functional.cosine_similarity(first, second, dim=0))

    assert similarity("a red car", "the dog") == pytest.approx(expected, abs=1e-6)
    assert similarity("a red car", "a red car") == pytest.approx(1.0)
    assert similarity.name.endswith("not comparable with bert-base-uncased")


def test_folder_without_an_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"found no config\.json"):
        TextSimilarity(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(CheckpointError, match="expected a text encoder with its tokenizer"):
        TextSimilarity(tmp_path)
