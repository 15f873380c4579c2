"""Run one request as the published runtime would be called, and keep every intermediate as an array."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.errors import InputError, OutputError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    Predictor,
)
from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


@dataclass
class Trace:
    """What a request did.

    `arrays` are named and shaped as in docs/manual/trace.md: `prompt_ids` (P,), `generated_ids` (n,), `step_logits`
    (n, V), `seg_hidden` (s, D), `seg_embedding` (s, d), `sam_low_res_logits` (s, T, h, w), `sam_ious` (s, T, k),
    `sam_obj_score_logits` (s, T, 1), `final_masks` (s, T, H, W) bool.
    """

    raw_text: str = ""
    arrays: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict)

    def record(self, name: str, value: npt.NDArray[np.generic]) -> None:
        """Keep an array; a later one of the same name replaces it (`TraceSink`)."""
        self.arrays[name] = value


def trace_request(
    predictor: Predictor,
    instruction: str,
    *,
    frames: FrameProvider | None,
    is_video: bool,
    frames_spec: str,
    region_masks: Sequence[BoolMask] = (),
    past_text: str = "",
    forced_answer: str | None = None,
    max_new_tokens: int = 2048,
    grounding_mode: GroundingMode | None = None,
    token: CancelToken | None = None,
) -> Trace:
    """Send `<image>` + instruction byte for byte, special tokens parsed as the published code does.

    With `past_text`, which is prefixed verbatim, and without pictures no `<image>` is added.

    Raises: UsageError for a bad SPEC; what `Predictor.ask` raises.
    """
    frame_range = (0, frames.frame_count if frames else 1)
    request = AskRequest(
        text=instruction if past_text or frames is None else f"<image>{instruction}",
        frames=frames,
        is_video=is_video,
        language_frames=choose_language_frames(frames_spec, frame_range) if is_video else (0,),
        frame_range=frame_range,
        region_masks=tuple(region_masks),
        grounding_mode=grounding_mode,
        past_text=past_text,
        forced_answer=forced_answer,
        max_new_tokens=max_new_tokens,
        parse_special_tokens=True,
        image_placeholder=False,
    )
    trace = Trace()
    masks: dict[int, list[BoolMask]] = {}
    for event in predictor.ask(request, token or CancelToken(), trace):
        if isinstance(event, AnswerFinished):
            trace.raw_text = event.raw_text
        elif isinstance(event, FrameMasks):
            masks[event.frame_index] = [rle_to_mask(each.rle) for each in event.masks]
    if masks:
        by_frame = np.array([masks[frame_index] for frame_index in sorted(masks)])  # (T, s, H, W)
        trace.record("final_masks", by_frame.swapaxes(0, 1))
    return trace


def read_text_file(path: Path) -> str:
    """A UTF-8 file, byte for byte. Raises InputError naming it."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            translate("operations", "{0}: expected a UTF-8 text file ({1})").format(path, error)
        ) from error


def check_output_file(path: Path) -> None:
    """Refuse before minutes of work what `write_arrays` could not write. Raises OutputError."""
    folder = path.absolute().parent
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    if path.is_dir() or not existing.is_dir():
        raise OutputError(
            translate("operations", "{0} cannot be written: {1} is in the way").format(
                path, path if path.is_dir() else existing
            )
        )
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(
            translate("operations", "{0} cannot be written: {1} is read-only").format(path, existing)
        )


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """An .npz, whole or not at all; an older one stays when the new one cannot be written. Raises OutputError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("wb") as stream:
                np.savez(stream, **arrays)  # type: ignore[arg-type]
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be written: {1}").format(path, error.strerror or error)
        ) from error
