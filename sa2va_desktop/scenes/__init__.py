"""Procedural scenes with exact ground truth: things drawn by our own recipes, moving over procedural backgrounds.

Needs only NumPy and OpenCV (and PyAV where clips become files). Everything follows from a seed.
"""
