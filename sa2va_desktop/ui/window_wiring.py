"""Who hears whom in the main window: signals between parts that do not know each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class WindowWiring(QObject):
    """Connects the parts of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._connect_documents()
        self._connect_view()
        self._connect_model()
        self._connect_tools()
        self._connect_settings()
        display = window.display
        display.show_view_mode()
        display.show_model()
        display.show_media(None)
        display.show_recent()
        display.show_project()
        actions = window.action_state
        actions.show_tool(window.tools.name)
        actions.show_model_choice()
        actions.refresh()
        window.conversation.set_prompt_text(window.place_keeper.prompt)
        window.conversation.prompt_changed.connect(window.place_keeper.note_prompt_soon)

    def _connect_documents(self) -> None:
        window = self._window
        window.runner.task_failed.connect(lambda _task, error: window.messages.present_error(error))
        window.document.changed.connect(lambda _change_set: window.action_state.refresh())
        window.document.durability_changed.connect(window.display.show_project)
        window.document.durability_changed.connect(window.action_state.refresh)
        window.document.replaced.connect(window.media_panel.item_model.forget_thumbnails)
        window.document.replaced.connect(window.frame_cache.clear)
        window.document.replaced.connect(window.identity_commands.forget_copied)
        window.truth.shown_changed.connect(window.display.show_truth)
        window.projects.closing.connect(window.keep_typed)
        window.projects.closing.connect(window.texts.panel.form.keep)
        window.projects.closing.connect(window.place_keeper.note_place)
        window.projects.closing.connect(window.runs.cancel_all)
        window.projects.closing.connect(window.strokes.finish)
        window.projects.closing.connect(window.tools.drop)
        window.projects.closing.connect(window.finder.close_reader)
        window.projects.opened.connect(window.place_keeper.restore_place)
        window.projects.opened.connect(lambda _path: window.recent.look())
        window.projects.renamed.connect(window.place_keeper.note_place)
        window.projects.renamed.connect(window.recent.look)
        window.recent.changed.connect(window.display.show_recent)
        window.projects.media_added.connect(window.media_switch.show_first_of)
        window.projects.closing.connect(window.imports.cancel)
        window.imports.offered.connect(window.dialogs.show_import)
        window.imports.result_wanted.connect(window.dialogs.show_import_result)
        window.imports.ended.connect(lambda _result: window.media_switch.show_something())
        window.shutdown.began.connect(window.keep_typed)
        window.shutdown.began.connect(window.texts.panel.form.keep)
        window.shutdown.began.connect(window.runs.cancel_all)
        window.shutdown.stored.connect(
            lambda: window.place_keeper.note_prompt(window.conversation.prompt_text())
        )
        window.shutdown.stored.connect(window.hide)
        window.shutdown.finished.connect(window.finish_closing)
        window.shutdown.failed.connect(window.status_bar.hide_work)
        window.shutdown.failed.connect(window.presenter.resume)

    def _connect_view(self) -> None:
        window, view, status = self._window, self._window.view_state, self._window.status_bar
        view.media_changed.connect(window.display.show_media)
        view.media_changed.connect(lambda _media_id: window.action_state.refresh())
        view.frame_changed.connect(lambda frame: status.show_frame(window.media_switch.shown, frame))
        view.selection_changed.connect(lambda _selection: window.action_state.refresh())
        view.playing_changed.connect(window.action_state.show_playing)
        window.canvas.pixel_changed.connect(status.show_pixel)
        window.canvas.zoom_changed.connect(status.show_zoom)
        window.view_modes.changed.connect(window.display.show_view_mode)
        window.view_modes.share_changed.connect(lambda _share: window.display.show_view_mode())
        window.canvas_bar.share_changed.connect(window.view_modes.set_share)
        window.canvas.menu_requested.connect(window.menus.open_on_canvas)
        window.object_panel.menu_requested.connect(window.menus.open_for_objects)
        window.media_panel.media_chosen.connect(window.media_switch.show)
        window.media_panel.menu_requested.connect(window.menus.open_for_media)
        window.object_commands.refused.connect(window.messages.present_error)
        window.presenter.mask_damaged.connect(window.messages.present_error)
        window.talk.refused.connect(window.messages.present_error)
        window.scene_cuts.changed.connect(window.timeline.set_cut_marks)
        window.timeline.lane_menu_requested.connect(window.menus.open_for_lane)
        view.solo_changed.connect(lambda: window.actions_by_id.set_checked("object.solo", bool(view.solo)))
        window.object_panel.clean_up_wanted.connect(window.masks.clean_up.open)
        window.identity_commands.copied_changed.connect(window.action_state.refresh)
        window.feed.doubted.connect(window.messages.warn)
        window.feed.failed.connect(window.display.show_decoding_failure)
        window.welcome.left.connect(window.pages.leave_welcome)
        window.welcome.model_wanted.connect(lambda: window.dialogs.show_models())
        window.media_panel.thumbnails_wanted.connect(window.thumbnails.load_media)
        window.thumbnails.media_ready.connect(window.display.show_media_thumbnail)
        window.thumbnails.frame_ready.connect(window.timeline.set_thumbnail)
        window.timeline.thumbnails_wanted.connect(window.display.load_strip)
        window.feed.opened.connect(lambda _index: window.display.load_wished_strip())
        window.keys.hold_changed.connect(window.gestures.hold_key)
        window.keys.tapped.connect(window.gestures.tap_key)
        window.keys.digit_pressed.connect(window.gestures.press_digit)
        window.theme.changed.connect(lambda: window.action_state.show_playing(view.is_playing))

    def _connect_model(self) -> None:
        window, status = self._window, self._window.status_bar
        window.speed_notice.missing.connect(window.dialogs.show_models)
        window.model_jobs.ended.connect(window.dialogs.tell_of_model)
        window.model.changed.connect(window.display.show_model)
        window.model.changed.connect(window.action_state.show_model_choice)
        window.model.changed.connect(window.action_state.refresh)
        window.device_memory.changed.connect(status.show_device_memory)
        window.conversation.ask_requested.connect(window.gestures.send)
        window.conversation.cancel_requested.connect(window.ask.cancel)
        window.conversation.model_wanted.connect(window.show_model_menu)
        window.conversation.answer_wanted.connect(window.gestures.go_to_answer)
        window.timeline.answer_activated.connect(window.conversation.show_answer)
        window.timeline.answer_edit_wanted.connect(window.conversation.edit_answer)
        window.timeline.answer_menu_wanted.connect(window.conversation.show_answer_menu)
        window.timeline.found_menu_wanted.connect(window.found_menu.open)
        window.conversation.object_wanted.connect(window.finds.make_object)
        window.timeline.object_activated.connect(window.gestures.rename)
        status.cancel_requested.connect(window.gestures.stop_current_job)
        window.ask.running_changed.connect(window.display.show_asking)
        window.ask.progressed.connect(window.display.show_asking)
        status.jobs_requested.connect(window.docks.toggle_jobs)
        window.jobs.changed.connect(window.display.show_jobs)
        window.runs.changed.connect(window.display.show_runs)
        window.runs.changed.connect(lambda _run: window.action_state.refresh())
        window.runs.frame_done.connect(window.display.show_running_frame)
        window.runs.given_back.connect(window.conversation.give_back)

    def _connect_tools(self) -> None:
        window = self._window
        window.tools.chosen.connect(window.action_state.show_tool)
        window.tools.chosen.connect(window.option_bar.show_tool)
        window.tools.crosshair.shown_changed.connect(
            partial(window.actions_by_id.set_checked, "tool.crosshair")
        )
        window.tools.drawing_changed.connect(window.action_state.refresh)
        window.masks.changed.connect(window.action_state.refresh)
        window.tools.drawing_changed.connect(
            lambda: window.option_bar.show_reshaping(window.tools.is_reshaping)
        )
        window.canvas.accept_pressed.connect(window.gestures.accept)
        window.clicks.changed.connect(window.action_state.refresh)
        window.words.controller.changed.connect(window.action_state.refresh)

    def _connect_settings(self) -> None:
        window = self._window
        window.settings.on_failure(partial(window.messages.warn, topic="settings"))
        window.canvas_bar.opacity_changed.connect(window.canvas.set_opacity)
        window.canvas_bar.opacity_settled.connect(partial(window.settings.keep, "canvas.overlay_opacity"))
        window.actions_by_id.set_checked("view.masks", True)
        for problem in window.settings.problems:
            window.messages.warn(problem)
