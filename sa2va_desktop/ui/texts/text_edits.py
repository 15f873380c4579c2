"""What a person does with texts besides deciding about them: add, translate, another kind, language or objects, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QInputDialog

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.language_tags import language_tag
from sa2va_desktop.annotation.records import Expression, ExpressionId, ExpressionKind, MediaId, ObjectId
from sa2va_desktop.editing.commands import put_expression, remove_expressions
from sa2va_desktop.operations.pipeline.text_provenance import instead_of
from sa2va_desktop.operations.pipeline.text_review import change_texts, languages_of, new_text, take_instead
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.texts.text_menu import TextMenu, TextVerbs

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow
    from sa2va_desktop.ui.texts.text_panel import TextPanel

Do = Callable[[str, list[Change]], object]


class TextEdits(QObject):
    """Each is one step of undo.

    Args:
        do: makes changes of the document, under the name of a step.
        check: asks how the selected texts are to be checked.
    """

    def __init__(
        self, window: MainWindow, panel: TextPanel, do: Do, check: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._panel = panel
        self._do = do
        self._check = check
        self._about: tuple[MediaId, tuple[ObjectId, ...]] | None = None
        panel.form.submitted.connect(self._add)
        window.document.replaced.connect(self._forget)
        panel.menu_wanted.connect(self.open_menu)
        panel.list.add_pressed.connect(self.begin_add)
        panel.list.translate_pressed.connect(self.begin_translation)
        panel.list.instead_pressed.connect(self.use_instead)
        panel.list.check_pressed.connect(check)
        panel.list.delete_pressed.connect(self.delete)
        panel.empty.add_button.clicked.connect(self.begin_add)

    def begin_add(self) -> None:
        """Let a text about the selected objects be typed; without any, one that means nothing in the clip."""
        window = self._window
        media_id = window.view_state.media_id
        if media_id is None or not window.document.is_writable:
            return
        things = [
            each
            for each in window.document.project.objects_of(media_id)
            if each.object_id in window.view_state.selection
        ]
        self._about = (media_id, tuple(each.object_id for each in things))
        if things:
            title = self.tr("New text about {0}").format(", ".join(f"“{each.name}”" for each in things))
        else:
            title = self.tr("New text that means nothing in this clip; select objects first for one about them")
        self._panel.form.begin(title, kind=None, language=None, used=self._used())

    def begin_translation(self) -> None:
        """Let the current text be said in another language, about the same objects."""
        text = self._panel.current_text()
        if text is None or not self._window.document.is_writable:
            return
        self._about = (text.media_id, text.object_ids)
        title = self.tr("“{0}” in another language").format(text.text)
        self._panel.form.begin(title, kind=text.kind, language="", used=self._used())
        self._panel.form.field.set_text("")

    def set_kind(self, kind: ExpressionKind) -> None:
        self._change(translate("TextEdits", "Change the Kind of %n Text(s)", n=len(self._ids())), kind=kind)

    def set_language(self, tag: str) -> None:
        label = translate("TextEdits", "Change the Language of %n Text(s)", n=len(self._ids()))
        self._change(label, language=tag)

    def set_objects(self) -> None:
        """The selected texts are about the selected objects of their clip from now on."""
        project, selection = self._window.document.project, self._window.view_state.selection
        texts = [
            each
            for each in self._texts()
            if all(project.objects[thing].media_id == each.media_id for thing in selection)
        ]
        label = translate("TextEdits", "Bind %n Text(s) to Other Objects", n=len(texts))
        ids = [each.expression_id for each in texts]
        self._do(label, change_texts(project, ids, object_ids=selection) if selection else [])

    def use_instead(self) -> None:
        """Accept the selected proposals, each in place of the text that it is for."""
        texts = [each for each in self._texts() if instead_of(each) is not None]
        if texts:
            label = translate("TextEdits", "Use %n Text(s) Instead", n=len(texts))
            ids = [each.expression_id for each in texts]
            self._do(label, take_instead(self._window.document.project, ids))

    def delete(self) -> None:
        ids = self._ids()
        if ids:
            label = translate("TextEdits", "Delete %n Text(s)", n=len(ids))
            self._do(label, remove_expressions(self._window.document.project, ids))

    def type_language(self) -> None:
        """Ask for a tag that is in no list."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Language"))
        dialog.setLabelText(self.tr("BCP 47 tag, such as en, zh-Hans or pt-BR"))
        dialog.textValueSelected.connect(self._take_language)
        dialog.open()

    def open_menu(self, at: QPoint) -> None:
        """Of the selected texts."""
        texts, window = self._texts(), self._window
        verbs = TextVerbs(
            self.begin_add,
            self.begin_translation,
            self.set_kind,
            self.set_language,
            self.type_language,
            self.set_objects,
            self.use_instead,
            self._check,
            self.delete,
        )
        menu = TextMenu(
            verbs,
            texts,
            is_replacing=any(instead_of(each) is not None for each in texts),
            has_selection=bool(window.view_state.selection),
            is_writable=window.document.is_writable,
            used=self._used(),
            parent=self._panel,
        )
        menu.popup(at)

    # ---- inside

    def _forget(self) -> None:
        """What was typed was about things in another project."""
        self._about = None
        self._panel.form.close_form()

    def _add(self, words: str, kind: ExpressionKind, language: str) -> None:
        project = self._window.document.project
        if self._about is None or self._about[0] not in project.media:
            return
        media_id, object_ids = self._about
        left = [each for each in object_ids if each in project.objects]
        if object_ids and not left:
            self._window.messages.warn(self.tr("What the text is about is gone."), topic="texts")
            return
        text = new_text(project, media_id, left, words, kind=kind, language=language)
        self._do(self.tr("Add Text"), put_expression(project, text))
        if not self._panel.go_to(text.expression_id):
            self._window.messages.inform(
                self.tr("The text was added; the filters do not show it."), topic="texts"
            )

    def _change(self, label: str, *, kind: ExpressionKind | None = None, language: str | None = None) -> None:
        self._do(label, change_texts(self._window.document.project, self._ids(), kind=kind, language=language))

    def _take_language(self, typed: str) -> None:
        tag = language_tag(typed)
        if tag is None:
            sentence = self.tr("{0!r} is no BCP 47 tag; en, zh-Hans and pt-BR are some.")
            self._window.messages.warn(sentence.format(typed), topic="texts")
        else:
            self.set_language(tag)

    def _texts(self) -> list[Expression]:
        return self._panel.selected_texts() if self._window.document.is_writable else []

    def _ids(self) -> list[ExpressionId]:
        return [each.expression_id for each in self._texts()]

    def _used(self) -> list[str]:
        return languages_of(self._window.document.project)
