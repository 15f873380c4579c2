"""Dialogs; none of them is modal to the work that goes on."""
