"""How alike two phrases are, by a text encoder such as bert-base-uncased from a folder on this machine.

Source: the evaluation of grounded captions (Rasheed et al., "GLaMM", CVPR 2024): the cosine of the means of the last
hidden states, at most 512 tokens.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, AutoTokenizer

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.translation import translate

MAX_TOKENS = 512
_KEPT = 8192
_PUBLISHED = {"model_type": "bert", "hidden_size": 768, "num_hidden_layers": 12, "vocab_size": 30522}
"""What config.json of bert-base-uncased says."""


class TextSimilarity:
    """Compares phrases on the CPU. Nothing is fetched, and no code of the folder is run.

    Attributes:
        name: for reports; says so where it is another encoder than the published figures were made with.

    Raises:
        CheckpointError: no such folder, or no text encoder with its tokenizer in it.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "config.json").is_file():
            sentence = translate(
                "inference", "{0}: expected config.json, a tokenizer and *.safetensors, found no config.json"
            )
            raise CheckpointError(sentence.format(folder))
        given = {"local_files_only": True, "trust_remote_code": False}
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, **given)
            self._model = AutoModel.from_pretrained(folder, use_safetensors=True, **given).eval()
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            reason = " ".join(str(error).split())[:200]
            sentence = translate("inference", "{0}: expected a text encoder with its tokenizer ({1})")
            raise CheckpointError(sentence.format(folder, reason)) from error
        config = self._model.config
        is_published = all(getattr(config, key, None) == value for key, value in _PUBLISHED.items())
        self.name = folder.name if is_published else f"{folder.name}, not comparable with bert-base-uncased"
        self._state_of = lru_cache(maxsize=_KEPT)(self._encode)

    def __call__(self, first: str, second: str) -> float:
        """-1..1."""
        one, other = self._state_of(first), self._state_of(second)
        norm = float(np.linalg.norm(one) * np.linalg.norm(other))
        return float(one @ other) / norm if norm else 0.0

    def _encode(self, text: str) -> npt.NDArray[np.float32]:
        inputs = self._tokenizer(text, return_tensors="pt", max_length=MAX_TOKENS, truncation=True)
        with torch.no_grad():
            state: npt.NDArray[np.float32] = self._model(**inputs).last_hidden_state[0].mean(dim=0).numpy()
        return state
