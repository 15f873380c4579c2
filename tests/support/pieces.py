"""Connected pieces of a mask, found pixel by pixel: what the fast versions are compared with."""

from __future__ import annotations

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask

SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def pieces(mask: BoolMask, steps: tuple[tuple[int, int], ...]) -> list[list[tuple[int, int]]]:
    """Each as (row, column) of its pixels; `steps` are the neighbours that hang together."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(mask))}
    found = []
    while left:
        piece = [left.pop()]
        for row, column in piece:
            for step in steps:
                neighbour = (row + step[0], column + step[1])
                if neighbour in left:
                    left.remove(neighbour)
                    piece.append(neighbour)
        found.append(piece)
    return found
