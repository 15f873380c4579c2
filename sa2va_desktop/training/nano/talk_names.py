"""What `[SEG]` must mean for each expression: the prompt vectors of a model that knew them before the stage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.expressions import EXTREMES
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.scenes.palette import TINTS
from sa2va_desktop.training.nano.language import build_turn, image_token_bank, run_language
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.phrasing import request
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer

_TURNS_PER_PASS = 32


def all_names() -> tuple[str, ...]:
    """Every expression by look or place that one `[SEG]` can mean."""
    return (
        *(f"the {noun}" for noun in NOUNS),
        *(f"the {colour} {noun}" for colour in TINTS for noun in (*NOUNS, "object")),
        *(f"the {extreme} {noun}" for extreme in EXTREMES for noun in (*NOUNS, "object")),
    )


class NameTable:
    """(E, C) prompt vectors of E expressions, each the mean over several wordings among unrelated pictures."""

    def __init__(
        self, model: NanoModel, tokenizer: NanoTokenizer, folder: Path, *, seed: int, wordings: int, bank: int
    ) -> None:
        """`folder` keeps the vectors, so that a resumed stage aims at the same ones."""
        self._row = {name: row for row, name in enumerate(all_names())}
        path = folder / "talk.names.safetensors"
        if path.exists():
            self._vectors = load_file(path)["names"]
        else:
            self._vectors = _mean_vectors(model, tokenizer, seed=seed, wordings=wordings, bank=bank)
            save_file({"names": self._vectors}, path)

    def vectors(self, names: list[str]) -> Tensor:
        """(N, C)"""
        return self._vectors[[self._row[name] for name in names]]


@torch.no_grad()
def _mean_vectors(model: NanoModel, tokenizer: NanoTokenizer, *, seed: int, wordings: int, bank: int) -> Tensor:
    rng = scene_rng(Split.TRAIN, seed, 77_778)
    pictures = image_token_bank(model, seed=seed, count=bank)
    asked = [name for name in all_names() for _ in range(wordings)]
    found = []
    for first in range(0, len(asked), _TURNS_PER_PASS):
        turns = [build_turn(tokenizer, request(name, rng)) for name in asked[first : first + _TURNS_PER_PASS]]
        chosen = torch.from_numpy(rng.integers(pictures.shape[0], size=1))
        states = run_language(model, tokenizer, turns, pictures[chosen]).seg_states
        found.append(model.text_hidden_fcs(states))
    vectors = torch.cat(found).unflatten(0, (-1, wordings))
    return torch.from_numpy(np.ascontiguousarray(vectors.mean(dim=1).float().numpy()))
