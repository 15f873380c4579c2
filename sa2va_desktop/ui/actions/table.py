"""Every action of the window as data. Menus, toolbar, palette (Ctrl+K) and help sheet (F1) are made from it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from sa2va_desktop.translation import QT_TRANSLATE_NOOP

CONTEXT = "actions"


class Condition(enum.Flag):
    """What must be true for an action to be enabled."""

    ALWAYS = 0
    MEDIA = enum.auto()  # a picture or clip is shown
    CLIP = enum.auto()  # it has more than one frame
    WRITABLE = enum.auto()  # the project is not read-only
    SELECTION = enum.auto()  # an object is selected
    OBJECTS = enum.auto()  # the shown media has objects
    UNDO = enum.auto()
    REDO = enum.auto()
    ASKING = enum.auto()  # Esc has something to stop: an answer, a run, marks, a stroke
    PAUSABLE = enum.auto()  # a run is being made, or is paused
    MARKED = enum.auto()  # a mask is proposed or looked for
    COPIED = enum.auto()  # masks were copied
    SEVERAL_MEDIA = enum.auto()
    PROJECT = enum.auto()
    ANNOTATED = enum.auto()  # any media of the project has objects
    LANGUAGE = enum.auto()  # the loaded model, if there is one, can be asked


REASONS: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.MEDIA: QT_TRANSLATE_NOOP("actions", "Open a picture or a clip first"),
        Condition.CLIP: QT_TRANSLATE_NOOP("actions", "A picture has no other frames"),
        Condition.PROJECT: QT_TRANSLATE_NOOP("actions", "Open something first"),
        Condition.WRITABLE: QT_TRANSLATE_NOOP("actions", "The project is read-only"),
        Condition.ANNOTATED: QT_TRANSLATE_NOOP("actions", "There are no masks in the project yet"),
        Condition.OBJECTS: QT_TRANSLATE_NOOP("actions", "There are no objects here yet"),
        Condition.SELECTION: QT_TRANSLATE_NOOP("actions", "Select an object first"),
        Condition.COPIED: QT_TRANSLATE_NOOP("actions", "Copy a mask first"),
        Condition.MARKED: QT_TRANSLATE_NOOP("actions", "Mark a thing first, with the point tool say"),
        Condition.LANGUAGE: QT_TRANSLATE_NOOP(
            "actions", "This model has no language: it makes masks of marks and tracks them"
        ),
        Condition.PAUSABLE: QT_TRANSLATE_NOOP("actions", "No answer or track is being made"),
        Condition.ASKING: QT_TRANSLATE_NOOP("actions", "Nothing is running, marked or being drawn"),
        Condition.UNDO: QT_TRANSLATE_NOOP("actions", "There is nothing to undo"),
        Condition.REDO: QT_TRANSLATE_NOOP("actions", "There is nothing to redo"),
        Condition.SEVERAL_MEDIA: QT_TRANSLATE_NOOP("actions", "The project has no other media"),
    }
)
"""Why an action is disabled while a condition is not met. The first unmet one is shown, so the order goes from what
must be there at all to what is missing now."""


@lru_cache(maxsize=4096)
def reason_for(needs: Condition, met: Condition) -> str:
    """Source text of why an action with these needs cannot be run, or "" when it can."""
    missing = needs & ~met
    if missing & Condition.WRITABLE and not met & Condition.PROJECT:
        missing |= Condition.PROJECT  # without a project nothing is writable, which is not the point
    return next((text for condition, text in REASONS.items() if condition & missing), "")


class Menu(enum.Enum):
    """Menus in their order in the bar; the value is the title."""

    FILE = QT_TRANSLATE_NOOP("actions", "&File")
    EDIT = QT_TRANSLATE_NOOP("actions", "&Edit")
    VIEW = QT_TRANSLATE_NOOP("actions", "&View")
    PLAYBACK = QT_TRANSLATE_NOOP("actions", "&Playback")
    TOOL = QT_TRANSLATE_NOOP("actions", "&Tools")
    OBJECT = QT_TRANSLATE_NOOP("actions", "&Object")
    FRAME = QT_TRANSLATE_NOOP("actions", "F&rame")
    TRACK = QT_TRANSLATE_NOOP("actions", "Trac&k")
    MASK = QT_TRANSLATE_NOOP("actions", "M&asks")
    REVIEW = QT_TRANSLATE_NOOP("actions", "Revie&w")
    LABEL = QT_TRANSLATE_NOOP("actions", "&Labels")
    TALK = QT_TRANSLATE_NOOP("actions", "&Conversation")
    MODEL = QT_TRANSLATE_NOOP("actions", "&Model")
    HELP = QT_TRANSLATE_NOOP("actions", "&Help")


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Attributes:
        action_id: "menu.name"; settings refer to it, so it never changes.
        title: with a mnemonic; source text for translation.
        shortcuts: portable key sequences, the first is shown.
        gesture: a key that the window handles itself because tap and hold differ; shown, not registered.
        icon: a name of the Material icon set, or "".
        toolbar: group number in the toolbar, 0 for not there.
        starts_group: a separator goes before it in its menu.
    """

    action_id: str
    title: str
    menu: Menu
    shortcuts: tuple[str, ...] = ()
    needs: Condition = Condition.ALWAYS
    icon: str = ""
    help: str = ""
    toolbar: int = 0
    is_checkable: bool = False
    starts_group: bool = False
    gesture: str = ""


_CLIP = Condition.MEDIA | Condition.CLIP
_EDIT = Condition.WRITABLE | Condition.SELECTION
_DRAW = Condition.MEDIA | Condition.WRITABLE

