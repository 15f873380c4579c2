"""Edits of masks in the window: each shown on the frame before it is made, then one step of undo."""
