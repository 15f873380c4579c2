"""The project file: read, write, migrate, the storage lane."""
