"""Small batches: pictures as sources, recipes with little to type, and a scripted model that other processes can load."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
from PIL import Image
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.operations.batch.recipe import Recipe, read_recipe

RECIPE = """
[model]
checkpoint = "{checkpoint}"

[[instructions]]
text = "the box"
label = "box"

[thresholds]
flag_below_iou = 0.99

[export]
format = "davis"
"""


def make_sources(folder: Path, count: int) -> list[Path]:
    """Clips of two frames each, folders of numbered pictures, all different."""
    sources = []
    for number in range(count):
        clip = folder / f"clip{number:03d}"
        clip.mkdir(parents=True)
        for frame in range(2):
            pixels = np.full((24, 32, 3), (number * 7 + frame) % 256, np.uint8)
            Image.fromarray(pixels).save(clip / f"{frame:05d}.png")
        sources.append(clip)
    return sources


def make_recipe(folder: Path, *, checkpoint: str = "scripted", text: str = RECIPE) -> Recipe:
    path = folder / "recipe.toml"
    path.write_text(text.format(checkpoint=checkpoint), encoding="utf-8")
    return read_recipe(path)


def load_scripted(recipe: Recipe) -> ScriptedPredictor:
    return ScriptedPredictor(Script(("It is ", ScriptedObject("the box", (4, 4, 20, 16), (1, 0)), ".")))


def load_mortal(recipe: Recipe) -> ScriptedPredictor:
    """Its process is killed at the second clip, once: `checkpoint` names the file that says that it was."""
    predictor = load_scripted(recipe)
    marker, ask = Path(recipe.model.checkpoint), predictor.ask

    def dying_ask(*args: object, **options: object):
        if len(predictor.requests) == 1 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return ask(*args, **options)  # type: ignore[arg-type]

    predictor.ask = dying_ask  # type: ignore[method-assign]
    return predictor


def load_deadly(recipe: Recipe) -> ScriptedPredictor:
    """Its process is killed at every clip."""
    predictor = load_scripted(recipe)
    predictor.ask = lambda *args, **options: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign,assignment,return-value]
    return predictor


def load_nothing(recipe: Recipe) -> ScriptedPredictor:
    raise CheckpointError("there is no such checkpoint")


def content_of(out: Path) -> dict[str, bytes]:
    """Everything that a batch wrote, without times and hosts: `made` of a clip, and the page that shows them."""
    content = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_dir() or name in (".lock", "report.html"):
            continue
        data = path.read_bytes()
        if name.startswith("clips/"):
            fields = json.loads(data)
            assert set(fields.pop("made")) == {"seconds", "host", "finished_at"}
            data = json.dumps(fields).encode()
        content[name] = data
    return content
