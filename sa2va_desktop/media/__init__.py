"""Decoding pictures and video by presentation time, and the frame cache."""
