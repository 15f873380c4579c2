"""Tells image tokens where they are, along directions that are not used for what they show.

A tower that was trained on what lies under a mask forgets where it lies: a linear reader of its patches missed a patch's
place by a third of the picture, and the language model learned no place in 20 core-minutes. The code is laid twice. The
tower's position embeddings pass through its residual stream, so what is added to them comes out at the top. In the projector
the hidden units that matter least pass it on; they are kept where GELU is a straight line.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.rendering import render_frames
from sa2va_desktop.scenes.scene import Composition, sample_scene
from sa2va_desktop.training.nano.language import normalised_tiles
from sa2va_desktop.training.nano.nano_model import NanoModel

_IN_TOWER, _IN_TOKENS = 1.5, 2.5
"""Size of the code, whose entries are in -1..1, in patches and in tokens."""
_STRAIGHT = 4.0
"""Input about which GELU changes nothing."""
_PICTURES = 40


@torch.no_grad()
def lay_positions(model: NanoModel, *, seed: int) -> None:
    """Add x, y and their cosines to the patches of the vision tower and to the image tokens."""
    tiles = _tiles(model.sizes.tile_px, seed)
    side = model.sizes.tile_px // model.sizes.patch_px
    patches = model.vision_patches(tiles)
    code = _code(side)
    quiet = _quiet_directions(patches.flatten(0, 1), code.shape[1])
    embeddings: Tensor = cast(
        Any, model.vision_model
    ).embeddings.position_embeddings  # (1, 1 + patches, C), the class token first
    embeddings[0, 1:] += _IN_TOWER * code @ quiet.T
    pass_positions_on(model, tiles)


@torch.no_grad()
def pass_positions_on(model: NanoModel, tiles: Tensor) -> None:
    """Let the projector carry the code from the patches to the tokens."""
    norm, first, second = (_layer(model, index) for index in (0, 1, 3))
    code = _code(round(model.sizes.image_tokens**0.5))
    kept: list[Tensor] = []
    hook = norm.register_forward_hook(lambda _module, _args, output: kept.append(output))
    tokens = model.image_tokens(tiles)
    hook.remove()
    folded = kept[0].flatten(0, 1)  # (N, folded C), what the first layer sees
    hidden = F.gelu(first(folded))
    matters = hidden.std(dim=0) * second.weight.norm(dim=0)
    units = matters.argsort()[: code.shape[1]]
    wanted = code.repeat(tiles.shape[0], 1)
    ones = torch.ones(folded.shape[0], 1)
    # A little ridge keeps the reader from leaning on what these few pictures show.
    inputs = torch.cat((folded, ones), dim=1)
    ridge = 1e-2 * folded.shape[0] * torch.eye(inputs.shape[1])
    reader = torch.linalg.solve(inputs.T @ inputs + ridge, inputs.T @ wanted)  # (folded C + 1, 4)
    quiet = _quiet_directions(tokens.flatten(0, 1), code.shape[1])
    for number, unit in enumerate(units.tolist()):
        second.bias += second.weight[:, unit] * hidden[:, unit].mean()  # what it said on average is kept
        first.weight[unit] = reader[:-1, number]
        first.bias[unit] = reader[-1, number] + _STRAIGHT
        second.weight[:, unit] = _IN_TOKENS * quiet[:, number]
        second.bias -= _STRAIGHT * second.weight[:, unit]


def _layer(model: NanoModel, index: int) -> Any:
    return model.mlp1[index]


def _code(side: int) -> Tensor:
    """(side * side, 4) x, y and their cosines of the cells, row by row."""
    across = torch.linspace(-1, 1, side).expand(side, side).flatten()
    down = torch.linspace(-1, 1, side)[:, None].expand(side, side).flatten()
    return torch.stack((across, down, torch.cos(torch.pi * across), torch.cos(torch.pi * down)), dim=-1)


def _quiet_directions(states: Tensor, count: int) -> Tensor:
    """(C, count) orthogonal directions along which states (N, C) vary least."""
    return torch.linalg.eigh(torch.cov((states - states.mean(0)).T))[1][:, :count]


def _tiles(side_px: int, seed: int) -> Tensor:
    pictures = []
    for index in range(_PICTURES):
        rng = scene_rng(Split.TRAIN, seed, 77_779, index)
        scene = sample_scene(rng, composition=Composition.TINTED, aspect=float(rng.uniform(1, 1.8)))
        pictures.append(render_frames(scene, (side_px, side_px))[0][0])
    return normalised_tiles(np.stack(pictures))
