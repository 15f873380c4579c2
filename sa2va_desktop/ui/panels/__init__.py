"""Docked panels: objects, media list, status bar."""
