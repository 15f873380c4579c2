"""Rendered scenes as tensors: everything a training step needs, from a seed and a step number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.expressions import Expression, referring_expressions
from sa2va_desktop.scenes.facts import SceneFacts, facts_of
from sa2va_desktop.scenes.motion import Path
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.scenes.palette import TINTS
from sa2va_desktop.scenes.rendering import render_frames
from sa2va_desktop.scenes.scene import Composition, Scene, SceneObject, sample_scene
from sa2va_desktop.training.nano.losses import LOSS_PX

NOUN_INDEX: dict[str, int] = {name: index for index, name in enumerate(NOUNS)}
COLOUR_INDEX: dict[str, int] = {name: index for index, name in enumerate(TINTS)}

Mix = Mapping[str, float]
"""Composition name → share of the scenes."""


@dataclass(frozen=True)
class SceneBatch:
    """S scenes of T frames with M objects in all.

    Attributes:
        images: (S * T, 3, H, W) float 0..255, scene-major.
        ids: (S * T, H, W) uint8 object ids.
        masks: (M, T, H, W) bool visible masks.
        soft: (M, T, L, L) float share of each loss cell that the object covers.
        scene_of: (M,) long.
        nouns, colours: (M,) long; colour -1 where no one word fits.
        expressions: per scene; the ids in them are object ids, `row_of` turns them into rows of M.
        facts: per scene, of the frames that are shown.
    """

    images: Tensor
    ids: Tensor
    masks: Tensor
    soft: Tensor
    scene_of: Tensor
    nouns: Tensor
    colours: Tensor
    expressions: tuple[tuple[Expression, ...], ...]
    facts: tuple[SceneFacts, ...]
    frame_count: int

    def row_of(self, scene: int, object_id: int) -> int:
        """Row of the object in the M objects of the batch."""
        first = int((self.scene_of < scene).sum())
        return first + object_id - 1

    def rows(self, frame: int) -> Tensor:
        """(M,) image index of each object at a frame of its scene."""
        return self.scene_of * self.frame_count + frame


def sample_composition(rng: np.random.Generator, mix: Mix) -> Composition:
    """Draw how a scene is composed."""
    weights = np.array(list(mix.values()), np.float64)
    return Composition(str(rng.choice(list(mix), p=weights / weights.sum())))


def scene_batch(
    seed: int,
    step: int,
    *,
    scene_count: int,
    mix: Mix,
    side_px: int,
    frame_count: int = 1,
    split: Split = Split.TRAIN,
    held_out: bool = False,
) -> SceneBatch:
    """Render the batch of one step. Clips are frames picked 1 to 8 apart from a 32-frame path."""
    scenes, pictures, maps, told = [], [], [], []
    for index in range(scene_count):
        rng = scene_rng(split, seed, step, index)
        composition = sample_composition(rng, mix)
        scene = sample_scene(
            rng,
            composition=composition,
            aspect=float(rng.uniform(1.0, 1.8)),
            frame_count=1 if frame_count == 1 else 32,
            held_out=held_out,
            may_leave=frame_count > 1,
            leave_share=0.55,  # more than in other clips: being absent has to be learned from few frames
        )
        if frame_count > 1:
            scene = _some_frames(scene, rng, frame_count)
        frames, ids = render_frames(scene, (side_px, side_px))
        scenes.append(scene)
        pictures.append(_photographed(frames, rng))
        maps.append(ids)
        told.append(tuple(referring_expressions(scene, ids)))
    things = [(index, thing) for index, scene in enumerate(scenes) for thing in scene.objects]
    ids_array = np.stack(maps)  # (S, T, H, W)
    masks = torch.from_numpy(np.stack([ids_array[index] == thing.object_id for index, thing in things]))
    images = torch.from_numpy(np.concatenate(pictures)).permute(0, 3, 1, 2).float()
    return SceneBatch(
        images=images.contiguous(),
        ids=torch.from_numpy(ids_array.reshape(-1, side_px, side_px)),
        masks=masks,
        soft=F.adaptive_avg_pool2d(masks.float(), (LOSS_PX, LOSS_PX)),
        scene_of=torch.tensor([index for index, _ in things]),
        nouns=torch.tensor([NOUN_INDEX[thing.noun] for _, thing in things]),
        colours=torch.tensor([_colour_label(thing) for _, thing in things]),
        expressions=tuple(told),
        facts=tuple(facts_of(scene, ids) for scene, ids in zip(scenes, maps, strict=True)),
        frame_count=frame_count,
    )


def _colour_label(thing: SceneObject) -> int:
    return COLOUR_INDEX[thing.colour] if NOUNS[thing.noun].referable_colour else -1


def _some_frames(scene: Scene, rng: np.random.Generator, frame_count: int) -> Scene:
    stride = int(rng.integers(1, max(2, min(8, (scene.frame_count - 1) // max(frame_count - 1, 1)) + 1)))
    first = int(rng.integers(0, scene.frame_count - stride * (frame_count - 1)))
    chosen = first + stride * np.arange(frame_count)
    if rng.random() < 0.3:
        chosen = chosen[::-1]
    objects = tuple(_with_path(thing, thing.path.at(chosen)) for thing in scene.objects)
    return Scene(scene.aspect, frame_count, scene.background_seed, objects)


def _with_path(thing: SceneObject, path: Path) -> SceneObject:
    return SceneObject(
        thing.object_id, thing.noun, thing.colour, thing.variant, thing.size, thing.flipped, path
    )


def _photographed(frames: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Vary exposure and add a little noise, alike over the frames of a clip."""
    gain, shift = rng.uniform(0.9, 1.1), rng.uniform(-10, 10)
    table = np.clip(np.arange(256) * gain + shift, 0, 255).astype(np.uint8)
    return table[frames]
