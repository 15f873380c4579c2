"""The document: project, media items, objects, masks, tracks, prompts, answers. NumPy only: no torch, no Qt, no files."""
