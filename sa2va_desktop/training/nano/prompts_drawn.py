"""Clicks, boxes and rough masks drawn at random from true masks, the way people draw them."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.training.nano.grounding_graph import SparsePrompts


def draw_sparse_prompts(masks: Tensor, rng: np.random.Generator) -> SparsePrompts:
    """One point, two points or a box for each of N masks (N, H, W) bool that are not empty.

    The rows are padded with "nothing" to two points, as a lone click is where it stands beside a box.
    """
    points = np.zeros((masks.shape[0], 2, 2), np.float32)
    labels = np.full((masks.shape[0], 2), -1, np.int32)
    for row, mask in enumerate(masks.numpy()):
        ys, xs = np.nonzero(mask)
        if ys.size == 0:
            continue
        if rng.random() < 0.5:
            slack = rng.normal(0, 0.04, 4) * np.array([np.ptp(xs), np.ptp(ys), np.ptp(xs), np.ptp(ys)])
            box = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]) + slack
            points[row] = box.reshape(2, 2)
            labels[row] = (2, 3)
            continue
        points[row, 0], labels[row, 0] = _inner_point(mask, rng), 1
        if rng.random() < 0.3:
            if rng.random() < 0.5:
                points[row, 1], labels[row, 1] = _outer_point(mask, rng), 0
            else:
                points[row, 1], labels[row, 1] = _inner_point(mask, rng), 1
    return SparsePrompts(torch.from_numpy(points), torch.from_numpy(labels))


def roughened(masks: Tensor, rng: np.random.Generator, *, share: float = 0.4) -> Tensor:
    """Some of N masks (N, H, W) bool grown, shrunk or coarsened: what a decoder or a hurried hand delivers."""
    rough = masks.numpy().astype(np.uint8)
    for row in range(rough.shape[0]):
        if rng.random() >= share:
            continue
        size = int(rng.integers(2, 7))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        kind = rng.integers(3)
        if kind == 2:
            coarse = cv2.resize(rough[row] * 255, (24, 24), interpolation=cv2.INTER_AREA)
            changed = (cv2.resize(coarse, rough[row].shape[::-1], interpolation=cv2.INTER_LINEAR) > 127).astype(
                np.uint8
            )
        else:
            changed = cv2.dilate(rough[row], kernel) if kind == 0 else cv2.erode(rough[row], kernel)
        if changed.any():
            rough[row] = changed
    return torch.from_numpy(rough.astype(bool))


def _inner_point(mask: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    ys, xs = np.nonzero(mask)
    if rng.random() < 0.6:  # most people click well inside
        depth = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
        ys, xs = np.nonzero(depth > 0.5 * depth.max())
    pick = int(rng.integers(ys.size))
    return float(xs[pick]), float(ys[pick])


def _outer_point(mask: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    near = cv2.dilate(mask.astype(np.uint8), np.ones((25, 25), np.uint8)) - mask.astype(np.uint8)
    ys, xs = np.nonzero(near)
    if ys.size == 0:
        return 0.0, 0.0
    pick = int(rng.integers(ys.size))
    return float(xs[pick]), float(ys[pick])
