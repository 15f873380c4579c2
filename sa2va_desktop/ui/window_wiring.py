"""Who hears whom in the main window: signals between parts that do not know each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem, ObjectId
from sa2va_desktop.ui.actions.table import Condition
from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.model_controller import EMBEDDED, ModelState
from sa2va_desktop.ui.model_run import ModelRun
from sa2va_desktop.ui.tool_controller import SELECT, TOOL_NAMES

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class WindowWiring(QObject):
    """Connects the parts of one window, and keeps actions and title up to date."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._connect_documents()
        self._connect_view()
        self._connect_model()
        self._connect_tools()
        self._connect_settings()
        self._follow_media(None)
        self._show_recent()
        self._show_project()
        self._refresh_actions()
        window.show_model_choice()
        window.conversation.set_prompt_text(window.place_keeper.prompt)

    # ---- connecting

    def _connect_documents(self) -> None:
        window = self._window
        window.runner.task_failed.connect(lambda _task, error: window.messages.present_error(error))
        window.document.changed.connect(self._follow_document)
        window.document.durability_changed.connect(self._show_project)
        window.document.replaced.connect(window.media_panel.item_model.forget_thumbnails)
        window.document.replaced.connect(window.frame_cache.clear)
        window.document.replaced.connect(window.identity_commands.forget_copied)
        window.projects.closing.connect(window.keep_typed)
        window.projects.closing.connect(window.place_keeper.note_place)
        window.projects.closing.connect(window.runs.cancel_all)
        window.projects.closing.connect(window.strokes.finish)
        window.projects.closing.connect(window.tools.drop)
        window.projects.closing.connect(window.finder.close_reader)
        window.projects.opened.connect(window.place_keeper.restore_place)
        window.projects.opened.connect(lambda _path: window.recent.look())
        window.projects.renamed.connect(window.place_keeper.note_place)
        window.projects.renamed.connect(window.recent.look)
        window.recent.changed.connect(self._show_recent)
        window.projects.media_added.connect(window.media_switch.show_first_of)
        window.shutdown.began.connect(window.keep_typed)
        window.shutdown.began.connect(window.runs.cancel_all)
        window.shutdown.stored.connect(self._note_prompt)
        window.shutdown.stored.connect(window.hide)
        window.shutdown.finished.connect(self._close_now)
        window.shutdown.failed.connect(window.status_bar.hide_work)
        window.shutdown.failed.connect(window.presenter.resume)

    def _connect_view(self) -> None:
        window, view, status = self._window, self._window.view_state, self._window.status_bar
        view.media_changed.connect(self._follow_media)
        view.frame_changed.connect(lambda frame: status.show_frame(window.media_switch.shown, frame))
        view.selection_changed.connect(lambda _selection: self._refresh_actions())
        view.playing_changed.connect(self._show_playing)
        window.canvas.pixel_changed.connect(status.show_pixel)
        window.canvas.zoom_changed.connect(status.show_zoom)
        window.view_modes.changed.connect(self._show_view_mode)
        window.view_modes.share_changed.connect(lambda _share: self._show_view_mode())
        window.canvas_bar.share_changed.connect(window.view_modes.set_share)
        self._show_view_mode()
        window.canvas.menu_requested.connect(window.menus.open_on_canvas)
        window.object_panel.menu_requested.connect(window.menus.open_for_objects)
        window.media_panel.media_chosen.connect(window.media_switch.show)
        window.media_panel.menu_requested.connect(window.menus.open_for_media)
        window.object_commands.refused.connect(window.messages.present_error)
        window.presenter.mask_damaged.connect(window.messages.present_error)
        window.talk.refused.connect(window.messages.present_error)
        window.scene_cuts.changed.connect(window.timeline.set_cut_marks)
        window.timeline.lane_menu_requested.connect(window.menus.open_for_lane)
        window.identity_commands.copied_changed.connect(self._refresh_actions)
        window.feed.doubted.connect(window.messages.warn)
        window.feed.failed.connect(self._present_decoding_failure)
        window.welcome.left.connect(window.pages.leave_welcome)
        window.welcome.model_wanted.connect(window.show_model_menu)
        window.media_panel.thumbnails_wanted.connect(window.thumbnails.load_media)
        window.thumbnails.media_ready.connect(self._keep_media_thumbnail)
        window.thumbnails.frame_ready.connect(window.timeline.set_thumbnail)
        window.timeline.thumbnails_wanted.connect(self._load_strip)
        window.feed.opened.connect(lambda _index: self._load_strip(self._strip_wish))
        window.keys.hold_changed.connect(self._hold_key)
        window.keys.tapped.connect(self._tap_key)
        window.keys.digit_pressed.connect(self._press_digit)
        window.theme.changed.connect(lambda: self._show_playing(view.is_playing))

    def _connect_model(self) -> None:
        window, status = self._window, self._window.status_bar
        window.model.changed.connect(self._follow_model)
        window.device_memory.changed.connect(status.show_device_memory)
        self._follow_model()
        window.conversation.ask_requested.connect(self._send)
        window.conversation.cancel_requested.connect(window.ask.cancel)
        window.conversation.model_wanted.connect(window.show_model_menu)
        window.timeline.answer_activated.connect(window.conversation.show_answer)
        window.timeline.answer_edit_wanted.connect(window.conversation.edit_answer)
        window.timeline.answer_menu_wanted.connect(window.conversation.show_answer_menu)
        window.timeline.object_activated.connect(self._rename)
        status.cancel_requested.connect(self._stop_current_job)
        window.ask.running_changed.connect(self._show_asking)
        window.ask.progressed.connect(self._show_asking)
        status.jobs_requested.connect(window.docks.toggle_jobs)
        window.jobs.changed.connect(self._show_jobs)
        window.runs.changed.connect(self._follow_runs)
        window.runs.frame_done.connect(self._show_running_frame)
        window.runs.given_back.connect(window.conversation.give_back)

    def _connect_tools(self) -> None:
        window = self._window
        window.tools.chosen.connect(self._show_tool)
        self._show_tool(window.tools.name)
        window.tools.chosen.connect(window.option_bar.show_tool)
        window.tools.drawing_changed.connect(self._refresh_actions)
        window.clean_up.changed.connect(self._refresh_actions)
        window.tools.drawing_changed.connect(
            lambda: window.option_bar.show_reshaping(window.tools.is_reshaping)
        )
        window.canvas.accept_pressed.connect(self._accept)
        window.clicks.changed.connect(self._refresh_actions)

    def _connect_settings(self) -> None:
        window = self._window
        window.settings.on_change(self._apply_setting)
        for key in ("appearance.theme", "canvas.overlay_opacity", "canvas.outline_width_px", "playback.loop"):
            self._apply_setting(key)
        window.canvas_bar.set_opacity(window.settings.number("canvas.overlay_opacity"))
        window.canvas_bar.opacity_changed.connect(window.canvas.set_opacity)
        window.canvas_bar.opacity_settled.connect(partial(window.settings.set, "canvas.overlay_opacity"))
        window.actions_by_id.set_checked("view.masks", True)
        for problem in window.settings.problems:
            window.messages.warn(problem)

    # ---- following

    def _apply_setting(self, key: str) -> None:
        window, settings = self._window, self._window.settings
        if key == "appearance.theme":
            chosen = settings.text(key)
            window.theme.choose(chosen)
            for name in ("system", "light", "dark"):
                window.actions_by_id.set_checked(f"view.theme_{name}", name == chosen)
        elif key == "canvas.overlay_opacity":
            window.canvas.set_opacity(settings.number(key))
        elif key == "canvas.outline_width_px":
            window.canvas.set_outline_width(int(settings.number(key)))
        elif key == "playback.frame_cache_mib":
            window.frame_cache.set_max_bytes(int(settings.number(key)) << 20)
        elif key == "playback.loop":
            window.playback.set_loops(bool(settings.get(key)))

    def _follow_media(self, media_id: MediaId | None) -> None:
        window = self._window
        item = window.media_switch.shown
        window.pages.show_media(media_id is not None)
        window.playback.show_media(item)
        window.canvas_bar.show_clip(item is not None and item.frame_count > 1)
        window.candidate_bar.show_clip(item is not None and item.frame_count > 1)
        window.thumbnails.forget_frames()
        self._strip_wish: list[int] = []
        window.status_bar.show_frame(item, window.view_state.frame_index)
        if item is not None:
            window.model.ensure_loaded()
        self._refresh_actions()

    def _follow_document(self, change_set: ChangeSet) -> None:
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        window = self._window
        window.actions_by_id.refresh(self._conditions())
        for action_id, title, label in (
            ("edit.undo", self.tr("&Undo"), window.tools.undo_label or window.document.undo_label),
            ("edit.redo", self.tr("&Redo"), window.document.redo_label),
        ):
            window.actions_by_id[action_id].setText(f"{title} {label}".strip().replace("&&", "&"))

    def _conditions(self) -> Condition:
        window = self._window
        item = window.media_switch.shown
        objects = window.object_commands.objects()
        met = {
            Condition.MEDIA: item is not None,
            Condition.CLIP: item is not None and item.frame_count > 1,
            Condition.WRITABLE: window.document.is_writable,
            Condition.SELECTION: bool(window.view_state.selection),
            Condition.OBJECTS: bool(objects),
            Condition.COPIED: window.identity_commands.has_copied,
            Condition.ANNOTATED: bool(window.document.project.objects),
            Condition.UNDO: window.document.is_writable
            and (window.tools.can_take_back or bool(window.document.undo_label)),
            Condition.REDO: window.document.is_writable and bool(window.document.redo_label),
            Condition.ASKING: window.runs.is_busy or window.tools.is_drawing or window.clean_up.is_open,
            Condition.PAUSABLE: window.runs.pausable is not None,
            Condition.MARKED: bool(window.clicks.candidates) or window.clicks.is_waiting,
            Condition.PROJECT: window.document.session is not None,
            Condition.SEVERAL_MEDIA: len(window.document.project.media) > 1,
        }
        conditions = Condition.ALWAYS
        for condition, is_met in met.items():
            if is_met:
                conditions |= condition
        return conditions

    # ---- showing

    def _show_project(self) -> None:
        window = self._window
        document = window.document
        name = document.name or (self.tr("Untitled") if document.session is not None else "")
        dirty = " •" if document.pending_count else ""
        read_only = "" if document.session is None or document.is_writable else self.tr(" (read-only)")
        window.setWindowTitle(f"{name}{dirty}{read_only} — Sa2VA Desktop" if name else "Sa2VA Desktop")
        window.status_bar.show_durability(document)
        if document.session is not None and not document.is_writable:
            window.tools.choose(SELECT)  # the tools that change something are disabled now
        self._refresh_actions()

    def _show_recent(self) -> None:
        self._window.empty_state.show_recent(self._window.recent.existing)

    def _show_playing(self, playing: bool) -> None:
        self._window.actions_by_id["play.toggle"].setIcon(
            self._window.theme.icon("pause" if playing else "play")
        )

    def _follow_model(self) -> None:
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
            conversation.set_capabilities(image=can.image, video=can.video, reasons=can.reasons)
        else:
            conversation.set_capabilities()
        window.show_model_choice()
        self._refresh_actions()

    def _show_asking(self) -> None:
        ask = self._window.ask
        self._window.conversation.set_running(ask.is_running, ask.status_text)

    def _show_jobs(self) -> None:
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

    def _follow_runs(self, _run: ModelRun) -> None:
        if not self._window.runs.has_started:
            self._window.timeline.set_running_frame(None)
        self._refresh_actions()

    def _show_running_frame(self, run: ModelRun, frame_index: int) -> None:
        if run.plan.item.media_id == self._window.view_state.media_id:
            self._window.timeline.set_running_frame(frame_index)

    def _show_view_mode(self) -> None:
        window, modes = self._window, self._window.view_modes
        for action_id, checked in modes.checked.items():
            window.actions_by_id.set_checked(action_id, checked)
        window.canvas_bar.mode.follow()
        window.canvas_bar.show_share(modes.share, is_comparing=modes.is_comparing)

    def _show_tool(self, shown: str) -> None:
        for name in TOOL_NAMES:
            self._window.actions_by_id.set_checked(f"tool.{name}", name == shown)

    # ---- acting

    def _press_digit(self, number: int) -> None:
        if self._window.clicks.candidates:
            self._window.clicks.choose(number)
        else:
            self._window.object_commands.select_number(number)

    def _stop_current_job(self) -> None:
        job = self._window.jobs.current
        if job is not None:
            self._window.jobs.stop(job.key)

    def _accept(self, modifiers: Qt.KeyboardModifier) -> None:
        """Enter on the canvas; Ctrl and Shift are the keys of the actions that do more."""
        action = {
            Qt.KeyboardModifier.ControlModifier: "tool.accept_describe",
            Qt.KeyboardModifier.ShiftModifier: "tool.accept_track",
        }.get(modifiers & ~Qt.KeyboardModifier.KeypadModifier, "tool.accept")
        self._window.actions_by_id[action].trigger()

    def _send(self, draft: AskDraft) -> None:
        if draft.about is not None:
            is_taken = self._window.object_runs.ask_about(draft.about, draft.text)
        else:
            is_taken = self._window.ask.ask(draft)
        if not is_taken:
            self._window.conversation.set_prompt_text(draft.text)  # typed words are never lost

    def _rename(self, object_id: ObjectId) -> None:
        self._window.view_state.select(frozenset({object_id}))
        self._window.object_panel.edit_current_name()

    def _present_decoding_failure(self, _item: MediaItem, error: BaseException) -> None:
        if self._window.feed.index is not None:  # what cannot be opened at all says so on the canvas
            self._window.messages.present_error(error)

    def _keep_media_thumbnail(self, item: MediaItem, picture: QImage) -> None:
        # Looked at again: another project may have been opened, whose ids mean other media.
        if self._window.document.project.media.get(item.media_id) == item:
            self._window.media_panel.item_model.set_thumbnail(item.media_id, picture)

    def _load_strip(self, frame_indices: list[int]) -> None:
        index = self._window.feed.index
        if index is None:
            self._strip_wish = list(frame_indices)  # until the clip is open
        elif frame_indices:
            self._window.thumbnails.load_frames(index, frame_indices)
            self._strip_wish = []

    def _hold_key(self, hold: str, active: bool) -> None:
        if hold == "pan":
            self._window.canvas.set_pan_mode(active)
        else:
            self._window.canvas.set_peeking(active)

    def _tap_key(self, tap: str) -> None:
        action = "play.toggle" if tap == "play" else "view.peek"
        if self._window.actions_by_id[action].isEnabled():
            self._window.actions_by_id[action].trigger()

    def _note_prompt(self) -> None:
        self._window.place_keeper.note_prompt(self._window.conversation.prompt_text())

    def _close_now(self) -> None:
        self._window.close()
        self._window.closed.emit()
