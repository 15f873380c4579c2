"""The bundled demo clip: two cars, a tree and a balloon in front of hills. Run as a module to draw it again.

Its motion is directed by hand and its random stream belongs to no training or evaluation split.
"""

from __future__ import annotations

import argparse
from pathlib import Path as FilePath

import numpy as np

from sa2va_desktop.scenes.clip import Clip, clip_of_scene
from sa2va_desktop.scenes.clip_files import write_clip
from sa2va_desktop.scenes.motion import Path
from sa2va_desktop.scenes.scene import Scene, SceneObject

INSTRUCTION = "the red car"
_FRAME_COUNT = 54
_ASPECT = 4 / 3
_BACKGROUND_SEED = 8


def demo_clip(size_hw: tuple[int, int] = (480, 640)) -> Clip:
    """The clip: 54 frames at 12 frames a second. The blue car passes in front of the red one."""
    time = np.linspace(0, 1, _FRAME_COUNT)
    ease = time + 0.03 * np.sin(2 * np.pi * time)
    road = 0.006 * np.sin(2 * np.pi * 5 * time)
    still = np.zeros(_FRAME_COUNT)
    objects = (
        _thing(
            1, "tree", "green", 3, 0.52, 1.0 + still, 0.52 + still, sway=0.8 * np.sin(2 * np.pi * 1.5 * time)
        ),
        _thing(
            2,
            "balloon",
            "purple",
            1,
            0.32,
            0.34 + 0.16 * time,
            0.5 - 0.26 * ease,
            sway=5 * np.sin(2 * np.pi * 2 * time),
        ),
        _thing(3, "car", "red", 4, 0.40, 0.26 + 0.82 * ease, 0.735 + road, flipped=True),
        _thing(4, "car", "blue", 2, 0.44, 1.12 - 0.86 * ease, 0.86 - road),
    )
    scene = Scene(_ASPECT, _FRAME_COUNT, _BACKGROUND_SEED, objects)
    return clip_of_scene(scene, size_hw, name="demo", seed=_BACKGROUND_SEED, fps=12)


def write_demo(folder: FilePath) -> FilePath:
    """Write the bundled files: `video.mp4`, `masks/`, `scene.json`."""
    return write_clip(folder, demo_clip(), crf=16, instruction=INSTRUCTION)


def _thing(
    object_id: int,
    noun: str,
    colour: str,
    variant: int,
    size: float,
    x: np.ndarray,
    y: np.ndarray,
    *,
    sway: np.ndarray | None = None,
    flipped: bool = False,
) -> SceneObject:
    angle = np.zeros(_FRAME_COUNT) if sway is None else sway
    path = Path(np.column_stack((x, y)), angle, np.ones(_FRAME_COUNT))
    return SceneObject(object_id, noun, colour, variant, size, flipped, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=FilePath, help="such as resources/demo")
    print(write_demo(parser.parse_args().folder))
