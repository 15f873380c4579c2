"""Draws scenes: the picture, and for each pixel which thing it shows."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.background import paint_background
from sa2va_desktop.scenes.nouns import sprite_of
from sa2va_desktop.scenes.photos import photo_background
from sa2va_desktop.scenes.scene import Scene, SceneObject

Picture = npt.NDArray[np.uint8]
IdMap = npt.NDArray[np.uint8]

_SOLID = 128  # a pixel belongs to a thing when at least half of it is covered


def render_frames(
    scene: Scene, size_hw: tuple[int, int], *, frame_indices: npt.NDArray[np.intp] | None = None
) -> tuple[Picture, IdMap]:
    """Render a scene at any resolution, also one of another aspect (the picture is then squeezed).

    Args:
        frame_indices: which frames; all by default.

    Returns:
        frames (T, H, W, 3) uint8 RGB, and ids (T, H, W) uint8: the visible thing's `object_id`, 0 for background.
    """
    height, width = size_hw
    wanted = np.arange(scene.frame_count) if frame_indices is None else frame_indices
    background = (
        paint_background(scene.background_seed, size_hw)
        if scene.photo is None
        else photo_background(scene.photo, scene.background_seed, size_hw)
    )
    frames = np.repeat(background[None], len(wanted), axis=0)
    ids = np.zeros((len(wanted), height, width), np.uint8)
    for row, frame_index in enumerate(wanted):
        draw_things(scene, int(frame_index), frames[row], ids[row])
    return frames, ids


def draw_things(scene: Scene, frame_index: int, frame: Picture, ids: IdMap) -> None:
    """Draw the things of one frame over a background, and mark their pixels in `ids` (H, W); both in place."""
    for thing in scene.objects:
        _draw(thing, frame_index, scene.aspect, frame, ids)


def amodal_area(thing: SceneObject, frame_index: int) -> float:
    """Area of the whole thing in world units, whether or not it is covered or outside."""
    alpha = sprite_of(thing.noun, thing.colour, thing.variant).levels[-1][..., 3]
    return float((thing.size * thing.path.scale[frame_index]) ** 2 * (alpha.mean() / 255))


def _draw(thing: SceneObject, frame_index: int, aspect: float, frame: Picture, ids: IdMap) -> None:
    """Composite one thing onto `frame` and mark its pixels in `ids`, both in place."""
    height, width = ids.shape
    across, down = width / aspect, float(height)  # pixels per world unit
    centre_x, centre_y = thing.path.centre_xy[frame_index]
    size = thing.size * thing.path.scale[frame_index]
    reach = 0.72 * size  # half of the diagonal: a turned sprite fits
    x0, x1 = max(0, int((centre_x - reach) * across)), min(width, int((centre_x + reach) * across) + 2)
    y0, y1 = max(0, int((centre_y - reach) * down)), min(height, int((centre_y + reach) * down) + 2)
    if x0 >= x1 or y0 >= y1:
        return
    sprite = sprite_of(thing.noun, thing.colour, thing.variant, thing.texture).level_for(
        size * max(across, down)
    )
    turn = np.deg2rad(thing.path.angle_deg[frame_index])
    cos, sin = np.cos(turn), np.sin(turn)
    mirror = -1.0 if thing.flipped else 1.0
    texel = size / sprite.shape[0]  # world units per sprite pixel
    to_pixels = np.array([[across, 0.0], [0.0, down]])
    rotation = np.array([[cos * mirror, -sin], [sin * mirror, cos]])
    linear = to_pixels @ rotation * texel
    middle = (sprite.shape[0] - 1) / 2
    target = np.array([centre_x * across - 0.5 - x0, centre_y * down - 0.5 - y0])
    offset = target - linear @ np.array([middle, middle])
    patch = cv2.warpAffine(
        sprite, np.column_stack((linear, offset)), (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR, borderValue=0
    )
    alpha = patch[..., 3:].astype(np.uint16)
    region = frame[y0:y1, x0:x1]
    region[:] = (region * (255 - alpha) // 255).astype(np.uint8) + patch[..., :3]
    ids[y0:y1, x0:x1][patch[..., 3] >= _SOLID] = thing.object_id
