"""Searching the project from the window."""
