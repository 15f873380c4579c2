"""Editing as pure functions and commands, and the undo history."""
