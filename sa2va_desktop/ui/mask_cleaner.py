"""Has masks cleaned up on the pool, where that would take the window longer than a display frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.editing.shown_mask import (
    QUICK_PIXELS,
    Seen,
    ShownMasks,
    ShownRle,
    box_pixels,
    shown_rle,
    unknown_masks,
)
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner

_REPORT_EVERY = 16


class MaskCleaner(QObject):
    """What was cleaned up is found again by `editing.shown_mask`.

    Signals:
        cleaned(): masks that `wish` was about are known now.
    """

    cleaned = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner

    def wish(self, pairs: Sequence[Seen], *, place: str, is_ahead: bool = False) -> None:
        """Have masks cleaned up.

        Args:
            place: where they are shown; an earlier wish for that place that is not fulfilled yet is dropped.
            is_ahead: nobody looks at them yet.
        """
        if not pairs:
            return
        self._runner.submit(
            lambda context: _clean(pairs, context),
            lane=Lane.POOL,
            title=self.tr("Clean up what is shown"),
            channel=f"shown masks {place}",
            is_urgent=not is_ahead,
            on_success=None if is_ahead else lambda _: self.cleaned.emit(),
            presents_failure=False,  # a damaged mask is told of where it is shown
        )

    def with_shown(
        self, pairs: Sequence[Seen], then: Callable[[ShownRle], None], *, title: str, channel: str
    ) -> None:
        """Do something that needs cleaned masks: at once where there are few, else when the pool has made them."""
        wanted = unknown_masks(pairs)
        if sum(box_pixels(frame) for _, frame in wanted) <= QUICK_PIXELS:
            then(shown_rle)
            return
        self._runner.submit(
            lambda context: _made(wanted, context),
            lane=Lane.POOL,
            title=title,
            channel=channel,
            is_job=True,
            can_stop=True,
            on_success=lambda made: then(made.rle),
        )


def _clean(pairs: Sequence[Seen], context: TaskContext) -> None:
    for pair in pairs:
        context.token.raise_if_cancelled()
        try:
            shown_rle(*pair)
        except ProjectError:
            continue  # damaged: whoever shows it says so


def _made(pairs: Sequence[Seen], context: TaskContext) -> ShownMasks:
    """All of them, which may be more than the shared memory of cleaned masks keeps."""
    made = ShownMasks()
    for done, pair in enumerate(pairs, start=1):
        context.token.raise_if_cancelled()
        made.rle(*pair)
        if done % _REPORT_EVERY == 0 or done == len(pairs):
            context.report(Progress(done, len(pairs), "masks"))
    return made
