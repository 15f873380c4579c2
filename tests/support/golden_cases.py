"""Recorded cases of all families: run one end to end and compare it, with the design's tolerances."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from support.grounding import ArrayFrames

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import AnswerFinished, AskEvent, AskRequest, FrameMasks, Predictor
from sa2va_desktop.tasks import CancelToken

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "golden"
SHIPPED = GOLDEN / "internvl_qwen2"
PICTURES = {
    "image_ref_natural": "portrait",
    "image_gcg_natural": "square",
    "image_chat_natural": "wide",
    "image_chat_13tiles_greedy12": "landscape",
    "image_gcg_forced_13tiles": "landscape",
    "region_caption_natural": "square",
    "region_single_greedy12": "portrait",
    "image_seg_last_token_forced": "square",
    "multi_turn_greedy12": "portrait",
    "image_chat_landscape_greedy12": "landscape",
    "image_gcg_forced_landscape": "landscape",
    "seg_token_in_question_forced": "square",
}
VIDEOS = {
    "video_ref_natural": ("video7", 7),
    "video3_ref_forced": ("video7", 3),
    "video24_ref_forced": ("video24", 24),
}
_COMMON = (
    "image_ref_natural",
    "image_gcg_natural",
    "image_chat_natural",
    "video_ref_natural",
    "video3_ref_forced",
    "text_only_greedy12",
)
_INTERNVL = (
    *_COMMON,
    "image_chat_13tiles_greedy12",
    "image_gcg_forced_13tiles",
    "region_caption_natural",
    "region_single_greedy12",
    "image_seg_last_token_forced",
    "multi_turn_greedy12",
)
_QWEN_VL = (
    *_COMMON,
    "image_chat_landscape_greedy12",
    "image_gcg_forced_landscape",
    "seg_token_in_question_forced",
    "text_only_past_text_greedy12",
)
CASES = {
    "internvl_qwen2": (*_INTERNVL, "video24_ref_forced"),
    "internvl_internlm2": _INTERNVL,
    "qwen2_5_vl": _QWEN_VL,
    "qwen3_vl": _QWEN_VL,
}
"""Names of the cases by family, which is also the folder's name."""

FEATURES, EMBEDDING, PROMPTED_LOGITS, SCORES, MASK_PIXELS = 2e-3, 2e-4, 5e-3, 1e-2, 2e-4
TRACKED_LOGITS = {"video_ref_natural": 3e-2, "video24_ref_forced": 1.5e-1}
"""Tracked frames are noisier: an input near a bfloat16 rounding boundary may fall on the other side. The tighter
bound catches a missing rounding of the stored memories, which moves these logits by 0.05."""

Arrays = dict[str, npt.NDArray[Any]]


class TraceArrays(Arrays):
    """A TraceSink that is the dictionary of what it got."""

    def record(self, name: str, value: npt.NDArray[Any]) -> None:
        self[name] = value


@dataclass(frozen=True)
class Case:
    """One recorded call and its arrays."""

    name: str
    request: AskRequest
    prediction: str
    recorded: Arrays


def load_case(folder: Path, name: str) -> Case:
    """The call as the published code was called: specials in the text are parsed, `<image>` is the caller's."""
    call = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    with np.load(folder / f"{name}.npz") as file:
        recorded = dict(file)
    frames, is_video = None, name in VIDEOS
    if is_video:
        clip, count = VIDEOS[name]
        frames = ArrayFrames.read(sorted((folder / "images" / clip).glob("*.png"))[:count])
    elif name in PICTURES:
        frames = ArrayFrames.read([folder / "images" / f"{PICTURES[name]}.png"])
    regions: tuple[npt.NDArray[np.bool_], ...] = ()
    if "mask_prompts" in call["call"]:
        with np.load(folder / "images" / "region_masks.npz") as file:
            regions = tuple(mask != 0 for mask in file[PICTURES[name]])
    frame_count = frames.frame_count if frames else 1
    request = AskRequest(
        text=call["call"]["text"],
        frames=frames,
        is_video=is_video,
        language_frames=tuple(range(min(5, frame_count))) if is_video else (0,),
        frame_range=(0, frame_count),
        region_masks=regions,
        past_text=call["call"].get("past_text") or "",
        forced_answer=call["forced_answer"],
        max_new_tokens=call["max_new_tokens"],
        parse_special_tokens=True,
        image_placeholder=False,
    )
    return Case(name, request, call["prediction"][""], recorded)


