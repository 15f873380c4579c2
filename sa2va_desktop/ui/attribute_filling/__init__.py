"""Attributes filled by question in the window: the dialog, the run, and the list of what was proposed."""
