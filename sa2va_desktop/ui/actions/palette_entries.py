"""What the palette (Ctrl+K) offers: actions, settings, and the media and objects of the project by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from PySide6.QtGui import QIcon

from sa2va_desktop.annotation.records import AnnotationObject, MediaItem
from sa2va_desktop.settings.table import CONTEXT, SETTINGS
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.actions.action_set import ActionSet, plain_title, translated, without_mnemonic


@dataclass(frozen=True)
class PaletteEntry:
    """One row.

    Attributes:
        title: "group: name"; typed words are looked for in it.
        run: what Enter does.
        keys: printed beside it.
        reason: why it cannot be done now; "" when it can.
        is_common: offered before anything was typed.
    """

    title: str
    run: Callable[[], object]
    keys: str = ""
    icon: QIcon | None = None
    reason: str = ""
    is_common: bool = False


def action_entries(actions: ActionSet) -> list[PaletteEntry]:
    """Every action; those that cannot be run say why."""
    entries = []
    for spec in actions.specs:
        action = actions[spec.action_id]
        title = f"{without_mnemonic(translated(spec.menu.value))}: {plain_title(spec)}"
        keys = actions.keys_of(spec)
        reason = actions.reason(spec.action_id)
        entries.append(
            PaletteEntry(
                title, action.trigger, keys[0] if keys else "", action.icon(), reason, is_common=not reason
            )
        )
    return entries


def setting_entries(show: Callable[[str], None]) -> list[PaletteEntry]:
    """Every setting; running it goes to its editor."""
    group = translate("PaletteEntry", "Setting")
    return [
        PaletteEntry(f"{group}: {translate(CONTEXT, setting.label)}", lambda key=setting.key: show(key))  # type: ignore[misc]
        for setting in SETTINGS.values()
    ]


def media_entries(media: Iterable[MediaItem], show: Callable[[MediaItem], object]) -> list[PaletteEntry]:
    group = translate("PaletteEntry", "Media")
    return [
        PaletteEntry(f"{group}: {PurePosixPath(item.path).name}", lambda item=item: show(item))  # type: ignore[misc]
        for item in media
    ]


def object_entries(
    objects: Iterable[AnnotationObject], show: Callable[[AnnotationObject], object]
) -> list[PaletteEntry]:
    group = translate("PaletteEntry", "Object")
    return [
        PaletteEntry(f"{group}: {item.name}", lambda item=item: show(item))  # type: ignore[misc]
        for item in objects
    ]
