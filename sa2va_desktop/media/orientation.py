"""The eight ways a stored picture can lie, as EXIF codes, for stills and for video display matrices alike."""

from __future__ import annotations

import struct

import cv2
import numpy as np

from sa2va_desktop.media.records import RgbFrame

_ONE = 1 << 16  # display matrices are 16.16 fixed point
_MATRIX = struct.Struct("=9i")

# (a, b, c, d) of a display matrix: x' = a x + c y, y' = b x + d y, with y down.
_CODE_OF_MATRIX = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}


def orientation_of_matrix(matrix: bytes) -> int:
    """EXIF code of a 36-byte display matrix; 1 for a matrix that is not a multiple of 90 degrees."""
    if len(matrix) != _MATRIX.size:
        return 1
    a, b, _, c, d, *_ = _MATRIX.unpack(matrix)
    return _CODE_OF_MATRIX.get((round(a / _ONE), round(b / _ONE), round(c / _ONE), round(d / _ONE)), 1)


def oriented_size_hw(size_hw: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Size of the displayed picture, given the stored one."""
    return (size_hw[1], size_hw[0]) if orientation >= 5 else size_hw


def orient(picture: RgbFrame, orientation: int) -> RgbFrame:
    """Turn stored pixels (H, W, 3) into displayed ones; contiguous, and `picture` itself for code 1."""
    if orientation == 2:
        return _flip(picture, 1)
    if orientation == 3:
        return _flip(picture, -1)
    if orientation == 4:
        return _flip(picture, 0)
    if orientation == 5:
        return np.asarray(cv2.transpose(picture), np.uint8)
    if orientation == 6:
        return np.asarray(cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE), np.uint8)
    if orientation == 7:
        return _flip(np.asarray(cv2.transpose(picture), np.uint8), -1)
    if orientation == 8:
        return np.asarray(cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    return picture


def _flip(picture: RgbFrame, axis: int) -> RgbFrame:
    return np.asarray(cv2.flip(picture, axis), np.uint8)
