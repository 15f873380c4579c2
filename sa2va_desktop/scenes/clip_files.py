"""Clips as files: a video, palette PNGs with the exact masks, and a JSON description."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from sa2va_desktop.errors import UsageError
from sa2va_desktop.scenes.captions import GroundedText
from sa2va_desktop.scenes.clip import Clip, synth_clip
from sa2va_desktop.scenes.options import DEFAULT_OPTIONS, SceneOptions
from sa2va_desktop.scenes.rendering import IdMap, Picture
from sa2va_desktop.tasks import CancelToken, Progress


def write_clips(
    out: Path,
    *,
    clip_count: int,
    seed: int,
    size_hw: tuple[int, int] = (240, 320),
    frame_count: int = 32,
    options: SceneOptions = DEFAULT_OPTIONS,
    on_progress: Callable[[Progress], None] | None = None,
    token: CancelToken | None = None,
    on_clip: Callable[[Clip], None] = lambda clip: None,
) -> list[Path]:
    """Write clips with exact ground truth, one folder each below `out` (see `write_clip`).

    The clips of a seed are always the same, and none of them is in the training data of the bundled checkpoint.

    Raises:
        UsageError: a size that is odd or below 32 pixels, or nothing to write.
        CancelledError: between clips; the folders that are there are whole.
    """
    check_clips(clip_count, size_hw, frame_count)
    folders = []
    for index in range(clip_count):
        clip = synth_clip(seed, index, size_hw=size_hw, frame_count=frame_count, options=options)
        if token is not None:
            token.raise_if_cancelled()
        folders.append(_write_whole(out / clip.name, clip))
        on_clip(clip)
        if on_progress is not None:
            on_progress(Progress(index + 1, clip_count, "clips", clip.name))
    return folders


def _write_whole(folder: Path, clip: Clip) -> Path:
    """`write_clip`, under another name until it is done, so that an interrupt leaves no half of a clip."""
    unfinished = folder.with_name(f".{folder.name}.part")
    try:
        write_clip(unfinished, clip)
        return unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def check_clips(clip_count: int, size_hw: tuple[int, int], frame_count: int) -> None:
    """Raises: UsageError: a size that is odd or below 32 pixels, or nothing to draw."""
    if clip_count < 1 or frame_count < 1:
        raise UsageError(f"at least one clip of one frame is needed, found {clip_count} of {frame_count}")
    if min(size_hw) < 32 or any(side % 2 for side in size_hw):
        raise UsageError(f"clip sizes are even and at least 32 pixels, found {size_hw[1]}x{size_hw[0]}")


def write_clip(folder: Path, clip: Clip, *, crf: int = 10, instruction: str | None = None) -> Path:
    """Write `video.mp4`, `masks/00000.png`… (palette index = object id) and `scene.json` into `folder`."""
    masks = folder / "masks"
    masks.mkdir(parents=True, exist_ok=True)
    write_video(folder / "video.mp4", clip.frames, fps=clip.fps, crf=crf)
    for index, ids in enumerate(clip.ids):
        write_palette_png(masks / f"{index:05d}.png", ids)
    description = json.dumps(describe(clip, instruction=instruction), indent=1)
    (folder / "scene.json").write_text(description + "\n", encoding="utf-8")
    return folder


def describe(clip: Clip, *, instruction: str | None = None) -> dict[str, Any]:
    """What `scene.json` holds. `instruction` is a suggested text to type."""
    frame_count, height, width = clip.ids.shape
    suggested = instruction or (clip.expressions[0].text if clip.expressions else "")
    return {
        "name": clip.name,
        "seed": clip.seed,
        "fps": clip.fps,
        "frame_count": frame_count,
        "height": height,
        "width": width,
        "instruction": suggested,
        "objects": [
            {
                "id": thing.object_id,
                "noun": thing.noun,
                "colour": thing.colour,
                **({"texture": thing.texture} if thing.texture else {}),
                "caption": thing.caption,
            }
            for thing in clip.objects
        ],
        "expressions": [
            {"text": expression.text, "object_ids": list(expression.object_ids), "kind": expression.kind.value}
            for expression in clip.all_expressions
        ],
        "questions": [
            {"text": each.text, "answer": each.answer, "kind": each.kind.value} for each in clip.questions
        ],
        "description": _grounded(clip.description),
        **({"long_description": _grounded(clip.long_description)} if clip.long_description else {}),
    }


def _grounded(told: GroundedText) -> dict[str, Any]:
    return {"text": told.text, "phrases": [list(phrase) for phrase in told.phrases]}


def write_media(folder: Path, name: str, frames: Sequence[Picture], *, fps: int) -> Path:
    """A clip as `NAME.mp4`, a single picture as `NAME.png`; not visible until it is whole."""
    path = folder / f"{name}.{'mp4' if len(frames) > 1 else 'png'}"
    unfinished = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        if len(frames) > 1:
            write_video(unfinished, np.stack(frames), fps=fps)
        else:
            Image.fromarray(frames[0]).save(unfinished, optimize=True)
        return unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_video(path: Path, frames: Picture, *, fps: int, crf: int = 10) -> None:
    """Encode (T, H, W, 3) uint8 RGB frames; H.264 at `crf`, or MPEG-4 where the encoder is missing."""
    codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    options = {"crf": str(crf), "preset": "slow", "threads": "1"} if codec == "libx264" else {"qscale": "2"}
    _, height, width, _ = frames.shape
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(fps), options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in frames:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_palette_png(path: Path, ids: IdMap) -> None:
    """Write one (H, W) id map as an indexed PNG with the colours that DAVIS uses."""
    picture = Image.fromarray(ids, mode="P")
    picture.putpalette(_davis_palette().tobytes())
    picture.save(path, optimize=True)


def _davis_palette() -> np.ndarray:
    """(256, 3) uint8: the bits of an index, dealt to red, green and blue from the top (the PASCAL VOC rule)."""
    index = np.arange(256)
    palette = np.zeros((256, 3), np.uint8)
    for level in range(8):
        for channel in range(3):
            palette[:, channel] |= (((index >> (3 * level + channel)) & 1) << (7 - level)).astype(np.uint8)
    return palette
