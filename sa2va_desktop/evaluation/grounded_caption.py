"""Mask quality and phrase recall of grounded captions (GCG).

Source: Rasheed et al., "GLaMM", CVPR 2024, and its evaluation, whose greedy matching is kept with its peculiarities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

TextSimilarity = Callable[[str, str], float]
"""How alike two phrases are, -1..1. The published figure takes the cosine of mean-pooled states of bert-base-uncased."""

RECALL_IOU = 0.5
RECALL_SIMILARITY = 0.5


def paired_iou(overlaps: npt.NDArray[np.float64]) -> float:
    """mIoU of one picture: the mean over pairs that are matched greedily, largest overlap first; 0.0 without a pair.

    Masks without a partner do not count, so leaving masks out costs nothing here; AP and recall see them.

    Args:
        overlaps: (P, T) IoU of predictions and truth, see `average_precision.iou_matrix`.
    """
    found = []
    while overlaps.size and overlaps.max() > 0:
        row, column = np.unravel_index(np.argmax(overlaps), overlaps.shape)
        found.append(float(overlaps[row, column]))
        overlaps = np.delete(np.delete(overlaps, row, axis=0), column, axis=1)
    return float(np.mean(found)) if found else 0.0


def matched_phrases(
    overlaps: npt.NDArray[np.float64], phrases: Sequence[str], labels: Sequence[str], similarity: TextSimilarity
) -> int:
    """How many phrases of one picture are found: overlap and likeness of the words both at least a half.

    Pairs are taken with the largest overlap first, and the search ends at the first pair that fails. So one mask that
    fits well under wrong words hides later pairs; this is how the published figure is made. Where the numbers of masks
    and of words differ, the published code meets an error in the first pair without words and counts nothing for the
    picture; this one does the same.

    Args:
        overlaps: (P, T) IoU of predictions and truth.
        phrases, labels: their words.
    """
    overlaps = overlaps.T.copy()
    likeness = np.array([[similarity(label, phrase) for phrase in phrases] for label in labels])
    likeness = likeness.reshape(len(labels), len(phrases))
    found = 0
    while overlaps.size:
        row, column = np.unravel_index(np.argmax(overlaps), overlaps.shape)
        if overlaps[row, column] < RECALL_IOU:
            break
        if row >= len(labels) or column >= len(phrases):
            return 0
        if likeness[row, column] < RECALL_SIMILARITY:
            break
        found += 1
        overlaps[row, :] = overlaps[:, column] = 0
        likeness[row, :] = likeness[:, column] = 0
    return found
