"""How a benchmark's sample is put to the model: word for word as in the published evaluation."""

from __future__ import annotations

import hashlib

from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, SampleKind
from sa2va_desktop.operations.instructions import GROUNDED_CAPTION_QUESTION
from sa2va_desktop.operations.region_prompts import REGION_QUESTION

PICTURE = " Please segment {} in this image."
CLIP = "Please segment {}."
CLIP_QUESTION = " {} Please respond with a segmentation mask."
"""Source: the published evaluation of Sa2VA. The spaces at the beginning belong to them."""

REASONING_QUESTION = "{} Please output segmentation mask."
REASONING_PHRASE = "What is {} in this image? Please output segmentation mask."
"""Source: the published evaluation of ReasonSeg (LISA), which Sa2VA's side project takes over."""


def prompt_of(sample: BenchmarkSample, *, is_video: bool, reasons: bool = False) -> str:
    """The text that is sent after the picture.

    Args:
        reasons: the sample is of ReasonSeg, which has wordings of its own.
    """
    if sample.kind is SampleKind.GROUNDED_CAPTION:
        return GROUNDED_CAPTION_QUESTION
    if sample.kind in (SampleKind.REGION_CAPTION, SampleKind.MARKED_THING):
        return REGION_QUESTION
    if sample.kind is SampleKind.CLICK:
        return ""
    if sample.kind in (SampleKind.CHAT, SampleKind.INSTRUCTION):
        return sample.text
    if reasons:
        return (REASONING_QUESTION if sample.is_question else REASONING_PHRASE).format(sample.text)
    if is_video:
        return (CLIP_QUESTION if "?" in sample.text else CLIP).format(sample.text)
    return PICTURE.format(sample.text)


def shown_prompt(kind: SampleKind, *, is_video: bool, reasons: bool) -> str:
    """The wording with "…" for the text of the sample, for reports."""
    blank = BenchmarkSample("", kind, "…")
    return prompt_of(blank, is_video=is_video, reasons=reasons).strip()


def prompts_fingerprint() -> str:
    """Changes when any wording does; a journal goes on only with the same ones."""
    texts = (
        *(PICTURE, CLIP, CLIP_QUESTION, REASONING_QUESTION, REASONING_PHRASE),
        *(GROUNDED_CAPTION_QUESTION, REGION_QUESTION),
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
