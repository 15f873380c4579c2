"""One export beside the window: it is written, and where a folder is not empty the person is asked once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sa2va_desktop.errors import FolderNotEmptyError
from sa2va_desktop.operations.export import AnnotatedClip, ExportOptions, write_export
from sa2va_desktop.operations.export_selection import confirmed_only, split_clips
from sa2va_desktop.tasks import Progress
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.messages import WARNING, Message, MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner

_TOPIC = "export"


@dataclass(frozen=True)
class ExportWish:
    """A snapshot of the document, and what a person chose in the dialog. `sources`: files that must not be overwritten."""

    clips: Sequence[AnnotatedClip]
    sources: Sequence[Path]
    format_id: str
    out: Path
    options: ExportOptions
    is_confirmed_only: bool
    split_text: str
    split_seed: int
    overwrite: bool = False


def start_export(wish: ExportWish, runner: TaskRunner, messages: MessageCenter) -> None:
    """Write it on the pool. A folder that is not empty is replaced only when the person says so then."""

    def fail(error: BaseException) -> None:
        if isinstance(error, FolderNotEmptyError) and not wish.overwrite:
            text = translate("ExportJob", "{0} is not empty. Nothing was written.").format(wish.out)
            again = replace(wish, overwrite=True)
            messages.post(
                Message(
                    text,
                    WARNING,
                    _TOPIC,
                    translate("ExportJob", "Replace All That Is in It"),
                    lambda: start_export(again, runner, messages),
                )
            )
        else:
            messages.present_error(error, topic=_TOPIC)

    messages.withdraw(_TOPIC)
    runner.submit(
        lambda context: _write(wish, context),
        lane=Lane.POOL,
        title=translate("ExportJob", "Export to {0}").format(wish.out.name),
        is_job=True,
        can_stop=True,
        on_success=lambda _losses: messages.inform(
            translate("ExportJob", "Exported to {0}.").format(wish.out), topic=_TOPIC
        ),
        on_failure=fail,
        presents_failure=False,
    )


def _write(wish: ExportWish, context: TaskContext) -> object:
    chosen = confirmed_only(wish.clips) if wish.is_confirmed_only else wish.clips
    return write_export(
        split_clips(chosen, wish.split_text, wish.split_seed),
        format_id=wish.format_id,
        out=wish.out,
        options=wish.options,
        overwrite=wish.overwrite,
        sources=wish.sources,
        on_progress=lambda done, total: context.report(Progress(done, total, "files")),
        token=context.token,
    )