def run_case(predictor: Predictor, case: Case) -> tuple[list[AskEvent], TraceArrays]:
    """All events and all traced arrays; `final_masks` (s, T, H, W) is put together from the events."""
    trace = TraceArrays()
    events = list(predictor.ask(case.request, CancelToken(), trace))
    frames = sorted(
        (event for event in events if isinstance(event, FrameMasks)), key=lambda event: event.frame_index
    )
    if frames:
        masks = [[rle_to_mask(mask.rle) for mask in frame.masks] for frame in frames]
        trace["final_masks"] = np.stack(masks, axis=1)
    return events, trace


def check_case(case: Case, events: list[AskEvent], ours: Arrays) -> None:
    """Every array that was recorded and that we trace, within its tolerance."""
    recorded = case.recorded
    np.testing.assert_array_equal(ours["prompt_ids"], recorded["prompt_ids"])
    np.testing.assert_array_equal(ours["generated_ids"], recorded["generated_ids"])
    answer = next(event for event in events if isinstance(event, AnswerFinished))
    assert answer.raw_text == case.prediction
    _close(case, ours, "step_logits", FEATURES)
    _close(case, ours, "last_hidden_answer", FEATURES)
    if case.request.frames is None:  # a `[SEG]` without pictures is text
        assert not [event for event in events if isinstance(event, FrameMasks)]
        return
    _close(case, ours, "seg_hidden", FEATURES)
    for name in ("image_grid_thw", "mrope_position_ids"):
        if name in recorded:
            np.testing.assert_array_equal(ours[name], recorded[name])
    features = [name for name in recorded if name.startswith(("vit_", "vision_features_", "deepstack_"))]
    assert features
    for name in features:
        _close(case, ours, name, FEATURES)
    if not recorded["seg_embedding"].size:
        assert not [event for event in events if isinstance(event, FrameMasks)]
        return
    _close(case, ours, "seg_embedding", EMBEDDING)
    _check_masks(case, ours)


def _check_masks(case: Case, ours: Arrays) -> None:
    low_res = ours["sam_low_res_logits"]
    prompted = low_res.shape[1] if case.name not in TRACKED_LOGITS else len(case.request.language_frames)
    forms = {
        "sam_low_res_logits": low_res,
        "sam_low_res_logits_s4": low_res[..., ::4, ::4],
        "sam_low_res_logits_first_last": low_res[:, [0, -1]],
    }
    present = [name for name in forms if name in case.recorded]
    assert present
    for name in present:
        difference = np.abs(forms[name] - case.recorded[name])
        key_frames = difference[:, :1] if name.endswith("first_last") else difference[:, :prompted]
        assert key_frames.max() < PROMPTED_LOGITS
        assert difference.max() < TRACKED_LOGITS.get(case.name, PROMPTED_LOGITS)
    _close(case, ours, "sam_ious", SCORES)
    _close(case, ours, "sam_obj_score_logits", SCORES)
    assert ours["final_masks"].shape == case.recorded["final_masks"].shape
    assert (ours["final_masks"] != case.recorded["final_masks"]).mean() <= MASK_PIXELS


def _close(case: Case, ours: Arrays, name: str, tolerance: float) -> None:
    np.testing.assert_allclose(ours[name], case.recorded[name], rtol=0, atol=tolerance, err_msg=name)
