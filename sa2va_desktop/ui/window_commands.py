"""What the actions of the table do, apart from the objects': dialogs for files, view, playback, model, help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import AnswerTask
from sa2va_desktop.ui.dialogs.export_dialog import ExportDialog
from sa2va_desktop.ui.model_controller import EMBEDDED, NO_MODEL
from sa2va_desktop.ui.project_controller import PROJECT_SUFFIX
from sa2va_desktop.ui.tool_controller import TOOL_NAMES

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow

Handlers = Mapping[str, Callable[..., object]]


class WindowCommands(QObject):
    """Handlers by action id. Dialogs are opened, never executed: nothing here waits."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> Handlers:
        return {
            **self._file(),
            **self._edit(),
            **self._view(),
            **self._playback(),
            **self._tool(),
            **self._object(),
            **self._talk(),
            **self._other(),
            **self._window.object_runs.handlers(),
            **self._window.frame_commands.handlers(),
            **self._window.identity_commands.handlers(),
            **self._window.masks.handlers(),
            **self._window.solo.handlers(),
            **self._window.scene_cuts.handlers(),
            **self._window.finds.handlers(),
            **self._window.texts.handlers(),
            **self._window.review.handlers(),
            **self._window.words.handlers(),
            **self._window.everything.handlers(),
            **self._window.label_part.handlers(),
            **self._window.filling.handlers(),
            **self._window.search.handlers(),
            **self._window.fine_tuning.handlers(),
        }

    # ---- tables

    def _file(self) -> Handlers:
        return {
            "file.open": self.open_files,
            "file.open_folder": self.open_folder,
            "file.demo": self._window.open_demo,
            "file.new": self.new_project,
            "file.open_project": self.open_project,
            "file.save": self.save,
            "file.save_as": self.save_as,
            "file.export": self.export,
            "file.import": lambda: self._window.dialogs.show_import(),
            "file.compare_truth": self._window.dialogs.show_truth,
            "file.settings": self._window.dialogs.show_settings,
            "file.quit": self._window.close,
        }

    def _edit(self) -> Handlers:
        window = self._window
        return {
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "edit.select_all": window.object_commands.select_all,
            "edit.select_none": window.object_commands.select_none,
            "edit.prompt": lambda: window.docks.focus_prompt(),
        }

    def _view(self) -> Handlers:
        window = self._window
        return {
            "view.zoom_in": window.canvas.zoom_in,
            "view.zoom_out": window.canvas.zoom_out,
            "view.fit": window.canvas.zoom_to_fit,
            "view.pixels": window.canvas.zoom_to_pixels,
            "view.to_selection": window.canvas.zoom_to_selection,
            **window.view_modes.handlers(),
            "view.masks": window.canvas.set_masks_visible,
            "view.peek": self.hide_or_show,
            "view.theme_system": partial(self._choose_theme, "system"),
            "view.theme_light": partial(self._choose_theme, "light"),
            "view.theme_dark": partial(self._choose_theme, "dark"),
            "view.jobs": lambda: window.docks.toggle_jobs(),
            "view.next_panel": lambda: window.panel_cycle.step(1),
            "view.previous_panel": lambda: window.panel_cycle.step(-1),
            "view.full_screen": self._set_full_screen,
        }

    def _playback(self) -> Handlers:
        window = self._window
        view = window.view_state
        return {
            "play.toggle": window.playback.toggle,
            "play.next": partial(self._step, 1),
            "play.previous": partial(self._step, -1),
            "play.next_10": partial(self._step, 10),
            "play.previous_10": partial(self._step, -10),
            "play.first": lambda: view.seek(0),
            "play.last": lambda: view.seek(view.frame_count - 1),
            "play.next_key": lambda: self._seek_key(window.timeline.next_key_frame),
            "play.previous_key": lambda: self._seek_key(window.timeline.previous_key_frame),
            "play.in": lambda: view.set_range(view.frame_index, max(view.frame_range[1], view.frame_index + 1)),
            "play.out": lambda: view.set_range(
                min(view.frame_range[0], view.frame_index), view.frame_index + 1
            ),
            "play.whole": lambda: view.set_range(0, view.frame_count),
            "play.slower": partial(window.playback.step_rate, -1),
            "play.faster": partial(window.playback.step_rate, 1),
            "play.next_media": partial(window.media_switch.step, 1),
            "play.previous_media": partial(window.media_switch.step, -1),
        }

    def _tool(self) -> Handlers:
        window = self._window
        tools = {f"tool.{name}": partial(self._choose_tool, name) for name in TOOL_NAMES}
        return {
            **tools,
            "tool.crosshair": self._toggle_crosshair,
            "tool.smaller": partial(window.tools.resize, -1),
            "tool.larger": partial(window.tools.resize, 1),
            "tool.mask_picture": window.mask_pictures.choose,
            "tool.accept": window.clicks.accept,
            "tool.accept_describe": lambda: window.clicks.accept(window.object_runs.describe),
            "tool.accept_track": lambda: window.clicks.accept(window.object_runs.track),
        }

    def _object(self) -> Handlers:
        window = self._window
        commands = window.object_commands
        return {
            "object.next": partial(commands.cycle, 1),
            "object.previous": partial(commands.cycle, -1),
            "object.rename": window.object_panel.edit_current_name,
            "object.recolor": lambda: window.object_panel.choose_color(commands.selected()),
            "object.label": lambda: window.labels.popup(window.object_panel.menu_place()),
            "object.hide": lambda: commands.toggle_hidden(commands.selected()),
            "object.lock": lambda: commands.toggle_locked(commands.selected()),
            "object.up": partial(commands.move_selected, -1),
            "object.down": partial(commands.move_selected, 1),
            "object.delete": commands.delete_selected,
            "object.ask": self._ask_about_selected,
        }

    def _talk(self) -> Handlers:
        talk = self._window.conversation
        return {
            "talk.segment": partial(self._show_conversation, talk.segment),
            "talk.find": partial(self._show_conversation, talk.begin_search),
            "talk.describe": lambda: self._tell(talk.send_caption(AnswerTask.DESCRIBE)),
            "talk.caption": lambda: self._tell(talk.send_caption(AnswerTask.GROUNDED_CAPTION)),
            "talk.follow": lambda: self._tell(talk.follow_up()),
            "talk.regenerate": lambda: self._tell(talk.regenerate()),
        }

    def _other(self) -> Handlers:
        window = self._window
        return {
            "model.page": lambda: window.dialogs.show_models(),
            "model.unload": window.model.unload,
            "model.embedded": partial(self._choose_model, EMBEDDED),
            "model.folder": lambda _checked=False: self.choose_model_folder(),
            "model.none": partial(self._choose_model, NO_MODEL),
            "model.cancel": self.stop_or_drop,
            "model.pause": window.runs.toggle_pause,
            "help.shortcuts": window.dialogs.show_sheet,
            "help.palette": window.dialogs.show_palette,
            "help.keys": window.dialogs.show_shortcuts,
            "help.welcome": lambda: window.pages.show_welcome(),
            "help.about": window.dialogs.show_about,
        }

    # ---- files

    def open_files(self) -> None:
        title = self.tr("Open pictures, videos or a project")
        self._window.file_dialogs.choose_files("media", title, self._window.open_paths)

    def open_folder(self) -> None:
        self._window.file_dialogs.choose_folder(
            "media", self.tr("Open a folder"), lambda path: self._window.open_paths([path])
        )

    def open_project(self) -> None:
        self._window.file_dialogs.choose_file(
            "project",
            self.tr("Open a project"),
            lambda path: self._window.open_paths([path]),
            name_filter=self._project_filter(),
        )

    def new_project(self) -> None:
        self._choose_project(self.tr("New project"), self._window.projects.new_project)

    def save(self) -> None:
        """An untitled project gets a name; any other is stored already, which is said."""
        document = self._window.document
        if document.is_untitled and document.session is not None:
            self.save_as()
        else:
            self._window.projects.save()

    def save_as(self) -> None:
        self._choose_project(self.tr("Save the project as"), self._window.projects.save_as)

    def export(self) -> None:
        window = self._window
        ExportDialog(window.document, window.view_state, window.runner, window.messages, window).open()

    def choose_model_folder(self) -> None:
        dialog = self._window.file_dialogs.choose_folder(
            "model", self.tr("Folder of a Sa2VA checkpoint"), lambda path: self._window.model.choose(str(path))
        )
        dialog.finished.connect(lambda _result: self._window.action_state.show_model_choice())

    def _choose_project(self, title: str, then: Callable[[Path], None]) -> None:
        self._window.file_dialogs.choose_new_file(
            "project",
            title,
            then,
            name_filter=self._project_filter(),
            suffix=PROJECT_SUFFIX,
            name=self._suggested_name(),
        )

    def _suggested_name(self) -> str:
        """Of the shown media, because most projects are about one clip."""
        item = self._window.media_switch.shown
        return (Path(item.path).stem if item is not None else self.tr("project")) + PROJECT_SUFFIX

    def _project_filter(self) -> str:
        return self.tr("Sa2VA projects") + f" (*{PROJECT_SUFFIX})"

    # ---- the rest

    def undo(self) -> None:
        """What is marked or drawn is taken back mark by mark before edits are."""
        if not self._window.tools.take_back():
            self._window.keep_typed()
            self._window.document.undo()

    def redo(self) -> None:
        self._window.keep_typed()
        self._window.document.redo()

    def hide_or_show(self) -> None:
        """Tap of H: the selected objects, or all masks when nothing is selected."""
        selected = self._window.object_commands.selected()
        if selected:
            self._window.object_commands.toggle_hidden(selected)
        else:
            self._window.actions_by_id["view.masks"].toggle()

    def stop_or_drop(self) -> None:
        """Esc: what is being drawn or marked goes first, then what the model is doing."""
        window = self._window
        parts = (window.tools.drop, window.words.controller.close, window.everything.controller.close)
        if not (any(part() for part in parts) or window.masks.close()):
            window.runs.cancel_latest()

    def _ask_about_selected(self) -> None:
        selected = self._window.object_commands.selected()
        if len(selected) == 1:
            self._window.conversation.ask_about(selected[0].object_id)
        self._window.docks.focus_prompt()

    def _show_conversation(self, then: Callable[[], object]) -> None:
        self._window.docks.focus_prompt()
        then()

    def _tell(self, reason: str) -> None:
        """Why something was not done, if so."""
        if reason:
            self._window.messages.inform(reason, topic="talk")

    def _choose_tool(self, name: str, _checked: bool = True) -> None:
        self._window.tools.choose(name)

    def _toggle_crosshair(self, _checked: bool = True) -> None:
        tools = self._window.tools
        tools.toggle_crosshair()
        self._window.actions_by_id.set_checked("tool.crosshair", tools.crosshair.at is not None)

    def _step(self, step: int) -> None:
        view = self._window.view_state
        view.set_playing(False)
        view.seek(view.frame_index + step)

    def _seek_key(self, find: Callable[[int], int | None]) -> None:
        frame_index = find(self._window.view_state.frame_index)
        if frame_index is not None:
            self._window.view_state.seek(frame_index)

    def _choose_theme(self, name: str, _checked: bool = True) -> None:
        self._window.settings.keep("appearance.theme", name)

    def _choose_model(self, choice: str, _checked: bool = True) -> None:
        if choice != self._window.model.choice:
            self._window.model.choose(choice)
        self._window.action_state.show_model_choice()

    def _set_full_screen(self, wanted: bool) -> None:
        if wanted:
            self._window.showFullScreen()
        else:
            self._window.showNormal()
