"""Shared by all tests. Being here puts `tests/` on the import path: `from support.… import …`."""
