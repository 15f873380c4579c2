"""The row under an answer: reply, regenerate, copy, edit, and what to take over from what was said of an object."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import AnnotationObject, Answer, AnswerState, AnswerTask, ObjectId
from sa2va_desktop.operations.instructions import TYPED_TASKS, suggested_name
from sa2va_desktop.operations.region_caption import described_object
from sa2va_desktop.operations.region_prompts import RegionKind, kind_of_prompt
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.conversation_commands import ConversationCommands

_BUTTON_WORDS = 26


class TurnActions(QWidget):
    """Signals:
    reply_wanted, regenerate_wanted, copy_wanted, edit_wanted, again_wanted, resend_wanted, question_wanted,
        later_wanted, further_wanted, object_wanted: a button or a menu entry was chosen.
    prompt_toggled(bool): the exact prompt shall be shown, or no longer.
    """

    reply_wanted = Signal()
    regenerate_wanted = Signal()
    question_wanted = Signal()
    later_wanted = Signal()
    further_wanted = Signal()
    object_wanted = Signal()
    copy_wanted = Signal()
    edit_wanted = Signal()
    again_wanted = Signal()
    resend_wanted = Signal()
    prompt_toggled = Signal(bool)

    def __init__(self, commands: ConversationCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._answer: Answer | None = None
        self._object_id: ObjectId | None = None
        self._copy = _link_button(self.tr("Copy"), self.tr("Copy the answer's text"))
        self._edit = _link_button(
            self.tr("Edit"), self.tr("Change the answer's text; a double click on it does the same")
        )
        self._reply = _link_button(self.tr("Reply"), "")
        self._regenerate = _link_button(self.tr("Regenerate"), "")
        self._name = QPushButton()  # not a link: it is what most descriptions are asked for
        self._name.setProperty("offer", True)
        self._name.setToolTip(self.tr("Rename the object"))
        self._expression = _link_button(
            self.tr("Use as expression"),
            self.tr("Keep this text with the object, as the phrase that singles it out"),
        )
        self._object = QPushButton(self.tr("Make an Object of It"))
        self._object.setProperty("offer", True)
        self._object.setToolTip(
            self.tr("Masks on the frames that show it plainly, tracked through each stretch")
        )
        self._further = _link_button(
            self.tr("Search further"), self.tr("Ask as many questions again; what was seen stays known")
        )
        self._more = QToolButton()
        self._menu = QMenu(self)
        self._delete: list[QAction] = []
        self._delete_offered: tuple[int, bool] | None = None
        self._make_menu()
        self._lay_out()
        self._connect()

    def show_answer(self, answer: Answer, objects: Mapping[ObjectId, AnnotationObject]) -> None:
        """Fit the row to the answer as it is now."""
        self._answer = answer
        can_edit = self._commands.can_edit(answer.answer_id)
        self._copy.setVisible(bool(answer.text))
        self._edit.setVisible(can_edit and bool(answer.text))
        finds = answer.task is AnswerTask.FIND
        self._edit.setVisible(self._edit.isVisibleTo(self) and not finds)
        self._reply.setVisible(can_edit and not finds)
        self._further.setVisible(can_edit and finds)
        self._object.setVisible(can_edit and finds and bool(answer.spans) and not answer.object_ids)
        self._regenerate.setVisible(can_edit)
        self._question.setEnabled(can_edit and has_typed_question(answer))
        self._again.setEnabled(can_edit)
        self._more.setVisible(answer.state is not AnswerState.RUNNING)
        self._resend.setEnabled(can_edit)
        self._show_delete_actions(answer, can_edit)
        self._show_prompt.setEnabled(bool(answer.prompt))
        self._show_suggestions(answer, objects, can_edit)

    def show_model(self, name: str, cannot_follow: str) -> None:
        """Which model would answer now, "" for none; why it cannot go on from earlier turns, or ""."""
        self._reply.setEnabled(not cannot_follow)
        self._reply.setToolTip(cannot_follow or self.tr("The next questions go on from this turn"))
        was_other = self._answer is not None and bool(name) and self._answer.model_name != name
        self._regenerate.setToolTip(
            self.tr("Answer again in this place with {0}, about the same frames").format(name)
            if was_other
            else self.tr("Answer again in this place, about the same frames")
        )

    def show_later(self, count: int) -> None:
        """How many turns after this one were built on an earlier version of it."""
        self._later.setVisible(bool(count))
        self._later.setText(translate("TurnActions", "Regenerate %n Later Turn(s)", n=count))

    # -- inside

    def _show_delete_actions(self, answer: Answer, can_edit: bool) -> None:
        offered = (len(answer.object_ids), can_edit)
        if offered == self._delete_offered:
            return
        self._delete_offered = offered
        for action in self._delete:
            self._menu.removeAction(action)
            action.deleteLater()
        self._delete = add_delete_actions(self._menu, self._commands, answer, can_edit=can_edit)

    def _make_menu(self) -> None:
        menu = self._menu
        self._question = menu.addAction(self.tr("Change the Question Here"), self.question_wanted.emit)
        self._later = menu.addAction("", self.later_wanted.emit)
        self._later.setVisible(False)
        menu.addSeparator()
        self._again = menu.addAction(self.tr("Ask Again as a New Turn"), self.again_wanted.emit)
        self._resend = menu.addAction(self.tr("Edit the Instruction and Send Again"), self.resend_wanted.emit)
        self._show_prompt = menu.addAction(self.tr("Exact Prompt"))
        self._show_prompt.setCheckable(True)
        self._show_prompt.toggled.connect(self.prompt_toggled)
        menu.addSeparator()
        self._more.setText("⋯")
        self._more.setToolTip(self.tr("More about this answer"))
        self._more.setAccessibleName(self._more.toolTip())
        self._more.setMenu(menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay_out(self) -> None:
        footer = QHBoxLayout()
        footer.setSpacing(2)
        for button in (self._reply, self._further, self._regenerate, self._copy, self._edit, self._more):
            footer.addWidget(button)
        footer.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for offer in (self._object, self._name, self._expression):
            column.addWidget(offer, alignment=Qt.AlignmentFlag.AlignLeft)  # side by side they are too wide
        column.addLayout(footer)

    def _connect(self) -> None:
        self._copy.clicked.connect(self.copy_wanted)
        self._edit.clicked.connect(self.edit_wanted)
        self._reply.clicked.connect(self.reply_wanted)
        self._regenerate.clicked.connect(self.regenerate_wanted)
        self._further.clicked.connect(self.further_wanted)
        self._object.clicked.connect(self.object_wanted)
        self._name.clicked.connect(self._use_as_name)
        self._expression.clicked.connect(self._use_as_expression)

    def _show_suggestions(
        self, answer: Answer, objects: Mapping[ObjectId, AnnotationObject], can_edit: bool
    ) -> None:
        self._object_id = described_object(answer)
        item = objects.get(self._object_id) if self._object_id is not None else None
        name = suggested_name(answer.text)
        shown = name if len(name) <= _BUTTON_WORDS else name[: _BUTTON_WORDS - 1] + "…"
        self._name.setText(self.tr("Use as name: {0}").format(shown).replace("&", "&&"))
        offers = can_edit and item is not None and bool(answer.text.strip())
        self._name.setVisible(offers and name not in ("", item.name if item else ""))
        kept = item.expression if item else ""
        self._expression.setVisible(offers and bool(name) and expression_of(answer) not in ("", kept))

    def _use_as_name(self) -> None:
        if self._answer is not None and self._object_id is not None:
            self._commands.use_as_name(self._object_id, suggested_name(self._answer.text))

    def _use_as_expression(self) -> None:
        if self._answer is not None and self._object_id is not None:
            self._commands.use_as_expression(self._object_id, expression_of(self._answer))


def add_delete_actions(
    menu: QMenu, commands: ConversationCommands, answer: Answer, *, can_edit: bool
) -> list[QAction]:
    """Offer to delete an answer; one that made objects, without them and with them."""
    count = len(answer.object_ids)
    keeping = translate("TurnActions", "Delete Answer, Keep Its Objects")
    title = keeping if count else translate("TurnActions", "Delete Answer")
    actions = [menu.addAction(title, lambda: commands.remove(answer.answer_id))]
    if count:
        everything = translate("TurnActions", "Delete Answer and Its %n Object(s)", n=count)
        actions.append(menu.addAction(everything, lambda: commands.remove_with_objects(answer.answer_id)))
    for action in actions:
        action.setEnabled(can_edit)
    return actions


def has_typed_question(answer: Answer) -> bool:
    """Whether a person typed what was asked, so that it can be changed."""
    if answer.task is AnswerTask.REGION:
        return kind_of_prompt(answer.prompt) is RegionKind.QUESTION
    return answer.task in (*TYPED_TASKS, AnswerTask.OBJECTS, AnswerTask.FIND)


def expression_of(answer: Answer) -> str:
    """The answer as a referring expression: one line, without the full stop of a sentence."""
    return " ".join(answer.text.split()).rstrip(".").rstrip()


def _link_button(text: str, tool_tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    button.setFlat(True)
    button.setToolTip(tool_tip)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
