"""Sizes of files and memory in words."""

from __future__ import annotations


def byte_size(byte_count: float) -> str:
    """In powers of ten, as the hub and most file managers count: "2.3 GB", "512 MB", "4 kB"."""
    if byte_count >= 1e9:
        return f"{byte_count / 1e9:.1f} GB" if byte_count < 1e11 else f"{byte_count / 1e9:.0f} GB"
    if byte_count >= 1e6:
        return f"{byte_count / 1e6:.1f} MB" if byte_count < 1e7 else f"{byte_count / 1e6:.0f} MB"
    return f"{byte_count / 1e3:.0f} kB"
