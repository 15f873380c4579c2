"""The menu of the selected texts: what can be done with them besides accepting, editing and rejecting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from sa2va_desktop.annotation.language_tags import COMMON_TAGS
from sa2va_desktop.annotation.records import Expression, ExpressionKind
from sa2va_desktop.ui.texts.language_box import language_name


@dataclass(frozen=True)
class TextVerbs:
    """What the entries do; each is about the texts that are selected then."""

    add: Callable[[], object]
    translate: Callable[[], object]
    set_kind: Callable[[ExpressionKind], object]
    set_language: Callable[[str], object]
    type_language: Callable[[], object]
    set_objects: Callable[[], object]
    use_instead: Callable[[], object]
    check: Callable[[], object]
    delete: Callable[[], object]


class TextMenu(QMenu):
    """Shown once; deletes itself.

    Args:
        texts: the selected ones; without any, only a new one can be added.
        is_replacing: one of them is proposed in place of another.
        has_selection: objects are selected, which texts could be about.
        used: languages that texts have.
    """

    def __init__(
        self,
        verbs: TextVerbs,
        texts: list[Expression],
        *,
        is_replacing: bool,
        has_selection: bool,
        is_writable: bool,
        used: list[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._verbs = verbs
        some, one = bool(texts) and is_writable, len(texts) == 1 and is_writable
        self._add(self.tr("&Add a Text…"), verbs.add, is_writable, "Ins")
        self._add(self.tr("&Translate…"), verbs.translate, one, "T")
        self.addSeparator()
        self._kinds(texts, some)
        self._languages(texts, used, some)
        self._add(self.tr("About the Selected &Objects"), verbs.set_objects, some and has_selection)
        self.addSeparator()
        self._add(
            self.tr("&Use in Place of the Old Text"), verbs.use_instead, some and is_replacing, "Shift+Return"
        )
        self._add(self.tr("&Check by Round Trip…"), verbs.check, some, "C")
        self.addSeparator()
        self._add(self.tr("&Delete"), verbs.delete, some, "Shift+Del")

    def _add(self, title: str, act: Callable[[], object], is_enabled: bool, key: str = "") -> None:
        action = self.addAction(f"{title}\t{key}" if key else title)
        action.triggered.connect(lambda _checked=False: act())
        action.setEnabled(is_enabled)

    def _kinds(self, texts: list[Expression], is_enabled: bool) -> None:
        menu = self.addMenu(self.tr("&Kind"))
        menu.setEnabled(is_enabled)
        for title, kind in (
            (self.tr("&Referring"), ExpressionKind.REFERRING),
            (self.tr("&Caption"), ExpressionKind.CAPTION),
        ):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(bool(texts) and all(each.kind is kind for each in texts))
            action.triggered.connect(lambda _checked=False, kind=kind: self._verbs.set_kind(kind))

    def _languages(self, texts: list[Expression], used: list[str], is_enabled: bool) -> None:
        menu = self.addMenu(self.tr("&Language"))
        menu.setEnabled(is_enabled)
        own = [each for each in used if each]
        for tag in ["", *own, *(each for each in COMMON_TAGS if each not in own)]:
            action = menu.addAction(language_name(tag) or self.tr("None"))
            action.setCheckable(True)
            action.setChecked(bool(texts) and all(each.language == tag for each in texts))
            action.triggered.connect(lambda _checked=False, tag=tag: self._verbs.set_language(tag))
        menu.addSeparator()
        menu.addAction(self.tr("&Other…")).triggered.connect(lambda _checked=False: self._verbs.type_language())
