"""The main window: makes the parts, puts them in their places, connects them. Holds no logic of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QWidget,
)

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.action_state import ActionState
from sa2va_desktop.ui.actions.action_set import ActionSet
from sa2va_desktop.ui.actions.table import Menu
from sa2va_desktop.ui.ask_controller import AskController
from sa2va_desktop.ui.attribute_filling.fill_part import FillPart
from sa2va_desktop.ui.canvas.candidate_bar import CandidateBar
from sa2va_desktop.ui.canvas.canvas_bar import CanvasBar
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.center_pages import CenterPages
from sa2va_desktop.ui.canvas.empty_state import EmptyState
from sa2va_desktop.ui.canvas.follow_bar import FollowBar
from sa2va_desktop.ui.canvas.missing_notice import MissingNotice
from sa2va_desktop.ui.canvas.mode_button import ModeButton
from sa2va_desktop.ui.canvas.tools.option_bar import OptionBar
from sa2va_desktop.ui.canvas.tools.tool_strip import ToolStrip
from sa2va_desktop.ui.canvas.welcome_page import WelcomePage
from sa2va_desktop.ui.chat.conversation_view import ConversationView
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.context_menus import ContextMenus
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.device_memory import DeviceMemory
from sa2va_desktop.ui.dialogs.window_dialogs import WindowDialogs
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.drop_target import DropTarget
from sa2va_desktop.ui.encode_ahead import EncodeAhead
from sa2va_desktop.ui.everything.everything_part import EverythingPart
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.fill_controller import FillController
from sa2va_desktop.ui.find.find_part import FindPart
from sa2va_desktop.ui.find.found_menu import FoundMenu
from sa2va_desktop.ui.fine_tuning.fine_tuning_part import FineTuningPart
from sa2va_desktop.ui.focus_ring import FocusRing
from sa2va_desktop.ui.frame_commands import FrameCommands
from sa2va_desktop.ui.frame_feed import FrameFeed
from sa2va_desktop.ui.hand_edits import HandEdits
from sa2va_desktop.ui.hover_preview import HoverPreview
from sa2va_desktop.ui.identity_commands import IdentityCommands
from sa2va_desktop.ui.idle_unload import IdleUnload
from sa2va_desktop.ui.import_controller import ImportController
from sa2va_desktop.ui.jobs import JobList
from sa2va_desktop.ui.key_gestures import KeyGestures
from sa2va_desktop.ui.label_menu import LabelMenu
from sa2va_desktop.ui.labels.label_part import LabelPart
from sa2va_desktop.ui.mask_cleaner import MaskCleaner
from sa2va_desktop.ui.mask_finder import MaskFinder
from sa2va_desktop.ui.mask_pictures import MaskPictures
from sa2va_desktop.ui.masks.mask_part import MaskPart
from sa2va_desktop.ui.media_switch import MediaSwitch
from sa2va_desktop.ui.messages import MessageBar, MessageCenter
from sa2va_desktop.ui.missing_media import MissingMedia
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_runs import ModelRuns
from sa2va_desktop.ui.models.model_jobs import ModelJobs
from sa2va_desktop.ui.object_commands import ObjectCommands
from sa2va_desktop.ui.object_runs import ObjectRuns
from sa2va_desktop.ui.panel_cycle import PanelCycle, Stop
from sa2va_desktop.ui.panels.jobs_panel import JobsPanel
from sa2va_desktop.ui.panels.media_panel import MediaPanel
from sa2va_desktop.ui.panels.object_panel import ObjectPanel
from sa2va_desktop.ui.panels.status_bar import StatusBar
from sa2va_desktop.ui.place_keeper import PlaceKeeper
from sa2va_desktop.ui.playback import Playback
from sa2va_desktop.ui.project_controller import ProjectController
from sa2va_desktop.ui.recent_projects import RecentMenu, RecentProjects
from sa2va_desktop.ui.relink_controller import RelinkController
from sa2va_desktop.ui.review.review_part import ReviewPart
from sa2va_desktop.ui.scene_cuts import SceneCuts
from sa2va_desktop.ui.search.search_part import SearchPart
from sa2va_desktop.ui.services import Services
from sa2va_desktop.ui.setting_effects import SettingEffects
from sa2va_desktop.ui.shutdown import Shutdown
from sa2va_desktop.ui.solo import SoloController
from sa2va_desktop.ui.speed_notice import SpeedNotice
from sa2va_desktop.ui.stroke_controller import StrokeController
from sa2va_desktop.ui.task_runner import TaskRunner
from sa2va_desktop.ui.texts.text_part import TextPart
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.thumbnail_loader import ThumbnailLoader
from sa2va_desktop.ui.timeline.timeline_view import TimelineView
from sa2va_desktop.ui.tool_controller import TOOL_NAMES, ToolController
from sa2va_desktop.ui.truth.truth_controller import TruthController
from sa2va_desktop.ui.truth.truth_panel import TruthPanel
from sa2va_desktop.ui.view_modes import ViewModes
from sa2va_desktop.ui.view_state import ViewState
from sa2va_desktop.ui.wand_controller import WandController
from sa2va_desktop.ui.window_center import Viewer, WindowCenter
from sa2va_desktop.ui.window_commands import WindowCommands
from sa2va_desktop.ui.window_display import WindowDisplay
from sa2va_desktop.ui.window_docks import WindowDocks
from sa2va_desktop.ui.window_gestures import WindowGestures
from sa2va_desktop.ui.window_wiring import WindowWiring
from sa2va_desktop.ui.words.word_part import WordPart

_MIB = 1 << 20
_SIZE = (1280, 800)
_TRANSPORT = ("play.first", "play.previous", "play.toggle", "play.next", "play.last")
_MODES = ("view.overlay", "view.outline", "view.matte", "view.cutout")
_COMPARING = ("view.compare", "view.blend")
_VIEW = ("view.masks", "view.compare", "view.zoom_out", "view.fit", "view.zoom_in")
_TOOLS = tuple(f"tool.{name}" for name in TOOL_NAMES)


class MainWindow(QMainWindow):
    """Made by `app`, which also makes what is given. Closing takes a moment; `closed` tells when it is done.

    Signals:
        closed(): everything is stored, every thread has ended.
    """

    closed = Signal()

    def __init__(
        self, services: Services, settings: SettingsStore, session_state: SessionState, theme: Theme
    ) -> None:
        super().__init__()
        self.services = services
        self.settings = settings
        self.theme = theme
        self._session_state = session_state
        self._make_controllers(session_state)
        self._make_panels()
        self.fine_tuning = FineTuningPart(self, session_state)
        self.actions_by_id = ActionSet(self, theme, settings, WindowCommands(self).handlers())
        self.label_part.follow_keys()
        self._lay_out()
        self.menus = ContextMenus(self)
        self.found_menu = FoundMenu(self)
        self.keys = KeyGestures(self)
        self.panel_cycle = PanelCycle(self, self._stops())
        self.focus_ring = FocusRing(self, self.theme)
        self.panel_cycle.moved.connect(self.focus_ring.mark)
        self.action_state = ActionState(self)
        self.display = WindowDisplay(self)
        self.gestures = WindowGestures(self)
        self.setting_effects = SettingEffects(self)
        self.wiring = WindowWiring(self)
        self.drop_hint = DropTarget(self, self.open_paths)
        self.resize(*_SIZE)
        self.place_keeper.restore_geometry(self)

    # ---- for app and actions

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open what was given on the command line, dropped or chosen."""
        self.imports.open_or_offer(paths, self.projects.open_paths)

    def open_demo(self) -> None:
        """The bundled clip in a project of its own, with its instruction ready to be sent."""
        try:
            clip = self.services.demo_clip()
        except FileNotFoundError as error:
            self.messages.present_error(MediaError(self.tr("The demo clip is missing: {0}").format(error)))
            return
        self.projects.new_demo(clip.video)
        self.conversation.set_prompt_text(clip.instruction)
        self.docks.focus_prompt()  # Enter sends it

    def reopen_last_project(self) -> None:
        """Go on where the last session ended, if its project is still there."""
        self.recent.look(lambda: self.open_paths(self.recent.existing[:1]))

    def keep_typed(self) -> None:
        """Put into the document what is being typed in its place: an answer, a text, the name of an object."""
        self.conversation.keep_edits()
        self.texts.panel.entry.keep()
        self.review.panel.entry.keep()
        self.object_panel.keep_edit()
        self.label_part.panel.keep_edit()

    def show_model_menu(self) -> None:
        """Open the list of models above its button in the status bar."""
        self.status_bar.model.showMenu()

    # ---- making

    def _make_controllers(self, session_state: SessionState) -> None:
        """In this order: what is made later follows what is there."""
        self._make_document_controllers(session_state)
        self._make_model_controllers(session_state)
        self._make_tool_controllers()
        self.device_memory = DeviceMemory(self.model, self.services, self.runner, self)
        self.place_keeper = PlaceKeeper(
            session_state, self.document, self.view_state, self.canvas, self.feed, self.tools, self
        )
        self.shutdown = Shutdown(
            self.document, self.projects, self.model, self.feed, self.runner, self.messages, self
        )

    def _make_document_controllers(self, session_state: SessionState) -> None:
        self.messages = MessageCenter(self)
        self.runner = TaskRunner(self)
        self.document = Document(self)
        self.view_state = ViewState(self)
        cache_mib = int(self.settings.number("playback.frame_cache_mib"))
        self.frame_cache = FrameCache(cache_mib * _MIB)
        self.feed = FrameFeed(self.runner, self.frame_cache, self)
        self.canvas = CanvasView()
        # Before whatever else follows the feed: the picture is on the canvas when a zoom is brought back.
        self.mask_cleaner = MaskCleaner(self.runner, self)
        self.presenter = CanvasPresenter(
            self.canvas, self.document, self.view_state, self.feed, self.mask_cleaner, self
        )
        self.recent = RecentProjects(session_state, self.runner, self)
        self.file_dialogs = FileDialogs(self, session_state)
        self.view_modes = ViewModes(
            self.canvas, self.presenter, self.document, self.view_state, self.settings, self
        )
        self.projects = ProjectController(self.document, self.runner, self.messages, self)
        self.imports = ImportController(self.document, self.projects, self.runner, self.messages, self)
        self.relink = RelinkController(self.document, self.runner, self.messages, self)
        self.missing_notice = MissingNotice(self.canvas)
        self.missing_media = MissingMedia(
            self.document, self.presenter, self.relink, self.missing_notice, self.file_dialogs, self
        )
        self.media_switch = MediaSwitch(self.document, self.view_state, self)
        self.object_commands = ObjectCommands(self.document, self.view_state, self)
        self.solo = SoloController(self.document, self.view_state, self.messages, self)
        self.labels = LabelMenu(self.document, self.object_commands, self)
        self.talk = ConversationCommands(self.document, self.view_state, self)
        self.playback = Playback(self.view_state, self)
        self.truth = TruthController(
            self.document,
            self.view_state,
            self.media_switch,
            self.runner,
            self.messages,
            self.services.boundary,
            self,
        )
        self.thumbnails = ThumbnailLoader(self.runner, self)

    def _make_model_controllers(self, session_state: SessionState) -> None:
        self.model = ModelController(self.runner, self.services, self.settings, self.messages, self)
        self.speed_notice = SpeedNotice(
            self.model, self.services, self.runner, self.messages, session_state, self
        )
        self.model_jobs = ModelJobs(self.services, self.runner, self)
        self.runs = ModelRuns(self.document, self.model, self.runner, self.messages, self)
        self.ask = AskController(self.document, self.view_state, self.model, self.runs, self.settings, self)
        self.finds = FindPart(self.document, self.view_state, self.runs, self.messages, self)
        self.scene_cuts = SceneCuts(self.document, self.view_state, self.feed, self.runner, self.messages, self)
        self.frame_commands = FrameCommands(
            self.document, self.view_state, self.mask_cleaner, self.messages, self
        )
        self.identity_commands = IdentityCommands(
            self.document,
            self.view_state,
            self.runner,
            self.messages,
            lambda media_id: self.scene_cuts.map_of(media_id).frames,
            self,
        )
        self.object_runs = ObjectRuns(
            self.document,
            self.view_state,
            self.runs,
            self.scene_cuts,
            self.settings,
            self.messages,
            self,
        )
        self.jobs = JobList(self.runs, self.runner, self)

    def _make_tool_controllers(self) -> None:
        self.finder = MaskFinder(self.document, self.model, self.runner, self)
        self.clicks = ClickController(
            self.document, self.view_state, self.presenter, self.model, self.finder, self.messages, self
        )
        self.preview = HoverPreview(
            self.clicks, self.finder, self.presenter, self.view_state, self.settings, self
        )
        self.idle_unload = IdleUnload(self.model, self.runs, self.clicks, self.runner, self.settings, self)
        self.edits = HandEdits(self.document, self.view_state, self.presenter, self.messages, self)
        self.strokes = StrokeController(self.view_state, self.edits, self)
        self.wand = WandController(
            self.view_state, self.presenter, self.edits, self.runner, self.messages, self
        )
        self.fills = FillController(
            self.view_state, self.presenter, self.edits, self.runner, self.messages, self
        )
        self.mask_pictures = MaskPictures(self.edits, self.runner, self.file_dialogs, self)
        self.masks = MaskPart(self)
        self.tools = ToolController(
            self.canvas,
            self.view_state,
            self.clicks,
            self.preview,
            self.strokes,
            self.edits,
            self.wand,
            self.fills,
            self.messages,
            self,
        )
        self.encode_ahead = EncodeAhead(
            self.finder, self.runs, self.model, self.tools, self.view_state, self.settings, self
        )
        self.candidate_bar = CandidateBar(
            self.clicks,
            self.document,
            self.canvas,
            describe=self.object_runs.describe,
            track=self.object_runs.track,
        )
        self.follow_bar = FollowBar(
            self.document,
            self.view_state,
            self.edits,
            self.strokes,
            self.object_runs,
            self.settings,
            self.canvas,
        )
        self.words = WordPart(self)

    def _make_panels(self) -> None:
        self.media_panel = MediaPanel(self.document, self.view_state, self.relink, self.theme)
        self.object_panel = ObjectPanel(
            self.document, self.view_state, self.object_commands, self.solo, self.theme
        )
        self.conversation = ConversationView(self.document, self.view_state, self.talk)
        self.timeline = TimelineView(self.document, self.view_state)
        self.truth_panel = TruthPanel(self.truth, self.document)
        self.jobs_panel = JobsPanel(self.jobs, self.theme)
        self.texts = TextPart(self)
        self.review = ReviewPart(self)
        self.everything = EverythingPart(self)
        self.label_part = LabelPart(self)
        self.filling = FillPart(self)
        self.search = SearchPart(self)
        self.media_switch.follow_order_of(lambda: self.media_panel.media)
        self.message_bar = MessageBar(self.messages, self.theme)
        self.status_bar = StatusBar(self.theme, self)
        self.dialogs = WindowDialogs(self)

    # ---- laying out

    def _actions(self, *action_ids: str) -> list[QAction]:
        return [self.actions_by_id[action_id] for action_id in action_ids]

    def _lay_out(self) -> None:
        self.actions_by_id.fill_menu_bar()
        self.recent_menu = RecentMenu(
            self.tr("Open &Recent"), self.recent, lambda path: self.open_paths([path]), self
        )
        self.actions_by_id.menu(Menu.FILE).insertMenu(self.actions_by_id["file.save"], self.recent_menu)
        toolbar = self.addToolBar(self.tr("Toolbar"))
        toolbar.setObjectName("toolbar")
        toolbar.setMovable(False)
        toolbar.setIconSize(QSize(20, 20))
        self.actions_by_id.fill_toolbar(toolbar)
        self.setCentralWidget(self._center())
        self.setDockOptions(self.dockOptions() & ~QMainWindow.DockOption.AllowTabbedDocks)
        self.docks = WindowDocks(self)
        self.setStatusBar(self.status_bar)
        self.status_bar.model.setMenu(self.actions_by_id.menu(Menu.MODEL))

    def _center(self) -> QWidget:
        mode = ModeButton(self._actions(*_MODES), self._actions(*_COMPARING))
        self.canvas_bar = CanvasBar(self._actions(*_TRANSPORT), self._actions(*_VIEW), mode, self.playback)
        self.empty_state = EmptyState(
            self.theme,
            self.actions_by_id["file.open"],
            self.actions_by_id["file.demo"],
            lambda path: self.open_paths([path]),
        )
        self.option_bar = OptionBar(self.tools.options, self.strokes, self.wand, self.settings)
        self.welcome = WelcomePage(
            self.theme,
            self.settings,
            self.model,
            self.actions_by_id["file.open"],
            self.actions_by_id["file.open_folder"],
            self.actions_by_id["file.demo"],
        )
        strip = ToolStrip(self._actions(*_TOOLS))
        viewer = Viewer(self.canvas_bar, self.option_bar, strip, self.canvas)
        self.pages = CenterPages(self.empty_state, viewer, self.welcome, self._session_state)
        return WindowCenter(self.message_bar, self.pages, self.timeline)

    def _stops(self) -> list[Stop]:
        """Where F6 goes, as one reads the window."""
        return [
            Stop(self.media_panel, self.media_panel.list),
            Stop(self.jobs_panel),
            Stop(self.empty_state),
            Stop(self.welcome, self.welcome.open),
            Stop(self.canvas_bar),
            Stop(self.option_bar),
            Stop(self.canvas, self.canvas),
            Stop(self.timeline, self.timeline.lanes),
            Stop(self.object_panel, self.object_panel.list),
            Stop(self.label_part.panel),
            Stop(self.truth_panel, self.truth_panel.list),
            Stop(self.review.panel, self.review.panel.list),
            Stop(self.texts.panel, self.texts.panel.list),
            Stop(self.filling.panel, self.filling.panel.list),
            Stop(self.everything.panel, self.everything.panel.list),
            Stop(self.conversation, self.conversation.prompt_field),
            Stop(self.status_bar, self.status_bar.model),
        ]

    def finish_closing(self) -> None:
        """Everything is stored and every thread has ended."""
        self.close()
        self.closed.emit()

    # ---- Qt

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.shutdown.is_finished:
            event.accept()
            return
        event.ignore()
        if not self.shutdown.is_running:
            self.place_keeper.note_place()
            self.place_keeper.note_geometry(self)
            self.status_bar.show_work(self.tr("Closing…"), can_stop=False)
            self.shutdown.begin()
