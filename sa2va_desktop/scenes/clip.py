"""A clip: rendered frames with exact masks and the expressions that name its things."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.scenes.captions import GroundedText, grounded_caption, region_caption
from sa2va_desktop.scenes.expressions import Expression, referring_expressions
from sa2va_desktop.scenes.facts import SceneFacts, facts_of, seen_facts
from sa2va_desktop.scenes.long_captions import long_caption
from sa2va_desktop.scenes.long_expressions import long_expressions, size_expressions, texture_expressions
from sa2va_desktop.scenes.looks import held_out_among
from sa2va_desktop.scenes.more_expressions import more_expressions
from sa2va_desktop.scenes.options import DEFAULT_OPTIONS, SceneOptions
from sa2va_desktop.scenes.photos import photo_for
from sa2va_desktop.scenes.questions import Question, questions_about
from sa2va_desktop.scenes.rendering import IdMap, Picture, render_frames
from sa2va_desktop.scenes.scene import Composition, Scene, sample_scene
from sa2va_desktop.scenes.textures import shows_held_out, textured

_LONG_STREAM = 0x10E6


class Split(enum.IntEnum):
    """Separates the random streams: a seed of one split never repeats a scene of another."""

    TRAIN = 0
    VALIDATION = 1
    SYNTH = 2
    DEMO = 3
    UNSEEN = 4
    EVALUATION = 5  # of `evaluate scenes`; nothing is ever trained or chosen by these


@dataclass(frozen=True)
class ClipObject:
    """One thing of a clip; `masks` has one visible mask per frame, empty where it cannot be seen.

    `caption` says what it is: "A red car."; `texture` is "" where textures are no matter.
    """

    object_id: int
    noun: str
    colour: str
    masks: tuple[MaskRle, ...]
    caption: str
    texture: str = ""


@dataclass(frozen=True, eq=False)
class Clip:
    """Frames (T, H, W, 3) uint8 RGB and everything known about them; `ids` is (T, H, W) uint8.

    Attributes:
        expressions: those that name one thing by look or place; `more` has those that need more than that.
        questions: closed ones, with their answers.
        description: all things that are seen, each with its stretch of the text.
        long: expressions of textures and sizes and long ones, where the options ask for them.
        long_description: a sentence about each thing, likewise, or None.
    """

    name: str
    seed: int
    fps: int
    frames: Picture
    ids: IdMap
    objects: tuple[ClipObject, ...]
    expressions: tuple[Expression, ...]
    more: tuple[Expression, ...]
    questions: tuple[Question, ...]
    description: GroundedText
    long: tuple[Expression, ...] = ()
    long_description: GroundedText | None = None

    @property
    def all_expressions(self) -> tuple[Expression, ...]:
        return (*self.expressions, *self.more, *self.long)


def scene_rng(split: Split, seed: int, *indices: int) -> np.random.Generator:
    """The random stream of one scene."""
    return np.random.default_rng(np.random.SeedSequence([int(split), seed, *indices]))


def sample_clip(
    split: Split,
    seed: int,
    index: int = 0,
    *,
    size_hw: tuple[int, int] = (240, 320),
    frame_count: int = 32,
    fps: int = 12,
    composition: Composition | None = None,
    held_out: bool = False,
    options: SceneOptions = DEFAULT_OPTIONS,
) -> Clip:
    """Draw the clip number `index` of a seed; tries anew until at least one expression names something.

    Args:
        held_out: show one of `HELD_OUT_PAIRS`, as `options.unseen` asks for, too.
    """
    height, width = size_hw
    for attempt in range(20):
        rng = scene_rng(split, seed, index, attempt)
        kind = composition or Composition(
            str(rng.choice([c.value for c in Composition], p=[0.4, 0.25, 0.2, 0.15]))
        )
        scene = sample_scene(
            rng,
            composition=kind,
            aspect=width / height,
            frame_count=frame_count,
            held_out=held_out or (options.unseen and bool(held_out_among(options.nouns))),
            may_leave=frame_count >= 16,
            nouns=options.nouns,
        )
        if options.textures:
            scene = textured(scene, held_out=held_out or options.unseen)
        if options.photos:
            scene = replace(scene, photo=photo_for(options.photos, scene.background_seed))
        if options.unseen and not shows_held_out(scene):
            continue
        name = f"{split.name.lower()}-{seed:04d}-{index:02d}"
        clip = clip_of_scene(scene, size_hw, name=name, seed=seed, fps=fps, options=options)
        if clip.expressions:
            return clip
    raise RuntimeError(f"no scene with a clear expression found for seed {seed}, clip {index}")


def synth_clip(
    seed: int,
    index: int,
    *,
    size_hw: tuple[int, int],
    frame_count: int,
    options: SceneOptions = DEFAULT_OPTIONS,
) -> Clip:
    """The clip number `index` that `synth` gives to a person; it is in no training or validation data of ours."""
    split = Split.UNSEEN if options.unseen else Split.SYNTH
    return sample_clip(split, seed, index, size_hw=size_hw, frame_count=frame_count, options=options)


def clip_of_scene(
    scene: Scene,
    size_hw: tuple[int, int],
    *,
    name: str,
    seed: int,
    fps: int,
    options: SceneOptions = DEFAULT_OPTIONS,
) -> Clip:
    """Render a scene and describe it."""
    frames, ids = render_frames(scene, size_hw)
    objects = tuple(
        ClipObject(
            thing.object_id,
            thing.noun,
            thing.colour,
            tuple(mask_to_rle(frame == thing.object_id) for frame in ids),
            region_caption(thing),
            thing.texture,
        )
        for thing in scene.objects
    )
    facts = facts_of(scene, ids)
    known = [facts, seen_facts(facts, ids)] if options.long_texts else [facts]
    rng = np.random.default_rng(scene.background_seed)
    return Clip(
        name,
        seed,
        fps,
        frames,
        ids,
        objects,
        expressions=tuple(referring_expressions(scene, ids)),
        more=tuple(more_expressions(facts, rng, nouns=options.nouns)),
        questions=tuple(questions_about(facts, rng, nouns=options.nouns)),
        description=grounded_caption(facts),
        long=tuple(_asked_for(known, options)),
        long_description=long_caption(known) if options.long_texts else None,
    )


def _asked_for(known: Sequence[SceneFacts], options: SceneOptions) -> Iterator[Expression]:
    facts = known[0]
    rng = np.random.default_rng([_LONG_STREAM, facts.scene.background_seed])
    if options.textures:
        yield from texture_expressions(facts, rng)
    if options.long_texts:
        yield from size_expressions(facts)
        yield from long_expressions(known, rng)
