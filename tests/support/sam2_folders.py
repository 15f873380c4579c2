"""Small stand-alone SAM 2 networks as public files and as folders, for tests of loading."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import torch
from support.grounding import TINY_CONFIG, tiny_network

from sa2va_desktop.inference.sam2_files import convert_sam2
from sa2va_desktop.modeling.sam2_network import GroundingConfig
from sa2va_desktop.modeling.sam2_variants import Sam2Variant

PUBLIC_20 = replace(TINY_CONFIG, has_solid_prompts=True, has_stable_single_mask=True, has_exact_colors=True)
PUBLIC_21 = replace(PUBLIC_20, pointer_time_codes=True, absent_memory_code=True)
MINIATURE_20 = Sam2Variant("sam2_hiera_miniature", "SAM 2 miniature", PUBLIC_20)
MINIATURE_21 = Sam2Variant("sam2.1_hiera_miniature", "SAM 2.1 miniature", PUBLIC_21)
MINIATURES = (MINIATURE_20, MINIATURE_21)


def public_state(config: GroundingConfig = PUBLIC_21) -> dict[str, torch.Tensor]:
    return tiny_network(config).state_dict()


def write_public_file(path: Path, config: GroundingConfig = PUBLIC_21) -> Path:
    """A file of the public form: a pickled table with the tensors under “model”."""
    torch.save({"model": public_state(config)}, path)
    return path


def tracker_folder(folder: Path, config: GroundingConfig = PUBLIC_21) -> Path:
    """A converted folder of a miniature."""
    file = write_public_file(folder.with_suffix(".pt"), config)
    convert_sam2(file, folder, variants=MINIATURES)
    file.unlink()
    return folder


def edit_tracker_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}), encoding="utf-8")
