"""Checkpoints, preprocessing, generation, grounding sessions, predictors. Torch lives here; `api` is torch-free."""
