"""Texts about objects in the window: having them written, going through them, and counting them."""
