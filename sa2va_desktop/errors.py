"""The exception tree of the application: what can go wrong, by what the user can do about it.

Every message is one sentence that names the file, line or index, what was expected and what was found.
`exit_code` is what a headless command returns (see docs/manual/command-line.md).
"""

from __future__ import annotations


class Sa2vaDesktopError(Exception):
    """Base of all errors that a user is meant to read."""

    exit_code = 1


class UsageError(Sa2vaDesktopError):
    """The request itself makes no sense: a bad option, a bad range."""

    exit_code = 2


class InputError(Sa2vaDesktopError):
    """A file or value that the user gave cannot be used."""

    exit_code = 3


class MediaError(InputError):
    """A picture, video or image sequence cannot be read."""


class ProjectError(InputError):
    """A project file cannot be opened, read or written."""


class ProjectVersionError(ProjectError):
    """The project was written by a newer version of the application."""


class ProjectLockedError(ProjectError):
    """Another process has the project open for writing."""


class StorageFullError(ProjectError):
    """The disk has no room for a change; the change stays queued in memory."""


class FormatError(InputError):
    """An annotation file does not follow its format, or the format cannot hold what was asked."""


class FolderNotEmptyError(FormatError):
    """A folder that is to be written holds something, and nobody allowed to replace it."""


class OutputError(Sa2vaDesktopError):
    """Something that was to be written cannot be: a full disk, a folder that is read-only. What was there stays."""


class ModelError(Sa2vaDesktopError):
    """A model is missing, broken, or cannot do what was asked."""

    exit_code = 4


class CheckpointError(ModelError):
    """A checkpoint folder cannot be loaded: a missing, extra or misshapen tensor, an unknown family."""


class CapabilityError(ModelError):
    """This checkpoint was not trained for what was asked."""


class HubError(ModelError):
    """The hub has not what was asked for, refuses it, or sent something else."""


class HubUnreachableError(HubError):
    """The hub cannot be reached, or is not to be: no network, a proxy in the way, offline mode."""


class OutOfMemoryError(Sa2vaDesktopError):
    """The device or the machine ran out of memory; what was finished is kept."""

    exit_code = 5


class CancelledError(Sa2vaDesktopError):
    """The user cancelled. Not a failure: what was applied stays."""

    exit_code = 130
