"""Changing what the model said: text in place, phrases and what they are bound to, turns as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from support.dragging import drop_on
from support.menus import choose, entry, open_menu, titles, walk_to
from support.sample_clip import (
    CLIP,
    SampleDocument,
    annotation_object,
    answer,
    clip,
    phrases_in,
    put,
    put_states,
)

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    FrameState,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.operations.region_prompts import REGION_QUESTION, RegionKind
from sa2va_desktop.ui.chat.about_chip import AboutChip
from sa2va_desktop.ui.chat.answer_edit import AnswerEdit
from sa2va_desktop.ui.chat.ask_draft import AskDraft, RegionDraft, draft_of
from sa2va_desktop.ui.chat.conversation_view import ConversationView
from sa2va_desktop.ui.chat.linked_text import LinkedText
from sa2va_desktop.ui.chat.prompt_edit import PromptEdit
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.item_models.dragged_objects import drag_data
from sa2va_desktop.ui.view_state import ViewState

DOG, BALL, CAR = ObjectId(1), ObjectId(2), ObjectId(3)
LEFT = Qt.MouseButton.LeftButton
TEXT = "The dog chases a ball."
TURN = answer(
    1, "Describe the clip.", TEXT, phrases=(*phrases_in(TEXT, {"The dog": 1, "a ball": 2}), Phrase(8, 14, None))
)
ABOUT = answer(
    2,
    "What is “dog”?",
    "A brown dog that runs.",
    phrases=(Phrase(0, 22, DOG),),
    grounding_mode="",
    task=AnswerTask.REGION,
    language_frames=(7,),
    frame_range=(7, 8),
    prompt=f"<image>\n{REGION_QUESTION}",
)


class Stage:
    """A conversation whose answers may be changed."""

    def __init__(self, qtbot: QtBot, *answers: Answer) -> None:
        self.qtbot = qtbot
        self.document = SampleDocument(
            put(CLIP, clip(48)),
            put(DOG, annotation_object(1, "dog", (220, 40, 40))),
            put(BALL, annotation_object(2, "ball & chain", (40, 90, 230))),
            put(CAR, annotation_object(3, "car 2", (20, 160, 60))),
            *put_states(1, {7: FrameState.TRACKED}),
            *(put(each.answer_id, each) for each in answers),
        )
        self.view_state = ViewState()
        self.commands = ConversationCommands(self.document, self.view_state)  # type: ignore[arg-type]
        self.view = ConversationView(self.document, self.view_state, self.commands)  # type: ignore[arg-type]
        qtbot.addWidget(self.view)
        self.view_state.show_media(CLIP, 48)
        self.view.resize(380, 720)
        self.view.show()
        self.view.activateWindow()
        QApplication.processEvents()

    def answer(self, number: int = 1) -> Answer:
        return self.document.project.answers[AnswerId(number)]

    def put_mask(self, object_id: ObjectId, frame_index: int) -> None:
        mask = mask_to_rle(np.ones((36, 64), np.bool_))
        record = ObjectFrame(mask, FrameState.EDITED)
        self.document.apply(Change(Table.FRAME, (object_id, frame_index), None, record))

    @property
    def phrases(self) -> list[tuple[str, int | None]]:
        shown = self.answer()
        return [(shown.text[phrase.start : phrase.stop], phrase.object_id) for phrase in shown.phrases]

    @property
    def text(self) -> LinkedText:
        texts = [text for text in self.view.findChildren(LinkedText) if text.isVisible()]
        return next(text for text in texts if self.answer().text and text.text == self.answer().text)

    @property
    def edit(self) -> AnswerEdit | None:
        return next((edit for edit in self.view.findChildren(AnswerEdit) if edit.isVisible()), None)

    @property
    def prompt(self) -> PromptEdit:
        return self.view.findChild(PromptEdit)

    def place_of(self, words: str) -> QPoint:
        """A point of the shown text on these words."""
        return self.text.character_rect(self.answer().text.index(words) + 1).center().toPoint()

    def menu_on(self, words: str) -> QMenu:
        return open_menu(self.text.viewport(), self.place_of(words))

    def begin_edit(self) -> AnswerEdit:
        self.qtbot.mouseDClick(self.text.viewport(), LEFT, pos=self.place_of("chases"))
        assert self.edit is not None
        return self.edit

    def button(self, text: str) -> QPushButton | QToolButton:
        found = [*self.view.findChildren(QPushButton), *self.view.findChildren(QToolButton)]
        return next(button for button in found if button.text() == text and button.isVisible())

    def choose_more(self, *path: str) -> None:
        button = self.button("⋯")
        QTimer.singleShot(0, lambda: choose(self.qtbot, button.menu(), *path))
        self.qtbot.mouseClick(button, LEFT)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot, TURN)


# ---- text


def test_a_double_click_edits_the_text_and_enter_keeps_it(stage: Stage) -> None:
    edit = stage.begin_edit()
    assert not [text for text in stage.view.findChildren(LinkedText) if text.isVisible() and text.text == TEXT]

    stage.qtbot.keyClick(edit, Qt.Key.Key_Home)
    stage.qtbot.keyClicks(edit, "Look: ")
    stage.qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert stage.answer().text == "Look: The dog chases a ball."
    assert stage.phrases == [("The dog", 1), ("a ball", 2), ("chases", None)]
    assert stage.document.labels == ["Edit Answer"]
    assert stage.edit is None
    assert stage.text.chip_rects("object:1")


def test_esc_leaves_the_text_as_it_was(stage: Stage) -> None:
    edit = stage.begin_edit()

    stage.qtbot.keyClicks(edit, "nonsense")
    stage.qtbot.keyClick(edit, Qt.Key.Key_Escape)

    assert stage.answer() == TURN
    assert stage.document.labels == []
    assert stage.edit is None


def test_a_text_that_is_as_before_is_no_step(stage: Stage) -> None:
    edit = stage.begin_edit()

    stage.qtbot.keyClicks(edit, "x")
    stage.qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    stage.qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert stage.document.labels == []


def test_what_was_typed_is_kept_when_the_focus_goes_elsewhere(stage: Stage) -> None:
    edit = stage.begin_edit()

    stage.qtbot.keyClick(edit, Qt.Key.Key_End)
    stage.qtbot.keyClicks(edit, " Again.")
    stage.qtbot.mouseClick(stage.prompt.viewport(), LEFT)

    assert stage.answer().text == TEXT + " Again."


def test_what_was_typed_is_kept_when_another_clip_is_shown(qtbot: QtBot) -> None:
    stage = Stage(qtbot, TURN, ABOUT)
    edit = stage.begin_edit()
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClicks(edit, "x")

    stage.view_state.show_media(None)

    assert len(stage.answer().text) == len(TEXT) + 1


def test_two_edits_at_both_ends_keep_the_phrases_between(stage: Stage) -> None:
    edit = stage.begin_edit()

    stage.qtbot.keyClick(edit, Qt.Key.Key_Home)
    QApplication.clipboard().setText("🐕 ")
    stage.qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.keyClick(edit, Qt.Key.Key_End)
    stage.qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    stage.qtbot.keyClicks(edit, "s!")
    stage.qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert stage.answer().text == "🐕 The dog chases a balls!"
    assert stage.phrases == [("The dog", 1), ("a balls", 2), ("chases", None)]


def test_a_text_typed_over_everything_has_no_phrases(stage: Stage) -> None:
    edit = stage.begin_edit()

    stage.qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.keyClicks(edit, "The end")
    stage.qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert stage.answer().text == "The end"
    assert stage.phrases == []


def test_undoing_in_the_box_brings_phrases_back(stage: Stage) -> None:
    edit = stage.begin_edit()
    stage.qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.phrases == ()

    stage.qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert edit.phrases == TURN.phrases


def test_an_answer_that_is_being_written_is_not_edited(qtbot: QtBot) -> None:
    stage = Stage(qtbot, replace(TURN, state=AnswerState.RUNNING))

    stage.qtbot.mouseDClick(stage.text.viewport(), LEFT, pos=stage.place_of("chases"))

    assert stage.edit is None
    assert titles(stage.menu_on("dog")) == ["Copy", "Select all"]


def test_a_change_from_elsewhere_ends_the_edit(stage: Stage) -> None:
    stage.begin_edit()

    stage.document.apply(put(AnswerId(1), replace(TURN, text="Other.", phrases=()), TURN))

    assert stage.edit is None
    assert stage.answer().text == "Other."


# ---- phrases


def test_a_phrase_is_bound_to_another_object(stage: Stage) -> None:
    choose(stage.qtbot, stage.menu_on("dog"), "Bind “The dog” to", "car 2")

    assert stage.phrases[0] == ("The dog", 3)
    assert stage.document.labels == ["Bind “The dog” to car 2"]
    assert stage.text.chip_rects("object:3")


def test_an_object_in_the_menu_lights_up_everywhere(stage: Stage) -> None:
    menu = stage.menu_on("dog")
    choose(stage.qtbot, menu, "Bind")
    bind = entry(menu, "Bind").menu()
    assert isinstance(bind, QMenu)

    walk_to(stage.qtbot, bind, "ball & chain")

    assert stage.view_state.hovered == BALL
    stage.qtbot.keyClick(bind, Qt.Key.Key_Escape)
    assert stage.view_state.hovered is None
    menu.close()


def test_a_phrase_is_unbound_and_made_plain(stage: Stage) -> None:
    choose(stage.qtbot, stage.menu_on("dog"), "Unbind")
    assert stage.phrases[0] == ("The dog", None)
    assert not stage.text.chip_rects("object:1")

    choose(stage.qtbot, stage.menu_on("dog"), "Make “The dog” Plain Text")
    assert [words for words, _ in stage.phrases] == ["a ball", "chases"]
    assert stage.document.labels == ["Unbind “The dog”", "Make “The dog” Plain Text"]


def test_a_phrase_that_is_bound_to_nothing_looks_like_one(stage: Stage) -> None:
    pieces = {piece.text: piece for piece in stage.text.pieces}

    assert pieces["chases"].is_unbound
    assert not pieces["The dog"].is_unbound


def test_selected_text_becomes_a_phrase(stage: Stage) -> None:
    stage.text.select_range(TEXT.index("chases") - 1, TEXT.index("a ball") + 1)

    choose(stage.qtbot, stage.menu_on("chases"), "New Phrase from “chases a”", "car 2")

    assert stage.phrases == [("The dog", 1), ("chases a", 3), (" ball", 2)]


def test_an_object_dragged_onto_a_phrase_binds_it(stage: Stage) -> None:
    drop(stage, drag_data([CAR]), stage.place_of("dog"))

    assert stage.phrases[0] == ("The dog", 3)


def test_an_object_dragged_onto_selected_text_binds_that(stage: Stage) -> None:
    start = TEXT.index("dog")
    stage.text.select_range(start, start + 3)

    drop(stage, drag_data([CAR]), stage.place_of("dog"))

    assert ("dog", 3) in stage.phrases
    assert ("The ", 1) in stage.phrases


def test_what_is_no_object_is_not_taken(stage: Stage) -> None:
    data = QMimeData()
    data.setText("object:3")

    assert not drop(stage, data, stage.place_of("dog"))
    assert stage.document.labels == []


def drop(stage: Stage, data: QMimeData, at: QPoint) -> bool:
    return drop_on(stage.text.viewport(), data, at)


# ---- turns


def test_a_turn_is_deleted_and_its_objects_stay(stage: Stage) -> None:
    stage.choose_more("Delete Answer, Keep")

    assert not stage.document.project.answers
    assert len(stage.document.project.objects) == 3


def test_a_turn_is_deleted_with_its_objects(stage: Stage) -> None:
    stage.view_state.select(frozenset({DOG, CAR}))

    stage.choose_more("Delete Answer and Its 2 Objects")

    assert not stage.document.project.answers
    assert list(stage.document.project.objects) == [CAR]
    assert stage.view_state.selection == {CAR}


def test_asking_again_sends_the_same_about_the_same_frames(stage: Stage) -> None:
    with stage.qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.choose_more("Ask Again as a New Turn")

    assert asked.args[0] == AskDraft("Describe the clip.", "0,12,24,36,47", (0, 48), media_id=CLIP)


def test_an_instruction_is_changed_and_sent_again(qtbot: QtBot) -> None:
    stage = Stage(qtbot, replace(TURN, frame_range=(0, 40), language_frames=(0, 20)))

    stage.choose_more("Edit the Instruction")
    assert stage.prompt.toPlainText() == "Describe the clip."
    stage.qtbot.keyClick(stage.prompt, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.qtbot.keyClick(stage.prompt, Qt.Key.Key_Return)

    assert asked.args[0] == AskDraft("Describe the clip", "0,20", (0, 40))


def test_a_noun_phrase_is_sent_again_in_segment_mode() -> None:
    segmented = replace(TURN, instruction="the dog", task=AnswerTask.SEGMENT)

    assert draft_of(segmented).is_segment_mode
    assert not draft_of(TURN).is_segment_mode


# ---- about one object


def test_the_name_and_the_expression_are_taken_from_what_was_said(qtbot: QtBot) -> None:
    stage = Stage(qtbot, replace(ABOUT, answer_id=AnswerId(1)))

    stage.qtbot.mouseClick(stage.button("Use as name: brown dog"), LEFT)
    stage.qtbot.mouseClick(stage.button("Use as expression"), LEFT)

    item = stage.document.project.objects[DOG]
    assert (item.name, item.expression) == ("brown dog", "A brown dog that runs")
    assert stage.document.labels == ["Rename Object", "Set Referring Expression"]
    assert not [b for b in stage.view.findChildren(QPushButton) if b.text().startswith("Use") and b.isVisible()]


def test_asking_again_about_an_object_is_about_its_region(qtbot: QtBot) -> None:
    stage = Stage(qtbot, replace(ABOUT, answer_id=AnswerId(1)))

    with qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.choose_more("Ask Again as a New Turn")

    assert asked.args[0].about == RegionDraft(DOG, 7, RegionKind.DESCRIBE)


def test_the_next_question_is_about_the_selected_object_when_wanted(stage: Stage) -> None:
    stage.put_mask(CAR, 9)
    stage.view_state.select(frozenset({CAR}))
    stage.view_state.seek(9)

    stage.qtbot.mouseClick(stage.button("Ask about “car 2”"), LEFT)
    chip = stage.view.findChild(AboutChip)
    assert chip.object_id == CAR
    stage.qtbot.keyClicks(stage.prompt, "What colour is it?")
    with stage.qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.qtbot.keyClick(stage.prompt, Qt.Key.Key_Return)

    assert asked.args[0].about == RegionDraft(CAR, 9)
    stage.qtbot.mouseClick(stage.button("✕"), LEFT)
    assert chip.object_id is None


def test_a_name_typed_behind_an_at_sign_is_completed(stage: Stage) -> None:
    stage.put_mask(CAR, stage.view_state.frame_index)
    stage.prompt.setFocus()
    stage.qtbot.keyClicks(stage.prompt, "Is @CA")
    popup = QApplication.activePopupWidget()
    assert popup is not None

    stage.qtbot.keyClick(popup, Qt.Key.Key_Return)
    stage.qtbot.keyClicks(stage.prompt, "red?")

    assert stage.prompt.toPlainText() == "Is @car 2 red?"
    with stage.qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.qtbot.keyClick(stage.prompt, Qt.Key.Key_Return)
    assert asked.args[0].about is not None
    assert asked.args[0].about.object_id == CAR


def test_the_chip_goes_with_its_object(stage: Stage) -> None:
    stage.view.findChild(AboutChip).choose(CAR)

    car = stage.document.project.objects[CAR]
    stage.document.apply(Change(Table.OBJECT, CAR, car, None))

    assert stage.view.findChild(AboutChip).object_id is None
