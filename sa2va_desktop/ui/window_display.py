"""What the title, the bars and the panels show of parts that they do not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.ui.canvas.reference_outline import ReferenceOutline
from sa2va_desktop.ui.model_controller import EMBEDDED, ModelState
from sa2va_desktop.ui.model_run import ModelRun
from sa2va_desktop.ui.tool_controller import SELECT

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class WindowDisplay(QObject):
    """Each method shows one thing as it is now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._strip_wish: list[int] = []

    def show_media(self, media_id: MediaId | None) -> None:
        """Follow the media item that is shown."""
        window = self._window
        item = window.media_switch.shown
        window.pages.show_media(media_id is not None)
        window.playback.show_media(item)
        window.canvas_bar.show_clip(item is not None and item.frame_count > 1)
        window.candidate_bar.show_clip(item is not None and item.frame_count > 1)
        window.thumbnails.forget_frames()
        self._strip_wish = []
        window.status_bar.show_frame(item, window.view_state.frame_index)
        if item is not None:
            window.model.ensure_loaded()

    def show_project(self) -> None:
        """Title and durability."""
        window = self._window
        document = window.document
        name = document.name or (self.tr("Untitled") if document.session is not None else "")
        dirty = " •" if document.pending_count else ""
        read_only = "" if document.session is None or document.is_writable else self.tr(" (read-only)")
        window.setWindowTitle(f"{name}{dirty}{read_only} — Sa2VA Desktop" if name else "Sa2VA Desktop")
        window.status_bar.show_durability(document)
        if document.session is not None and not document.is_writable:
            window.tools.choose(SELECT)  # the tools that change something are disabled now

    def show_recent(self) -> None:
        self._window.empty_state.show_recent(self._window.recent.existing)

    def show_model(self) -> None:
        """What the model is, and what the conversation can do with it."""
        window = self._window
        model, conversation = window.model, window.conversation
        window.status_bar.show_model(model)
        reasons = {
            ModelState.NONE: self.tr("No model is chosen; viewing, editing and export work without one."),
            ModelState.FAILED: self.tr("The model cannot be used."),
        }
        conversation.set_embedded_model(model.choice == EMBEDDED)
        conversation.set_model_available(model.state not in reasons, reasons.get(model.state, ""))
        if model.description is not None:
            can = model.description.capabilities
            conversation.set_capabilities(
                image=can.image,
                video=can.video,
                grounded_caption=can.grounded_caption,
                follow_up=can.follow_up,
                reasons=can.reasons,
            )
        else:
            conversation.set_capabilities()
        conversation.set_model_name(model.description.name if model.description is not None else "")

    def show_asking(self) -> None:
        ask = self._window.ask
        self._window.conversation.set_running(ask.is_running, ask.status_text)

    def show_jobs(self) -> None:
        """The job that the status bar speaks of."""
        window = self._window
        job = window.jobs.current
        if window.shutdown.is_running:
            return  # it says so itself
        if job is None:
            window.status_bar.hide_work()
        else:
            done, total = job.progress.done, job.progress.total
            others = len(window.jobs.unfinished) - 1
            line = f"{job.line}  (+{others})" if others else job.line
            window.status_bar.show_work(line, done, total, can_stop=job.can_stop)

    def show_runs(self, _run: ModelRun) -> None:
        if not self._window.runs.has_started:
            self._window.timeline.set_running_frame(None)

    def show_running_frame(self, run: ModelRun, frame_index: int) -> None:
        if run.plan.item.media_id == self._window.view_state.media_id:
            self._window.timeline.set_running_frame(frame_index)

    def show_truth(self) -> None:
        """Outlines of the ground truth on the shown frame."""
        masks = self._window.truth.truth_here()
        self._window.canvas.set_reference(ReferenceOutline(masks) if masks else None)

    def show_view_mode(self) -> None:
        window, modes = self._window, self._window.view_modes
        for action_id, checked in modes.checked.items():
            window.actions_by_id.set_checked(action_id, checked)
        window.canvas_bar.mode.follow()
        window.canvas_bar.show_share(modes.share, is_comparing=modes.is_comparing)

    def show_decoding_failure(self, _item: MediaItem, error: BaseException) -> None:
        if self._window.feed.index is not None:  # what cannot be opened at all says so on the canvas
            self._window.messages.present_error(error)

    def show_media_thumbnail(self, item: MediaItem, picture: QImage) -> None:
        # Looked at again: another project may have been opened, whose ids mean other media.
        if self._window.document.project.media.get(item.media_id) == item:
            self._window.media_panel.item_model.set_thumbnail(item.media_id, picture)

    def load_strip(self, frame_indices: list[int]) -> None:
        """Thumbnails of the timeline, as soon as the clip is open."""
        index = self._window.feed.index
        if index is None:
            self._strip_wish = list(frame_indices)  # until the clip is open
        elif frame_indices:
            self._window.thumbnails.load_frames(index, frame_indices)
            self._strip_wish = []

    def load_wished_strip(self) -> None:
        """The clip is open now."""
        self.load_strip(self._strip_wish)
