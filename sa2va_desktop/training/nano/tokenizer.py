"""The tokenizer: a small byte-level BPE in the Qwen2 layout, trained on the words that the model is taught."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sa2va_desktop.training.nano.phrasing import corpus

END = "<|im_end|>"
PAD = "<|endoftext|>"
SEG = "[SEG]"
IMAGE_OPEN, IMAGE_TOKEN, IMAGE_CLOSE = "<img>", "<IMG_CONTEXT>", "</img>"
REGION_OPEN, REGION_CLOSE = "<vp>", "</vp>"

SPECIAL_TOKENS: tuple[str, ...] = (
    PAD,
    "<|im_start|>",
    END,
    IMAGE_OPEN,
    IMAGE_CLOSE,
    IMAGE_TOKEN,
    SEG,
    "<p>",
    "</p>",
    REGION_OPEN,
    REGION_CLOSE,
)
"""In the order of their ids, after the byte-level vocabulary."""

_SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_CHAT_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


@dataclass(frozen=True)
class NanoTokenizer:
    """The tokenizer files and their fast implementation."""

    folder: Path
    fast: Any

    def __len__(self) -> int:
        return int(self.fast.get_vocab_size())

    def encode(self, text: str) -> list[int]:
        """Ids of a text; special tokens in it are recognised."""
        return list(self.fast.encode(text).ids)

    def id_of(self, token: str) -> int:
        return int(self.fast.token_to_id(token))

    @property
    def end_id(self) -> int:
        return self.id_of(END)


def build_tokenizer(folder: Path, *, vocabulary_size: int) -> NanoTokenizer:
    """Train the tokenizer and write its files, or read them when `folder` has them already."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_files(_trained(vocabulary_size), folder)
    return NanoTokenizer(folder, Tokenizer.from_file(str(path)))


def _trained(vocabulary_size: int) -> Any:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )
    from tokenizers.trainers import BpeTrainer

    tokenizer = Tokenizer(models.BPE(continuing_subword_prefix="", end_of_word_suffix=""))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = BpeTrainer(
        vocab_size=vocabulary_size - len(SPECIAL_TOKENS),
        min_frequency=2,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens(
        [AddedToken(token, normalized=False, special=True) for token in SPECIAL_TOKENS]
    )
    return tokenizer


def _write_files(tokenizer: Any, folder: Path) -> None:
    whole = json.loads(tokenizer.to_str())
    vocabulary, merges = whole["model"]["vocab"], whole["model"]["merges"]
    added = {token["content"]: token["id"] for token in whole["added_tokens"]}
    extra = [token for token in SPECIAL_TOKENS if token != PAD]
    _write_json(folder / "vocab.json", {k: v for k, v in vocabulary.items() if k not in added})
    lines = [pair if isinstance(pair, str) else " ".join(pair) for pair in merges]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(lines) + "\n", encoding="utf-8")
    _write_json(folder / "added_tokens.json", added)
    _write_json(
        folder / "special_tokens_map.json",
        {"additional_special_tokens": extra, "eos_token": END, "pad_token": PAD},
    )
    plain = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    _write_json(
        folder / "tokenizer_config.json",
        {
            "added_tokens_decoder": {
                str(number): {"content": token, **plain} for token, number in added.items()
            },
            "additional_special_tokens": extra,
            "bos_token": None,
            "chat_template": _CHAT_TEMPLATE,
            "clean_up_tokenization_spaces": False,
            "eos_token": END,
            "errors": "replace",
            "extra_special_tokens": {},
            "model_max_length": 4096,
            "pad_token": PAD,
            "padding_side": "left",
            "split_special_tokens": False,
            "tokenizer_class": "Qwen2Tokenizer",
            "unk_token": None,
        },
    )
    tokenizer.save(str(folder / "tokenizer.json"))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
