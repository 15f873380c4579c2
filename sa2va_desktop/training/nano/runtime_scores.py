"""Scores of an exported checkpoint through the application's own predictor, on clips in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    ObjectPrompt,
    PointPrompt,
    Predictor,
    TrackRequest,
)
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.scenes.clip import Clip
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX
from sa2va_desktop.training.nano.measure import BoolClip, ClipScore, compare
from sa2va_desktop.training.nano.region_phrasing import DESCRIBE, description

_KEY_FRAMES = 5


def load_runtime(folder: Path) -> Predictor:
    """The checkpoint in the application's runtime, on the CPU in float32."""
    from sa2va_desktop.inference.predictor import load_predictor

    return load_predictor(folder, device="cpu", dtype="float32")


def ask_clip(predictor: Predictor, clip: Clip, text: str) -> BoolClip:
    """Masks (T, H, W) that a typed text gets; empty where the answer has no `[SEG]`."""
    count = len(clip.frames)
    keys = sorted(set(np.linspace(0, count - 1, min(_KEY_FRAMES, count)).astype(int).tolist()))
    request = AskRequest(
        text=text,
        frames=ArrayFrames(clip.frames),
        is_video=True,
        language_frames=tuple(keys),
        frame_range=(0, count),
        max_new_tokens=32,
    )
    masks = np.zeros(clip.ids.shape, np.bool_)
    for event in predictor.ask(request, CancelToken()):
        if isinstance(event, FrameMasks) and event.masks:
            masks[event.frame_index] = rle_to_mask(event.masks[0].rle)
    return masks


def score_asked(predictor: Predictor, clip: Clip, text: str, object_id: int) -> ClipScore:
    """One expression on one clip, typed into the application's runtime."""
    return compare(clip, text, object_id, ask_clip(predictor, clip, text))


def score_clicked(predictor: Predictor, clip: Clip, object_id: int) -> ClipScore:
    """One click in the middle of a thing on its first clear frame, tracked both ways."""
    seen = np.flatnonzero((clip.ids == object_id).sum(axis=(1, 2)) > 0.004 * clip.ids[0].size)
    frame_index = int(seen[0]) if seen.size else 0
    depth = cv2.distanceTransform((clip.ids[frame_index] == object_id).astype(np.uint8), cv2.DIST_L2, 3)
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    prompt = ObjectPrompt(0, frame_index, points=(PointPrompt((float(x) + 0.5, float(y) + 0.5)),))
    request = TrackRequest(ArrayFrames(clip.frames), (prompt,), (0, len(clip.frames)))
    masks = np.zeros(clip.ids.shape, np.bool_)
    for event in predictor.track(request, CancelToken()):
        masks[event.frame_index] = rle_to_mask(event.masks[0].rle)
    return compare(clip, "(click)", object_id, masks)


@dataclass(frozen=True)
class RegionScore:
    """The answer to "what is this?" about one thing, and what would be right."""

    clip: str
    answer: str
    truth: str

    @property
    def is_exact(self) -> bool:
        return _words(self.answer) == _words(self.truth)

    @property
    def has_right_noun(self) -> bool:
        return _words(self.truth)[-1] in _words(self.answer)


def score_regions(predictor: Predictor, clip: Clip) -> list[RegionScore]:
    """Every clearly visible thing of the first frame is marked by its true mask and asked about."""
    found = []
    for thing in clip.objects:
        mask = clip.ids[0] == thing.object_id
        if mask.mean() < 0.004:
            continue
        request = AskRequest(
            text=DESCRIBE, frames=ArrayFrames(clip.frames), region_masks=(mask,), max_new_tokens=32
        )
        finished = [e for e in predictor.ask(request, CancelToken()) if isinstance(e, AnswerFinished)]
        colour = COLOUR_INDEX[thing.colour] if NOUNS[thing.noun].referable_colour else -1
        truth = description(NOUN_INDEX[thing.noun], colour)
        found.append(RegionScore(clip.name, finished[0].text, truth))
    return found


def _words(sentence: str) -> list[str]:
    return sentence.lower().strip(" .").split()