# fmt: off
ACTIONS: tuple[ActionSpec, ...] = (
    # ---- file
    ActionSpec("file.open", QT_TRANSLATE_NOOP("actions", "&Open…"), Menu.FILE, ("Ctrl+O",), icon="folder-open-outline", toolbar=1,
               help=QT_TRANSLATE_NOOP("actions", "Open pictures, videos or a project")),
    ActionSpec("file.open_folder", QT_TRANSLATE_NOOP("actions", "Open &Folder…"), Menu.FILE, ("Ctrl+U",), icon="folder-multiple-image",
               help=QT_TRANSLATE_NOOP("actions", "Open all pictures of a folder, or a folder of frames as a clip")),
    ActionSpec("file.demo", QT_TRANSLATE_NOOP("actions", "Open the &Demo Clip"), Menu.FILE, icon="movie-open-play-outline"),
    ActionSpec("file.new", QT_TRANSLATE_NOOP("actions", "&New Project…"), Menu.FILE, ("Ctrl+N",), icon="file-plus-outline", starts_group=True),
    ActionSpec("file.open_project", QT_TRANSLATE_NOOP("actions", "Open &Project…"), Menu.FILE, ("Ctrl+Shift+O",), icon="database-outline"),
    ActionSpec("file.save", QT_TRANSLATE_NOOP("actions", "&Save"), Menu.FILE, ("Ctrl+S",), Condition.PROJECT, icon="content-save-outline", toolbar=1,
               help=QT_TRANSLATE_NOOP("actions", "Every change is stored by itself; this makes sure of it now")),
    ActionSpec("file.save_as", QT_TRANSLATE_NOOP("actions", "Save Project &As…"), Menu.FILE, ("Ctrl+Shift+S",), Condition.PROJECT, icon="content-save-move-outline"),
    ActionSpec("file.export", QT_TRANSLATE_NOOP("actions", "&Export…"), Menu.FILE, ("Ctrl+E",), Condition.ANNOTATED, icon="export-variant", toolbar=1,
               help=QT_TRANSLATE_NOOP("actions", "Write masks for other programs"), starts_group=True),
    ActionSpec("file.import", QT_TRANSLATE_NOOP("actions", "&Import Annotations…"), Menu.FILE, ("Ctrl+Shift+E",), icon="import",
               help=QT_TRANSLATE_NOOP("actions", "Read masks and texts that other programs wrote")),
    ActionSpec("file.compare_truth", QT_TRANSLATE_NOOP("actions", "Compare with &Ground Truth…"), Menu.FILE, (), Condition.MEDIA, icon="compare",
               help=QT_TRANSLATE_NOOP("actions", "List the frames on which masks and another annotation disagree")),
    ActionSpec("file.settings", QT_TRANSLATE_NOOP("actions", "Se&ttings…"), Menu.FILE, ("Ctrl+,",), icon="cog-outline", starts_group=True),
    ActionSpec("file.quit", QT_TRANSLATE_NOOP("actions", "&Quit"), Menu.FILE, ("Ctrl+Q",), icon="exit-to-app", starts_group=True),
    # ---- edit
    ActionSpec("edit.undo", QT_TRANSLATE_NOOP("actions", "&Undo"), Menu.EDIT, ("Ctrl+Z",), Condition.UNDO | Condition.WRITABLE, icon="undo", toolbar=2),
    ActionSpec("edit.redo", QT_TRANSLATE_NOOP("actions", "&Redo"), Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), Condition.REDO | Condition.WRITABLE, icon="redo", toolbar=2),
    ActionSpec("edit.copy", QT_TRANSLATE_NOOP("actions", "&Copy Masks"), Menu.EDIT, ("Ctrl+C",), Condition.SELECTION, icon="content-copy", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The masks of the selected objects on this frame")),
    ActionSpec("edit.paste", QT_TRANSLATE_NOOP("actions", "&Paste Masks"), Menu.EDIT, ("Ctrl+V",), _DRAW | Condition.COPIED, icon="content-paste",
               help=QT_TRANSLATE_NOOP("actions", "On this frame; they count as edited by hand")),
    ActionSpec("edit.paste_new", QT_TRANSLATE_NOOP("actions", "Paste as Ne&w Object"), Menu.EDIT, ("Ctrl+Shift+V",), _DRAW | Condition.COPIED, icon="content-paste"),
    ActionSpec("edit.select_all", QT_TRANSLATE_NOOP("actions", "Select &All Objects"), Menu.EDIT, ("Ctrl+A",), Condition.OBJECTS, icon="select-all", starts_group=True),
    ActionSpec("edit.select_none", QT_TRANSLATE_NOOP("actions", "Select &Nothing"), Menu.EDIT, ("Ctrl+Shift+A", "N"), Condition.SELECTION, icon="select-off",
               help=QT_TRANSLATE_NOOP("actions", "Then marks make a new object")),
    ActionSpec("edit.prompt", QT_TRANSLATE_NOOP("actions", "Type an &Instruction"), Menu.EDIT, ("Ctrl+L", "/"), Condition.MEDIA, icon="message-text-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Go to the prompt box; Enter sends, Shift+Enter starts a new line")),
    ActionSpec("edit.search", QT_TRANSLATE_NOOP("actions", "Search the Pro&ject…"), Menu.EDIT, ("Ctrl+P",), Condition.PROJECT, icon="text-box-search-outline",
               help=QT_TRANSLATE_NOOP("actions", "Find files, labels, objects, texts, answers, attributes and comments by words, and go there")),
    # ---- view
    ActionSpec("view.zoom_in", QT_TRANSLATE_NOOP("actions", "Zoom &In"), Menu.VIEW, ("Ctrl+=", "Ctrl++"), Condition.MEDIA, icon="magnify-plus-outline"),
    ActionSpec("view.zoom_out", QT_TRANSLATE_NOOP("actions", "Zoom &Out"), Menu.VIEW, ("Ctrl+-",), Condition.MEDIA, icon="magnify-minus-outline"),
    ActionSpec("view.fit", QT_TRANSLATE_NOOP("actions", "&Fit Picture"), Menu.VIEW, ("Ctrl+F",), Condition.MEDIA, icon="fit-to-screen-outline"),
    ActionSpec("view.pixels", QT_TRANSLATE_NOOP("actions", "&Actual Pixels"), Menu.VIEW, ("Ctrl+1",), Condition.MEDIA, icon="numeric-1-box-outline"),
    ActionSpec("view.to_selection", QT_TRANSLATE_NOOP("actions", "Fit S&election"), Menu.VIEW, ("Ctrl+Shift+F",), Condition.MEDIA | Condition.SELECTION, icon="magnify-scan",
               help=QT_TRANSLATE_NOOP("actions", "Zoom to the selected objects on this frame")),
    ActionSpec("view.overlay", QT_TRANSLATE_NOOP("actions", "O&verlay"), Menu.VIEW, ("F4",), Condition.MEDIA, icon="circle-opacity", is_checkable=True, starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Coloured masks over the picture")),
    ActionSpec("view.outline", QT_TRANSLATE_NOOP("actions", "Outli&nes"), Menu.VIEW, ("F5",), Condition.MEDIA, icon="vector-circle", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Coloured borders only; the picture stays bare inside")),
    ActionSpec("view.matte", QT_TRANSLATE_NOOP("actions", "Ma&tte"), Menu.VIEW, ("F7",), Condition.MEDIA, icon="circle-half-full", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "White masks on black: of the selected objects, or of all")),
    ActionSpec("view.cutout", QT_TRANSLATE_NOOP("actions", "&Cut-out"), Menu.VIEW, ("F8",), Condition.MEDIA, icon="checkerboard", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "The picture inside the masks only: of the selected objects, or of all")),
    ActionSpec("view.compare", QT_TRANSLATE_NOOP("actions", "Com&pare with This Frame"), Menu.VIEW, ("F9",), _CLIP, icon="compare", is_checkable=True, starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Pins this frame left of a divider; go to another frame to compare, drag the divider")),
    ActionSpec("view.blend", QT_TRANSLATE_NOOP("actions", "&Blend with This Frame"), Menu.VIEW, ("Shift+F9",), _CLIP, icon="layers-triple-outline", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "The pinned frame shines through the shown one instead")),
    ActionSpec("view.masks", QT_TRANSLATE_NOOP("actions", "Show &Masks"), Menu.VIEW, ("Ctrl+H",), Condition.MEDIA, icon="layers-outline", is_checkable=True, starts_group=True),
    ActionSpec("view.peek", QT_TRANSLATE_NOOP("actions", "&Hide Selected (Hold: Peek)"), Menu.VIEW, needs=Condition.MEDIA, icon="eye-off-outline", gesture="H",
               help=QT_TRANSLATE_NOOP("actions", "Tap H to hide or show the selected objects; hold H to see the bare picture")),
    ActionSpec("view.jobs", QT_TRANSLATE_NOOP("actions", "&Jobs"), Menu.VIEW, ("Ctrl+J",), icon="progress-clock", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "What is being made, what waits and how the last ended; Space pauses, Del stops")),
    ActionSpec("view.theme_system", QT_TRANSLATE_NOOP("actions", "Theme of the &System"), Menu.VIEW, is_checkable=True, starts_group=True),
    ActionSpec("view.theme_light", QT_TRANSLATE_NOOP("actions", "&Light Theme"), Menu.VIEW, is_checkable=True),
    ActionSpec("view.theme_dark", QT_TRANSLATE_NOOP("actions", "&Dark Theme"), Menu.VIEW, is_checkable=True),
    ActionSpec("view.next_panel", QT_TRANSLATE_NOOP("actions", "Ne&xt Panel"), Menu.VIEW, ("F6",), icon="tab", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Moves the keyboard to the next panel; Tab goes through what is in it")),
    ActionSpec("view.previous_panel", QT_TRANSLATE_NOOP("actions", "P&revious Panel"), Menu.VIEW, ("Shift+F6",), icon="keyboard-tab-reverse"),
    ActionSpec("view.full_screen", QT_TRANSLATE_NOOP("actions", "F&ull Screen"), Menu.VIEW, ("F11",), icon="fullscreen", is_checkable=True, starts_group=True),
    # ---- playback
    ActionSpec("play.toggle", QT_TRANSLATE_NOOP("actions", "&Play or Pause"), Menu.PLAYBACK, needs=_CLIP, icon="play", gesture="Space",
               help=QT_TRANSLATE_NOOP("actions", "Tap Space to play; hold Space and drag to move the picture. There is no sound.")),
    ActionSpec("play.next", QT_TRANSLATE_NOOP("actions", "&Next Frame"), Menu.PLAYBACK, ("Right", "."), _CLIP, icon="step-forward", starts_group=True),
    ActionSpec("play.previous", QT_TRANSLATE_NOOP("actions", "P&revious Frame"), Menu.PLAYBACK, ("Left", ","), _CLIP, icon="step-backward"),
    ActionSpec("play.next_10", QT_TRANSLATE_NOOP("actions", "10 Frames &Forward"), Menu.PLAYBACK, ("Shift+Right",), _CLIP, icon="fast-forward-10"),
    ActionSpec("play.previous_10", QT_TRANSLATE_NOOP("actions", "10 Frames &Back"), Menu.PLAYBACK, ("Shift+Left",), _CLIP, icon="rewind-10"),
    ActionSpec("play.first", QT_TRANSLATE_NOOP("actions", "F&irst Frame"), Menu.PLAYBACK, ("Home",), _CLIP, icon="skip-previous"),
    ActionSpec("play.last", QT_TRANSLATE_NOOP("actions", "&Last Frame"), Menu.PLAYBACK, ("End",), _CLIP, icon="skip-next"),
    ActionSpec("play.next_key", QT_TRANSLATE_NOOP("actions", "Next &Key Frame"), Menu.PLAYBACK, ("PgDown",), _CLIP, icon="ray-start-arrow"),
    ActionSpec("play.previous_key", QT_TRANSLATE_NOOP("actions", "Previous K&ey Frame"), Menu.PLAYBACK, ("PgUp",), _CLIP, icon="ray-end-arrow"),
    ActionSpec("play.next_cut", QT_TRANSLATE_NOOP("actions", "Next Scene C&ut"), Menu.PLAYBACK, ("Shift+PgDown",), _CLIP, icon="movie-open-outline"),
    ActionSpec("play.previous_cut", QT_TRANSLATE_NOOP("actions", "Pre&vious Scene Cut"), Menu.PLAYBACK, ("Shift+PgUp",), _CLIP, icon="movie-open-outline"),
    ActionSpec("play.in", QT_TRANSLATE_NOOP("actions", "Set In Poin&t"), Menu.PLAYBACK, ("I",), _CLIP, icon="contain-start", starts_group=True),
    ActionSpec("play.out", QT_TRANSLATE_NOOP("actions", "Set &Out Point"), Menu.PLAYBACK, ("O",), _CLIP, icon="contain-end"),
    ActionSpec("play.whole", QT_TRANSLATE_NOOP("actions", "Whole &Clip"), Menu.PLAYBACK, ("Ctrl+Shift+I",), _CLIP, icon="arrow-expand-horizontal"),
    ActionSpec("play.slower", QT_TRANSLATE_NOOP("actions", "&Slower"), Menu.PLAYBACK, ("Ctrl+Left",), _CLIP, icon="speedometer-slow", starts_group=True),
    ActionSpec("play.faster", QT_TRANSLATE_NOOP("actions", "F&aster"), Menu.PLAYBACK, ("Ctrl+Right",), _CLIP, icon="speedometer"),
    ActionSpec("play.next_media", QT_TRANSLATE_NOOP("actions", "Next &Media"), Menu.PLAYBACK, ("D",), Condition.SEVERAL_MEDIA, icon="arrow-down", starts_group=True),
    ActionSpec("play.previous_media", QT_TRANSLATE_NOOP("actions", "Previous Me&dia"), Menu.PLAYBACK, ("A",), Condition.SEVERAL_MEDIA, icon="arrow-up"),
    # ---- tools
    ActionSpec("tool.select", QT_TRANSLATE_NOOP("actions", "&Select"), Menu.TOOL, ("V",), Condition.MEDIA, icon="cursor-default-outline", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Click masks to select objects")),
    ActionSpec("tool.points", QT_TRANSLATE_NOOP("actions", "&Points"), Menu.TOOL, ("Q",), _DRAW, icon="crosshairs-gps", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Left click: this belongs to the object; right click: this does not; Enter accepts the mask")),
    ActionSpec("tool.box", QT_TRANSLATE_NOOP("actions", "Bo&x"), Menu.TOOL, ("R",), _DRAW, icon="vector-square", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Drag a box round a thing; right click excludes; Enter accepts the mask")),
    ActionSpec("tool.scribble", QT_TRANSLATE_NOOP("actions", "S&cribble"), Menu.TOOL, ("S",), _DRAW, icon="gesture", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Draw a line over the thing, with the right button over what does not belong to it; Enter accepts the mask")),
    ActionSpec("tool.lasso", QT_TRANSLATE_NOOP("actions", "Lass&o"), Menu.TOOL, ("G",), _DRAW, icon="lasso", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Draw a line round a thing: the model finds it, or exactly this area is the mask")),
    ActionSpec("tool.polygon", QT_TRANSLATE_NOOP("actions", "Pol&ygon"), Menu.TOOL, ("P",), _DRAW, icon="pentagon-outline", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Click the corners of an area; Enter closes and accepts it; needs no model")),
    ActionSpec("tool.brush", QT_TRANSLATE_NOOP("actions", "&Brush"), Menu.TOOL, ("B",), _DRAW, icon="brush", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Paint the selected object's mask on this frame, or a new object; the right button erases")),
    ActionSpec("tool.eraser", QT_TRANSLATE_NOOP("actions", "&Eraser"), Menu.TOOL, ("E",), _DRAW, icon="eraser", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Erase from the selected object's mask on this frame; the right button paints")),
    ActionSpec("tool.wand", QT_TRANSLATE_NOOP("actions", "Magic &Wand"), Menu.TOOL, ("W",), _DRAW, icon="magic-staff", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Click a colour: connected pixels like it are added to the mask, with the right button taken away; needs no model")),
    ActionSpec("tool.fill", QT_TRANSLATE_NOOP("actions", "&Fill"), Menu.TOOL, ("J",), _DRAW, icon="format-color-fill", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Click a hole or what the mask goes round to fill it; the right button empties a piece of the mask")),
    ActionSpec("tool.everything", QT_TRANSLATE_NOOP("actions", "Segment Everythin&g Here"), Menu.TOOL, ("Shift+Q",), _DRAW, icon="shape-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The model proposes a mask for each thing on this frame; you accept or reject them")),
    ActionSpec("tool.mask_picture", QT_TRANSLATE_NOOP("actions", "Mask from P&icture…"), Menu.TOOL, needs=_DRAW, icon="image-plus-outline",
               help=QT_TRANSLATE_NOOP("actions", "A black-and-white or index picture becomes the mask of the selected object on this frame, or of a new one")),
    ActionSpec("tool.crosshair", QT_TRANSLATE_NOOP("actions", "&Keyboard Crosshair"), Menu.TOOL, ("X",), _DRAW, icon="crosshairs", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Arrow keys move it, Space marks, Shift+Space excludes; Enter accepts the mask")),
    ActionSpec("tool.smaller", QT_TRANSLATE_NOOP("actions", "S&maller Brush or Tolerance"), Menu.TOOL, ("[",), _DRAW, icon="minus-circle-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Also Alt+Wheel")),
    ActionSpec("tool.larger", QT_TRANSLATE_NOOP("actions", "&Larger Brush or Tolerance"), Menu.TOOL, ("]",), _DRAW, icon="plus-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "Also Alt+Wheel")),
    ActionSpec("tool.accept", QT_TRANSLATE_NOOP("actions", "&Accept the Mask"), Menu.TOOL, needs=Condition.MARKED, icon="check", gesture="Return", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "As a new object, or as the mask of the selected object on this frame")),
    ActionSpec("tool.accept_describe", QT_TRANSLATE_NOOP("actions", "Accept and &Describe"), Menu.TOOL, needs=Condition.MARKED | Condition.LANGUAGE, icon="text-box-check-outline", gesture="Ctrl+Return",
               help=QT_TRANSLATE_NOOP("actions", "Then the model says what it is")),
    ActionSpec("tool.accept_track", QT_TRANSLATE_NOOP("actions", "Accept and &Track"), Menu.TOOL, needs=Condition.MARKED | _CLIP, icon="map-marker-check-outline", gesture="Shift+Return",
               help=QT_TRANSLATE_NOOP("actions", "Then the object is carried through the range, both ways")),
    # ---- object
    ActionSpec("object.next", QT_TRANSLATE_NOOP("actions", "&Next Object"), Menu.OBJECT, ("Tab",), Condition.OBJECTS, icon="chevron-down"),
    ActionSpec("object.previous", QT_TRANSLATE_NOOP("actions", "&Previous Object"), Menu.OBJECT, ("Shift+Tab",), Condition.OBJECTS, icon="chevron-up"),
    ActionSpec("object.rename", QT_TRANSLATE_NOOP("actions", "&Rename"), Menu.OBJECT, ("F2",), _EDIT, icon="rename-outline", starts_group=True),
    ActionSpec("object.recolor", QT_TRANSLATE_NOOP("actions", "&Colour…"), Menu.OBJECT, needs=_EDIT, icon="palette-outline"),
    ActionSpec("object.label", QT_TRANSLATE_NOOP("actions", "La&bel…"), Menu.OBJECT, ("C",), _EDIT, icon="label-outline",
               help=QT_TRANSLATE_NOOP("actions", "The class of the selected objects: choose one or make a new one")),
    ActionSpec("object.hide", QT_TRANSLATE_NOOP("actions", "&Hide or Show"), Menu.OBJECT, ("Shift+H",), _EDIT, icon="eye-outline"),
    ActionSpec("object.solo", QT_TRANSLATE_NOOP("actions", "Sho&w Alone"), Menu.OBJECT, ("Shift+S",), Condition.OBJECTS, icon="alpha-s-box-outline", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Only the selected objects are seen, until this is chosen again; nothing is changed in the project")),
    ActionSpec("object.lock", QT_TRANSLATE_NOOP("actions", "&Lock or Unlock"), Menu.OBJECT, ("L",), _EDIT, icon="lock-outline"),
    ActionSpec("object.up", QT_TRANSLATE_NOOP("actions", "Mo&ve Up"), Menu.OBJECT, ("Ctrl+Up",), _EDIT, icon="arrow-up"),
    ActionSpec("object.down", QT_TRANSLATE_NOOP("actions", "Move &Down"), Menu.OBJECT, ("Ctrl+Down",), _EDIT, icon="arrow-down"),
    ActionSpec("object.delete", QT_TRANSLATE_NOOP("actions", "Del&ete"), Menu.OBJECT, ("Del", "Backspace"), _EDIT, icon="delete-outline", starts_group=True),
    ActionSpec("object.describe", QT_TRANSLATE_NOOP("actions", "De&scribe"), Menu.OBJECT, ("Ctrl+D",), _EDIT | Condition.LANGUAGE, icon="text-box-search-outline",
               help=QT_TRANSLATE_NOOP("actions", "The model says what the selected object is on this frame")),
    ActionSpec("object.expression", QT_TRANSLATE_NOOP("actions", "Re&ferring Expression"), Menu.OBJECT, ("Ctrl+Shift+D",), _EDIT | Condition.LANGUAGE, icon="format-quote-close-outline",
               help=QT_TRANSLATE_NOOP("actions", "The model finds a short phrase that fits the selected object and nothing else in the picture")),
    ActionSpec("object.ask", QT_TRANSLATE_NOOP("actions", "&Ask about the Object"), Menu.OBJECT, ("Shift+A",), _EDIT | Condition.LANGUAGE, icon="comment-question-outline",
               help=QT_TRANSLATE_NOOP("actions", "The next question is about the selected object on this frame")),
    ActionSpec("object.words", QT_TRANSLATE_NOOP("actions", "C&orrect by Words…"), Menu.OBJECT, ("Ctrl+Shift+K",), _EDIT | Condition.LANGUAGE, icon="text-box-edit-outline",
               help=QT_TRANSLATE_NOOP("actions", "Say what is to be different about the mask on this frame: without its shadow, only the left one, also the trailer")),
    ActionSpec("object.duplicate", QT_TRANSLATE_NOOP("actions", "Dupl&icate"), Menu.OBJECT, ("Shift+D",), _EDIT, icon="content-duplicate", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The selected objects once more, with all their masks")),
    ActionSpec("object.split", QT_TRANSLATE_NOOP("actions", "Split Trac&k Here"), Menu.OBJECT, needs=_EDIT | _CLIP, icon="content-cut",
               help=QT_TRANSLATE_NOOP("actions", "From this frame on, the selected object becomes a new one")),
    ActionSpec("object.split_cuts", QT_TRANSLATE_NOOP("actions", "Split at Scene C&uts"), Menu.OBJECT, needs=_EDIT | _CLIP, icon="movie-open-outline",
               help=QT_TRANSLATE_NOOP("actions", "In every scene the selected objects become other ones")),
    ActionSpec("object.split_gaps", QT_TRANSLATE_NOOP("actions", "Split at &Gaps"), Menu.OBJECT, needs=_EDIT | _CLIP, icon="content-cut",
               help=QT_TRANSLATE_NOOP("actions", "After every stretch without masks the selected objects become other ones")),
    ActionSpec("object.join", QT_TRANSLATE_NOOP("actions", "&Join Objects"), Menu.OBJECT, ("M",), _EDIT, icon="call-merge",
               help=QT_TRANSLATE_NOOP("actions", "The selected objects become one: the union where several have a mask")),
    ActionSpec("object.swap", QT_TRANSLATE_NOOP("actions", "Swap fro&m Here"), Menu.OBJECT, needs=_EDIT | _CLIP, icon="swap-horizontal",
               help=QT_TRANSLATE_NOOP("actions", "From this frame on, each of the two selected objects is the other")),
    ActionSpec("object.swap_range", QT_TRANSLATE_NOOP("actions", "Swap in &the Range"), Menu.OBJECT, needs=_EDIT | _CLIP, icon="swap-horizontal",
               help=QT_TRANSLATE_NOOP("actions", "From the in to the out point, each of the two selected objects is the other")),
    # ---- frame
    ActionSpec("frame.confirm", QT_TRANSLATE_NOOP("actions", "&Confirm"), Menu.FRAME, ("Y",), _EDIT, icon="check-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "The mask is right; no automatic work changes it")),
    ActionSpec("frame.lock", QT_TRANSLATE_NOOP("actions", "&Lock This Frame"), Menu.FRAME, ("Shift+L",), _EDIT, icon="lock-outline",
               help=QT_TRANSLATE_NOOP("actions", "Nothing changes the mask until it is unlocked")),
    ActionSpec("frame.flag", QT_TRANSLATE_NOOP("actions", "&Flag"), Menu.FRAME, ("F",), _EDIT, icon="flag-outline",
               help=QT_TRANSLATE_NOOP("actions", "Worth a second look")),
    ActionSpec("frame.key", QT_TRANSLATE_NOOP("actions", "Make &Key Frame"), Menu.FRAME, ("K",), _EDIT, icon="rhombus-outline",
               help=QT_TRANSLATE_NOOP("actions", "Tracks start from this mask")),
    ActionSpec("frame.absent", QT_TRANSLATE_NOOP("actions", "Mark as &Absent"), Menu.FRAME, ("U",), _EDIT, icon="eye-off-outline",
               help=QT_TRANSLATE_NOOP("actions", "The object is not in the picture")),
    ActionSpec("frame.occluded", QT_TRANSLATE_NOOP("actions", "Mark as &Occluded"), Menu.FRAME, ("Shift+U",), _EDIT, icon="circle-half-full",
               help=QT_TRANSLATE_NOOP("actions", "Something covers the object; the mask is what is seen of it")),
    ActionSpec("frame.delete", QT_TRANSLATE_NOOP("actions", "&Delete the Mask"), Menu.FRAME, ("Ctrl+Del",), _EDIT, icon="eraser",
               help=QT_TRANSLATE_NOOP("actions", "On this frame; the object stays")),
    ActionSpec("frame.confirm_range", QT_TRANSLATE_NOOP("actions", "Conf&irm the Range"), Menu.FRAME, ("Shift+Y",), _EDIT | _CLIP, icon="check-all", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "From the in to the out point")),
    ActionSpec("frame.lock_range", QT_TRANSLATE_NOOP("actions", "Lock the Ran&ge"), Menu.FRAME, needs=_EDIT | _CLIP, icon="lock-outline"),
    ActionSpec("frame.flag_range", QT_TRANSLATE_NOOP("actions", "Flag t&he Range"), Menu.FRAME, needs=_EDIT | _CLIP, icon="flag-outline"),
    ActionSpec("frame.key_range", QT_TRANSLATE_NOOP("actions", "&Make Key Frames in the Range"), Menu.FRAME, needs=_EDIT | _CLIP, icon="rhombus-outline"),
    ActionSpec("frame.absent_range", QT_TRANSLATE_NOOP("actions", "A&bsent in the Range"), Menu.FRAME, needs=_EDIT | _CLIP, icon="eye-off-outline"),
    ActionSpec("frame.occluded_range", QT_TRANSLATE_NOOP("actions", "Occl&uded in the Range"), Menu.FRAME, needs=_EDIT | _CLIP, icon="circle-half-full"),
    ActionSpec("frame.delete_range", QT_TRANSLATE_NOOP("actions", "Del&ete the Masks of the Range"), Menu.FRAME, ("Ctrl+Shift+Del",), _EDIT | _CLIP, icon="eraser"),
    # ---- track
    ActionSpec("object.track", QT_TRANSLATE_NOOP("actions", "&Track"), Menu.TRACK, ("Ctrl+T",), _EDIT | _CLIP, icon="map-marker-path",
               help=QT_TRANSLATE_NOOP("actions", "Carry the selected objects from their key frames through the range, both ways")),
    ActionSpec("track.forward", QT_TRANSLATE_NOOP("actions", "Track &Forward"), Menu.TRACK, ("T",), _EDIT | _CLIP, icon="arrow-right-bold-outline",
               help=QT_TRANSLATE_NOOP("actions", "From this frame to the out point; without a mask here, from the key frames")),
    ActionSpec("track.backward", QT_TRANSLATE_NOOP("actions", "Track &Backward"), Menu.TRACK, ("Shift+T",), _EDIT | _CLIP, icon="arrow-left-bold-outline",
               help=QT_TRANSLATE_NOOP("actions", "From this frame to the in point; without a mask here, from the key frames")),
    ActionSpec("track.next_key", QT_TRANSLATE_NOOP("actions", "Track to the Next &Key Frames"), Menu.TRACK, needs=_EDIT | _CLIP, icon="ray-start-end",
               help=QT_TRANSLATE_NOOP("actions", "Both ways from this frame, up to frames that a person or the language model marked")),
    ActionSpec("track.next_confirmed", QT_TRANSLATE_NOOP("actions", "Track to the Next &Confirmed Frames"), Menu.TRACK, needs=_EDIT | _CLIP, icon="ray-start-end",
               help=QT_TRANSLATE_NOOP("actions", "Both ways from this frame, up to confirmed or locked frames")),
    ActionSpec("track.again", QT_TRANSLATE_NOOP("actions", "Track &Again, Replacing"), Menu.TRACK, needs=_EDIT | _CLIP, icon="refresh",
               help=QT_TRANSLATE_NOOP("actions", "Also frames that have a mask; what a person settled stays")),
    ActionSpec("object.follow", QT_TRANSLATE_NOOP("actions", "F&ollow the Correction"), Menu.TRACK, ("Ctrl+Shift+T",), _EDIT | _CLIP, icon="transit-connection-variant", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Compute again the tracked frames round this one, as far as its mask changes them")),
    ActionSpec("track.extend_here", QT_TRANSLATE_NOOP("actions", "E&xtend to Here"), Menu.TRACK, ("Shift+E",), _EDIT | _CLIP, icon="arrow-expand-right", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The last mask before this frame, or else the next one, is carried here as it is, without a model")),
    ActionSpec("track.extend_out", QT_TRANSLATE_NOOP("actions", "Extend to the Out &Point"), Menu.TRACK, needs=_EDIT | _CLIP, icon="arrow-expand-right",
               help=QT_TRANSLATE_NOOP("actions", "The last mask is carried on as it is over the frames that have none")),
    ActionSpec("track.extend_in", QT_TRANSLATE_NOOP("actions", "Extend Back to the I&n Point"), Menu.TRACK, needs=_EDIT | _CLIP, icon="arrow-expand-left",
               help=QT_TRANSLATE_NOOP("actions", "The first mask is carried back as it is over the frames that have none")),
    ActionSpec("track.stale", QT_TRANSLATE_NOOP("actions", "Compute &Stale Frames Again"), Menu.TRACK, ("Ctrl+R",), _CLIP | Condition.WRITABLE | Condition.OBJECTS, icon="update",
               help=QT_TRANSLATE_NOOP("actions", "All masks of the clip that are out of date, of all objects")),
    ActionSpec("track.cut_here", QT_TRANSLATE_NOOP("actions", "Add or Remove a Scene C&ut Here"), Menu.TRACK, ("Shift+C",), _CLIP | Condition.WRITABLE, icon="movie-open-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Tracks end where a new scene begins")),
    ActionSpec("track.find_cuts", QT_TRANSLATE_NOOP("actions", "F&ind All Scene Cuts"), Menu.TRACK, needs=_CLIP, icon="movie-search-outline",
               help=QT_TRANSLATE_NOOP("actions", "Look through the whole clip, however long it is")),
    # ---- masks
    ActionSpec("object.clean_up", QT_TRANSLATE_NOOP("actions", "Clean &Up…"), Menu.MASK, ("Ctrl+Shift+M",), _EDIT, icon="auto-fix",
               help=QT_TRANSLATE_NOOP("actions", "Drop islands, fill holes, smooth the edge, grow or shrink, on this frame or many")),
    ActionSpec("mask.smooth", QT_TRANSLATE_NOOP("actions", "S&mooth…"), Menu.MASK, needs=_EDIT, icon="blur",
               help=QT_TRANSLATE_NOOP("actions", "Round off the edge of the masks, on this frame or many")),
    ActionSpec("mask.grow", QT_TRANSLATE_NOOP("actions", "&Grow by a Pixel"), Menu.MASK, ("Alt+=",), _EDIT, icon="arrow-expand-all",
               help=QT_TRANSLATE_NOOP("actions", "The selected masks on this frame; Clean Up grows by more, on more frames")),
    ActionSpec("mask.shrink", QT_TRANSLATE_NOOP("actions", "Sh&rink by a Pixel"), Menu.MASK, ("Alt+-",), _EDIT, icon="arrow-collapse-all",
               help=QT_TRANSLATE_NOOP("actions", "The selected masks on this frame; Clean Up shrinks by more, on more frames")),
    ActionSpec("mask.all_holes", QT_TRANSLATE_NOOP("actions", "Fill All &Holes"), Menu.MASK, needs=_EDIT, icon="circle",
               help=QT_TRANSLATE_NOOP("actions", "In the selected masks on this frame; Clean Up has a limit, and more frames")),
    ActionSpec("mask.largest", QT_TRANSLATE_NOOP("actions", "Keep the &Largest Part"), Menu.MASK, needs=_EDIT, icon="circle-medium",
               help=QT_TRANSLATE_NOOP("actions", "Of each selected mask on this frame; Clean Up has a limit, and more frames")),
    ActionSpec("mask.cut_out", QT_TRANSLATE_NOOP("actions", "Cut Out of the &Others…"), Menu.MASK, ("Shift+X",), _EDIT, icon="vector-difference-ba", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "What lies in the selected objects is taken from all others that are shown")),
    ActionSpec("mask.overlaps", QT_TRANSLATE_NOOP("actions", "Remove O&verlaps…"), Menu.MASK, needs=_EDIT, icon="layers-outline",
               help=QT_TRANSLATE_NOOP("actions", "Each of the selected objects loses what lies under those drawn over it")),
    ActionSpec("mask.subtract", QT_TRANSLATE_NOOP("actions", "&Subtract…"), Menu.MASK, needs=_EDIT, icon="vector-difference",
               help=QT_TRANSLATE_NOOP("actions", "One of the selected objects loses what lies in the others")),
    ActionSpec("mask.unite", QT_TRANSLATE_NOOP("actions", "Uni&te…"), Menu.MASK, needs=_EDIT, icon="vector-union",
               help=QT_TRANSLATE_NOOP("actions", "One of the selected objects gains what lies in the others, which stay")),
    ActionSpec("mask.intersect", QT_TRANSLATE_NOOP("actions", "&Intersect…"), Menu.MASK, needs=_EDIT, icon="vector-intersection",
               help=QT_TRANSLATE_NOOP("actions", "One of the selected objects keeps what lies in all of them")),
    ActionSpec("mask.exclude", QT_TRANSLATE_NOOP("actions", "&Exclude…"), Menu.MASK, needs=_EDIT, icon="vector-combine",
               help=QT_TRANSLATE_NOOP("actions", "One of the selected objects becomes what lies in one of them only")),
    ActionSpec("mask.split", QT_TRANSLATE_NOOP("actions", "Split into &Parts…"), Menu.MASK, ("Shift+M",), _EDIT, icon="call-split", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The separate parts of the selected object become objects, followed from frame to frame")),
    ActionSpec("mask.interpolate", QT_TRANSLATE_NOOP("actions", "Interpolate &between Key Frames…"), Menu.MASK, ("Shift+K",), _EDIT | _CLIP, icon="vector-curve",
               help=QT_TRANSLATE_NOOP("actions", "Fill the frames between masks that were drawn, marked or confirmed, without a model")),
    ActionSpec("mask.to_next", QT_TRANSLATE_NOOP("actions", "Copy to the &Next Frame"), Menu.MASK, ("Ctrl+Alt+Right",), _EDIT | _CLIP, icon="page-next-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The selected masks as they are, and go there; what is settled there stays")),
    ActionSpec("mask.to_previous", QT_TRANSLATE_NOOP("actions", "Copy to the Previous &Frame"), Menu.MASK, ("Ctrl+Alt+Left",), _EDIT | _CLIP, icon="page-previous-outline"),
    ActionSpec("mask.over_range", QT_TRANSLATE_NOOP("actions", "&Copy over the Range"), Menu.MASK, needs=_EDIT | _CLIP, icon="content-duplicate",
               help=QT_TRANSLATE_NOOP("actions", "The masks of this frame on every frame from the in to the out point; what is settled there stays")),
    ActionSpec("mask.paste_range", QT_TRANSLATE_NOOP("actions", "Paste over the R&ange"), Menu.MASK, needs=_DRAW | _CLIP | Condition.COPIED, icon="content-paste",
               help=QT_TRANSLATE_NOOP("actions", "The copied masks on every frame from the in to the out point; what is settled there stays")),
    # ---- review
    ActionSpec("review.show", QT_TRANSLATE_NOOP("actions", "Review &Queue"), Menu.REVIEW, ("Ctrl+Shift+Q",), Condition.PROJECT, icon="clipboard-check-outline",
               help=QT_TRANSLATE_NOOP("actions", "Masks that may be wrong, the most doubtful first; from within the panel, hides it")),
    ActionSpec("frame.next_review", QT_TRANSLATE_NOOP("actions", "&Next to Review"), Menu.REVIEW, ("Shift+N",), Condition.ANNOTATED, icon="arrow-right-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "What was rejected or flagged first, then the most doubtful masks, then outdated ones")),
    ActionSpec("frame.previous_review", QT_TRANSLATE_NOOP("actions", "&Previous to Review"), Menu.REVIEW, ("Ctrl+Shift+N",), Condition.ANNOTATED, icon="arrow-left-circle-outline"),
    ActionSpec("review.confirm", QT_TRANSLATE_NOOP("actions", "&Confirm the Place"), Menu.REVIEW, ("Ctrl+Alt+Y",), Condition.ANNOTATED | Condition.WRITABLE, icon="check-circle-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The masks of the current place of the queue are right; goes on to the next one")),
    ActionSpec("review.reject", QT_TRANSLATE_NOOP("actions", "&Reject the Place…"), Menu.REVIEW, ("Ctrl+Alt+N",), Condition.ANNOTATED | Condition.WRITABLE, icon="close-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "The masks of the current place are wrong: flagged, and in the queue until they are corrected")),
    ActionSpec("review.comment", QT_TRANSLATE_NOOP("actions", "C&omment…"), Menu.REVIEW, ("Ctrl+Alt+C",), _EDIT, icon="comment-text-outline",
               help=QT_TRANSLATE_NOOP("actions", "Words about the selected object on this frame, marked on its lane")),
    ActionSpec("review.compare", QT_TRANSLATE_NOOP("actions", "Compare with &Before"), Menu.REVIEW, ("Shift+B",), Condition.SELECTION, icon="compare",
               help=QT_TRANSLATE_NOOP("actions", "What the latest change of this mask brought (green) and took (red); again: since it was confirmed; again: off")),
    ActionSpec("review.ask", QT_TRANSLATE_NOOP("actions", "Check by &Asking Again…"), Menu.REVIEW, needs=Condition.OBJECTS | Condition.WRITABLE | Condition.LANGUAGE, icon="comment-question-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Every few frames the model is asked for each object again, and what it finds is compared with the mask")),
    ActionSpec("review.confirm_rest", QT_TRANSLATE_NOOP("actions", "Confirm the R&est…"), Menu.REVIEW, needs=Condition.OBJECTS | Condition.WRITABLE, icon="check-all",
               help=QT_TRANSLATE_NOOP("actions", "All masks of the clip with less doubt than you choose")),
    ActionSpec("review.curves", QT_TRANSLATE_NOOP("actions", "Doubt Curves on All &Lanes"), Menu.REVIEW, needs=Condition.PROJECT, icon="chart-bell-curve", is_checkable=True, starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Else on the lane of the selected object only")),
    ActionSpec("review.statistics", QT_TRANSLATE_NOOP("actions", "&Statistics…"), Menu.REVIEW, needs=Condition.ANNOTATED, icon="chart-bar",
               help=QT_TRANSLATE_NOOP("actions", "Frames, areas, scores, gaps and verdicts by label, object and clip")),
    # ---- labels
    ActionSpec("label.edit", QT_TRANSLATE_NOOP("actions", "&Edit Labels…"), Menu.LABEL, ("Ctrl+Shift+B",), Condition.PROJECT, icon="tag-multiple-outline",
               help=QT_TRANSLATE_NOOP("actions", "Labels with their colours and keys, and what objects with them are asked about")),
    ActionSpec("label.color", QT_TRANSLATE_NOOP("actions", "C&olour Objects by Label"), Menu.LABEL, needs=Condition.PROJECT | Condition.WRITABLE, icon="palette-outline", is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Objects have the colour of their label instead of one each; those without a label keep theirs")),
    ActionSpec("label.properties", QT_TRANSLATE_NOOP("actions", "&Attributes"), Menu.LABEL, ("Ctrl+I",), Condition.PROJECT, icon="tag-text-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The attributes of the selected objects on this frame; from within the panel, hides it")),
    ActionSpec("label.next_key", QT_TRANSLATE_NOOP("actions", "&Next Value"), Menu.LABEL, ("Alt+Right",), Condition.SELECTION | _CLIP, icon="skip-next-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The next frame on which an attribute of the selected objects has a key")),
    ActionSpec("label.previous_key", QT_TRANSLATE_NOOP("actions", "Previo&us Value"), Menu.LABEL, ("Alt+Left",), Condition.SELECTION | _CLIP, icon="skip-previous-outline",
               help=QT_TRANSLATE_NOOP("actions", "The frame before on which an attribute of the selected objects has a key")),
    ActionSpec("label.confirm", QT_TRANSLATE_NOOP("actions", "&Confirm Proposed Values"), Menu.LABEL, ("Ctrl+Alt+Return",), _EDIT, icon="check-all",
               help=QT_TRANSLATE_NOOP("actions", "Of all attributes of the selected objects, on all frames")),
    ActionSpec("label.reject", QT_TRANSLATE_NOOP("actions", "Re&ject Proposed Values"), Menu.LABEL, needs=_EDIT, icon="close-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "Of all attributes of the selected objects, on all frames; what was confirmed stays")),
    ActionSpec("label.fill", QT_TRANSLATE_NOOP("actions", "&Fill by Question…"), Menu.LABEL, ("Ctrl+Alt+I",), Condition.ANNOTATED | Condition.WRITABLE | Condition.LANGUAGE, icon="comment-question-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The model is asked the questions of the attributes and proposes their values")),
    ActionSpec("label.proposals", QT_TRANSLATE_NOOP("actions", "Re&view Proposed Values"), Menu.LABEL, ("Ctrl+Alt+J",), Condition.PROJECT, icon="clipboard-check-outline",
               help=QT_TRANSLATE_NOOP("actions", "All of the project, the least certain first: confirm, change, reject")),
    # ---- conversation
    ActionSpec("talk.segment", QT_TRANSLATE_NOOP("actions", "&Segment a Thing…"), Menu.TALK, ("Ctrl+Shift+L",), Condition.MEDIA, icon="selection-ellipse",
               help=QT_TRANSLATE_NOOP("actions", "Type what it is; it is put into the question that the model knows best")),
    ActionSpec("talk.find", QT_TRANSLATE_NOOP("actions", "Find in the C&lip…"), Menu.TALK, ("Ctrl+Alt+F",), _CLIP, icon="movie-search-outline",
               help=QT_TRANSLATE_NOOP("actions", "Type a thing; the frames on which it is to be seen become a lane of the timeline")),
    ActionSpec("talk.next_found", QT_TRANSLATE_NOOP("actions", "Ne&xt Found"), Menu.TALK, ("Alt+PgDown",), _CLIP, icon="skip-next-outline",
               help=QT_TRANSLATE_NOOP("actions", "Go to the beginning of the next stretch that a search has found")),
    ActionSpec("talk.previous_found", QT_TRANSLATE_NOOP("actions", "Pre&vious Found"), Menu.TALK, ("Alt+PgUp",), _CLIP, icon="skip-previous-outline"),
    ActionSpec("talk.describe", QT_TRANSLATE_NOOP("actions", "&Describe the Picture or Range"), Menu.TALK, ("Ctrl+B",), _DRAW, icon="text-box-outline",
               help=QT_TRANSLATE_NOOP("actions", "A description in words of the picture, or of the clip from the in to the out point")),
    ActionSpec("talk.caption", QT_TRANSLATE_NOOP("actions", "&Grounded Caption"), Menu.TALK, ("Ctrl+G",), _DRAW, icon="text-box-check-outline",
               help=QT_TRANSLATE_NOOP("actions", "A description with a mask for each thing that it names")),
    ActionSpec("talk.follow", QT_TRANSLATE_NOOP("actions", "&Follow Up, or Begin Anew"), Menu.TALK, ("Ctrl+Shift+R",), _DRAW, icon="reply-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The next questions go on from the latest answer here, until this is chosen again")),
    ActionSpec("talk.regenerate", QT_TRANSLATE_NOOP("actions", "&Regenerate the Latest Answer"), Menu.TALK, ("Ctrl+Shift+G",), _DRAW, icon="refresh",
               help=QT_TRANSLATE_NOOP("actions", "Answer again in its place, with the model that is chosen now")),
    ActionSpec("text.write", QT_TRANSLATE_NOOP("actions", "&Write Expressions…"), Menu.TALK, ("Ctrl+Shift+W",), Condition.ANNOTATED | Condition.WRITABLE | Condition.LANGUAGE, icon="format-list-text", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "The model writes texts about tracked objects, stage by stage, and checks them")),
    ActionSpec("text.check", QT_TRANSLATE_NOOP("actions", "Check Texts by Round Tr&ip…"), Menu.TALK, ("Ctrl+Shift+H",), Condition.PROJECT | Condition.WRITABLE | Condition.LANGUAGE, icon="check-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "Each text goes back to the model: how well it finds the object by it is kept, and low ones can be rephrased")),
    ActionSpec("text.caption", QT_TRANSLATE_NOOP("actions", "Caption and Chec&k"), Menu.TALK, needs=_EDIT | Condition.LANGUAGE, icon="text-box-check-outline",
               help=QT_TRANSLATE_NOOP("actions", "The model writes a caption of each selected object, and tries to find the object by it")),
    ActionSpec("text.add", QT_TRANSLATE_NOOP("actions", "&Add a Text…"), Menu.TALK, ("Ctrl+Shift+J",), _DRAW, icon="text-box-outline",
               help=QT_TRANSLATE_NOOP("actions", "A referring text or caption of the selected objects, in any language")),
    ActionSpec("text.show", QT_TRANSLATE_NOOP("actions", "Review &Texts"), Menu.TALK, ("Ctrl+Shift+X",), Condition.PROJECT, icon="text-box-edit-outline",
               help=QT_TRANSLATE_NOOP("actions", "The list of texts about objects: accept, edit, reject")),
    ActionSpec("text.next", QT_TRANSLATE_NOOP("actions", "&Next Text"), Menu.TALK, ("Alt+Down",), Condition.PROJECT, icon="arrow-down-circle-outline"),
    ActionSpec("text.previous", QT_TRANSLATE_NOOP("actions", "&Previous Text"), Menu.TALK, ("Alt+Up",), Condition.PROJECT, icon="arrow-up-circle-outline"),
    ActionSpec("text.statistics", QT_TRANSLATE_NOOP("actions", "Text Statisti&cs…"), Menu.TALK, needs=Condition.ANNOTATED, icon="chart-bar",
               help=QT_TRANSLATE_NOOP("actions", "Lengths of texts, motion, occlusion and disappearance of objects")),
    # ---- model
    ActionSpec("model.page", QT_TRANSLATE_NOOP("actions", "Mode&ls…"), Menu.MODEL, ("Ctrl+M",), icon="brain",
               help=QT_TRANSLATE_NOOP("actions", "Choose, download, check and remove models")),
    ActionSpec("model.unload", QT_TRANSLATE_NOOP("actions", "&Unload Now"), Menu.MODEL, icon="eject-outline",
               help=QT_TRANSLATE_NOOP("actions", "Free the memory of the model; it is loaded again when it is needed")),
    ActionSpec("model.fine_tune", QT_TRANSLATE_NOOP("actions", "&Fine-Tune on This Project…"), Menu.MODEL, ("Ctrl+Shift+Y",), Condition.ANNOTATED, icon="school-outline",
               help=QT_TRANSLATE_NOOP("actions", "A model learns from the masks and texts of the project, in a process of its own")),
    ActionSpec("model.embedded", QT_TRANSLATE_NOOP("actions", "&Embedded Model (Sa2VA-Nano)"), Menu.MODEL, is_checkable=True, starts_group=True),
    ActionSpec("model.folder", QT_TRANSLATE_NOOP("actions", "&Model Folder…"), Menu.MODEL, is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Use a Sa2VA checkpoint from a folder on this machine")),
    ActionSpec("model.none", QT_TRANSLATE_NOOP("actions", "&No Model"), Menu.MODEL, is_checkable=True,
               help=QT_TRANSLATE_NOOP("actions", "Free its memory; viewing, editing and export go on")),
    ActionSpec("model.cancel", QT_TRANSLATE_NOOP("actions", "&Stop or Drop"), Menu.MODEL, ("Esc",), Condition.ASKING, icon="stop-circle-outline", starts_group=True,
               help=QT_TRANSLATE_NOOP("actions", "Drops marks that wait, else stops the answer or the track; what is done stays")),
    ActionSpec("model.pause", QT_TRANSLATE_NOOP("actions", "&Pause or Resume"), Menu.MODEL, ("Ctrl+Shift+P",), Condition.PAUSABLE, icon="pause-circle-outline",
               help=QT_TRANSLATE_NOOP("actions", "Hold the answer or the track that is being made; what is done stays, marks are still answered")),
    # ---- help
    ActionSpec("help.shortcuts", QT_TRANSLATE_NOOP("actions", "&Shortcuts"), Menu.HELP, ("F1", "?"), icon="keyboard-outline"),
    ActionSpec("help.keys", QT_TRANSLATE_NOOP("actions", "&Change Shortcuts…"), Menu.HELP, icon="keyboard-settings-outline"),
    ActionSpec("help.palette", QT_TRANSLATE_NOOP("actions", "&Find an Action…"), Menu.HELP, ("Ctrl+K",), icon="magnify"),
    ActionSpec("help.welcome", QT_TRANSLATE_NOOP("actions", "&Welcome"), Menu.HELP, icon="hand-wave-outline",
               help=QT_TRANSLATE_NOOP("actions", "What this program does, and ways to begin")),
    ActionSpec("help.about", QT_TRANSLATE_NOOP("actions", "&About Sa2VA Desktop"), Menu.HELP, icon="information-outline"),
)
# fmt: on
