"""Torch networks: vision encoder, language model, SAM 2 parts. No files, no text, no images."""
