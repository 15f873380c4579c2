"""Checkpoints on this machine that a fine-tuning can start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sa2va_desktop.operations.models import ModelRow
from sa2va_desktop.ui.model_controller import EMBEDDED, is_path
from sa2va_desktop.ui.models.model_words import choice_of, is_here, is_tracker


@dataclass(frozen=True)
class BaseModel:
    """`choice` is what `ModelController.choice` says of it."""

    choice: str
    title: str
    folder: Path

    @property
    def is_embedded(self) -> bool:
        return self.choice == EMBEDDED


def base_models(rows: Sequence[ModelRow], choice: str, title: str) -> list[BaseModel]:
    """The chosen one first, then the others; a stand-alone SAM 2 has no language to be trained.

    Args:
        rows: the list of models.
        choice, title: of the model that the window uses.
    """
    found = [
        BaseModel(choice_of(row), row.title, row.local.folder)
        for row in rows
        if row.local is not None and is_here(row) and not is_tracker(row)
    ]
    if is_path(choice) and choice not in [base.choice for base in found]:
        found.append(BaseModel(choice, title, Path(choice)))
    return sorted(found, key=lambda base: base.choice != choice)
