"""What a format can hold, as data: the dialog shows it, losses are counted by it, and a table in the manual is made of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class LossKind(enum.StrEnum):
    """What can be lost, each with its unit in `losses.TITLES`."""

    OBJECTS = "objects"  # objects of which no mask is written
    MASKS = "masks"  # masks that are left out or become part of a picture
    HOLES = "holes"  # masks whose holes are filled
    PARTS = "parts"  # masks of several parts that come apart into several objects
    OVERLAP = "overlap"  # pixels of an object below another one
    OUTLINE = "outline"  # pixels that differ because an outline is stored
    TRACKS = "tracks"  # objects whose frames are no longer known to be one thing
    FIRST_FRAME = "first_frame"  # objects that readers ignore because they come later
    FRAMES = "frames"  # annotated frames that are not on the format's grid
    ABSENCE = "absence"  # frames on which an object is known to be absent
    OCCLUSION = "occlusion"  # frames marked as occluded
    STATES = "states"  # frames that a person drew, confirmed or locked
    SCORES = "scores"  # frames with the model's scores
    LABELS = "labels"  # objects with a label
    NAMES = "names"  # objects with a name of their own
    ATTRIBUTES = "attributes"  # values of attributes, one for each object and attribute
    CAPTIONS = "captions"  # descriptions of objects or pictures
    EXPRESSIONS = "expressions"  # referring expressions
    MANY_OBJECTS = "many_objects"  # expressions that mean several objects
    NO_OBJECT = "no_object"  # expressions that mean nothing in the clip
    PHRASES = "phrases"  # stretches of an answer that name an object
    TURNS = "turns"  # questions and answers
    TIMES = "times"  # clips whose presentation times are left out
    OTHER = "other"  # what only one format loses; its sentence says what


@dataclass(frozen=True)
class Holds:
    """What survives writing and reading again. Whatever is not said is lost.

    `objects`: those without a mask on any written frame. `outline`: masks are polygons, and may differ by pixels. `holes`, `parts`: of one mask. `tracks`: which masks are one
    object over time. `absence`: that an object is known not to be on a frame, apart from nothing being known.
    """

    masks: bool = True
    objects: bool = False
    outline: bool = False
    holes: bool = True
    parts: bool = True
    overlap: bool = True
    tracks: bool = False
    absence: bool = False
    occlusion: bool = False
    states: bool = False
    scores: bool = False
    labels: bool = False
    names: bool = False
    attributes: bool = False
    captions: bool = False
    expressions: bool = False
    many_objects: bool = False
    no_object: bool = False
    phrases: bool = False
    turns: bool = False
    times: bool = False


ALL_BUT_TALK = Holds(
    objects=True,
    tracks=True,
    absence=True,
    occlusion=True,
    states=True,
    scores=True,
    labels=True,
    names=True,
    attributes=True,
    captions=True,
    expressions=True,
    many_objects=True,
    no_object=True,
)
"""What formats hold that have room for notes: everything but conversations and times."""

TOLD_TRACKS = Holds(
    objects=True,
    tracks=True,
    absence=True,
    labels=True,
    names=True,
    expressions=True,
    many_objects=True,
    no_object=True,
)
"""What the benchmarks of expressions about clips hold, with a label and a name in keys of ours."""
