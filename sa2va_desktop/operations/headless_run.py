"""Run prepared requests on the calling thread, for commands: any events into any writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.records import MediaProbe
from sa2va_desktop.operations.run_reports import RunReport
from sa2va_desktop.operations.run_writer import Event, RunWriter


def open_probed(probed: MediaProbe) -> MediaReader:
    """A reader of a media item without indexing it again; a context manager. Raises MediaError."""
    return open_media(probed.index.path, index=probed.index)


def run_to_end(
    writer: RunWriter[Event],
    events: Iterator[Event | RunReport],
    *,
    on_event: Callable[[Event | RunReport], None] = lambda event: None,
) -> Sa2vaDesktopError | None:
    """Run a request and write into the document until its end, an error, or a cancel.

    Returns: what ended it early, or None. Whatever was done by then is in the document.
    """
    try:
        for event in events:
            writer.apply(event)
            on_event(event)
    except Sa2vaDesktopError as error:
        writer.fail(error)
        return error
    except BaseException as error:
        writer.fail(error)
        raise
    writer.finish()
    return None
