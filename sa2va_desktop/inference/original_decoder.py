"""The public mask decoder beside a Sa2VA's tuned one, from the public SAM 2 file that the Sa2VA was made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop.inference.api import with_consistent_mode
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.sam2_checkpoint import describe_sam2, load_decoder


def fits(checkpoint: Checkpoint, folder: Path) -> bool:
    """Whether a converted SAM 2 folder holds the network that is frozen in this checkpoint, by its sizes.

    Not where the checkpoint brings both decoders itself. Raises CheckpointError when the folder cannot be used.
    """
    if checkpoint.network.tuned_mask_decoder is not None:
        return False
    own = checkpoint.network.config.grounding
    public = describe_sam2(folder).config
    switches = ("has_solid_prompts", "has_stable_single_mask", "has_exact_colors")
    return replace(public, **{name: getattr(own, name) for name in switches}) == own


def with_original_decoder(checkpoint: Checkpoint, folder: Path) -> Checkpoint:
    """The checkpoint with the public decoder for tracking; its only one becomes the tuned one.

    Args:
        folder: a converted SAM 2 folder that `fits`.

    Raises:
        CheckpointError, OutOfMemoryError: the decoder cannot be read.
    """
    decoder = load_decoder(folder, device=checkpoint.device)
    network: Any = checkpoint.network
    network.tuned_mask_decoder = network.sam2.sam_mask_decoder
    network.sam2.sam_mask_decoder = decoder
    return replace(checkpoint, capabilities=with_consistent_mode(checkpoint.capabilities))
