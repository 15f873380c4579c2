"""The conversation driven by mouse and keys."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from support.menus import choose
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
    AnswerId,
    AnswerState,
    AnswerTask,
    FrameState,
    MediaId,
    MediaKind,
    ObjectId,
    Phrase,
)
from sa2va_desktop.ui.chat.ask_draft import AskDraft, FramesChoice
from sa2va_desktop.ui.chat.conversation_view import ConversationView
from sa2va_desktop.ui.chat.frames_chooser import FramesChooser
from sa2va_desktop.ui.chat.instruction_bubble import InstructionBubble
from sa2va_desktop.ui.chat.linked_text import LinkedText
from sa2va_desktop.ui.chat.prompt_edit import PromptEdit
from sa2va_desktop.ui.chat.turn_widget import TurnWidget
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.view_state import ViewState

DOG, BALL = ObjectId(1), ObjectId(2)
RED, BLUE = (220, 40, 40), (40, 90, 230)
LEFT = Qt.MouseButton.LeftButton
TEXT = "The dog chases a ball."
TURN = answer(1, "Describe the clip.", TEXT, phrases=phrases_in(TEXT, {"The dog": 1, "a ball": 2}))


class Stage:
    """A shown conversation with its document and view state."""

    def __init__(self, qtbot, *changes: Change, frame_count: int = 48) -> None:
        self.qtbot = qtbot
        self.document = SampleDocument(
            put(CLIP, clip(frame_count)),
            put(DOG, annotation_object(1, "dog", RED)),
            put(BALL, annotation_object(2, "ball", BLUE)),
            *put_states(1, dict.fromkeys(range(30), FrameState.TRACKED)),
            *put_states(2, {0: FrameState.ABSENT, 7: FrameState.TRACKED, 9: FrameState.TRACKED}),
            *changes,
        )
        self.view_state = ViewState()
        self.commands = ConversationCommands(self.document, self.view_state)  # type: ignore[arg-type]
        self.view = ConversationView(self.document, self.view_state, self.commands)  # type: ignore[arg-type]
        qtbot.addWidget(self.view)
        self.view_state.show_media(CLIP, frame_count)
        self.view.resize(380, 720)
        self.view.show()
        QApplication.processEvents()

    @property
    def edit(self) -> PromptEdit:
        return self.view.findChild(PromptEdit)

    def button(self, text: str) -> QPushButton | QToolButton:
        found = [*self.view.findChildren(QPushButton), *self.view.findChildren(QToolButton)]
        return next(button for button in found if button.text() == text and not button.isHidden())

    def shown_texts(self, kind: type[QWidget] = LinkedText) -> list[str]:
        return [text_of(widget) for widget in self.view.findChildren(kind) if widget.isVisible()]

    def combo(self, tool_tip: str) -> QComboBox:
        return next(box for box in self.view.findChildren(QComboBox) if tool_tip in box.toolTip())

    def choose(self, box: QComboBox, text: str) -> None:
        """Walk to an entry with the keyboard."""
        self.qtbot.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.count()):
            if box.currentText() == text:
                return
            self.qtbot.keyClick(box, Qt.Key.Key_Down)
        raise AssertionError(f"no entry {text}")

    def linked(self, containing: str) -> LinkedText:
        return next(
            w for w in self.view.findChildren(LinkedText) if w.isVisible() and containing in w.toPlainText()
        )

    def click_chip(self, target: str) -> None:
        text = next(w for w in self.view.findChildren(LinkedText) if w.isVisible() and w.chip_rects(target))
        self.qtbot.mouseClick(text.viewport(), LEFT, pos=text.chip_rects(target)[0].center().toPoint())

    def choose_more(self, *path: str) -> None:
        """Choose from the menu under an answer."""
        button = self.button("⋯")
        QTimer.singleShot(0, lambda: choose(self.qtbot, button.menu(), *path))
        self.qtbot.mouseClick(button, LEFT)

    def type_and_send(self, text: str) -> AskDraft:
        self.qtbot.keyClicks(self.edit, text)
        with self.qtbot.waitSignal(self.view.ask_requested) as asked:
            self.qtbot.keyClick(self.edit, Qt.Key.Key_Return)
        return asked.args[0]


def text_of(widget: QWidget) -> str:
    return widget.toPlainText() if isinstance(widget, LinkedText) else widget.text()  # type: ignore[attr-defined]


@pytest.fixture
def stage(qtbot) -> Stage:
    return Stage(qtbot)


@pytest.fixture
def answered(qtbot) -> Stage:
    return Stage(qtbot, put(AnswerId(1), TURN))


# -- asking


def test_enter_sends_what_was_typed_and_clears_the_box(stage: Stage) -> None:
    draft = stage.type_and_send("the dog that jumps last")

    assert draft == AskDraft("the dog that jumps last", "uniform:5", (0, 48))
    assert stage.view.prompt_text() == ""


def test_shift_enter_makes_a_new_line(stage: Stage) -> None:
    stage.qtbot.keyClicks(stage.edit, "first")
    stage.qtbot.keyClick(stage.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert stage.type_and_send("second").text == "first\nsecond"


def test_nothing_is_sent_while_nothing_is_written(stage: Stage) -> None:
    with stage.qtbot.assertNotEmitted(stage.view.ask_requested):
        stage.qtbot.keyClicks(stage.edit, "   ")
        stage.qtbot.keyClick(stage.edit, Qt.Key.Key_Return)

    assert not stage.button("Send").isEnabled()


def test_up_brings_sent_instructions_back_and_down_returns(stage: Stage) -> None:
    stage.type_and_send("one")
    stage.type_and_send("two")

    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        stage.qtbot.keyClick(stage.edit, key)
        seen.append(stage.view.prompt_text())

    assert seen == ["two", "one", "one", "two", ""]


def test_up_in_a_typed_text_moves_the_cursor_only(stage: Stage) -> None:
    stage.type_and_send("one")
    stage.qtbot.keyClicks(stage.edit, "half a sentence")

    stage.qtbot.keyClick(stage.edit, Qt.Key.Key_Up)

    assert stage.view.prompt_text() == "half a sentence"


def test_instructions_of_earlier_days_are_in_the_history(answered: Stage) -> None:
    answered.qtbot.keyClick(answered.edit, Qt.Key.Key_Up)

    assert answered.view.prompt_text() == "Describe the clip."


def test_segment_mode_is_part_of_the_draft(stage: Stage) -> None:
    stage.qtbot.mouseClick(stage.button("Segment"), LEFT)

    assert stage.type_and_send("the red car").is_segment_mode
    assert "A thing to find" in stage.edit.placeholderText()


def test_frames_around_the_playhead_follow_it(stage: Stage) -> None:
    stage.choose(stage.combo("language model sees"), "Around playhead")
    stage.view_state.seek(20)

    assert any("sees frames 18–22;" in text for text in stage.shown_texts(QLabel))
    assert stage.type_and_send("x").frames_spec == "around:20:5"


def test_the_range_is_the_in_out_range_or_the_whole_clip(stage: Stage) -> None:
    stage.view_state.set_range(10, 20)
    assert any("frames 10, 12, 14, 16, 19; masks for 10–19" in text for text in stage.shown_texts(QLabel))
    assert stage.type_and_send("x").frame_range == (10, 20)

    stage.choose(stage.combo("gets masks"), "Whole clip")
    assert stage.type_and_send("x").frame_range == (0, 48)


def test_own_frames_are_checked_before_they_are_sent(stage: Stage) -> None:
    stage.choose(stage.combo("language model sees"), "Custom…")
    field = next(line for line in stage.view.findChildren(QLineEdit) if line.isVisible())
    stage.qtbot.keyClicks(stage.edit, "x")
    assert not stage.button("Send").isEnabled()

    for wrong in ("0, 99", "a", "²"):
        field.clear()
        stage.qtbot.keyClicks(field, wrong)
        assert not stage.button("Send").isEnabled(), wrong

    field.clear()
    stage.qtbot.keyClicks(field, "0, 7 20")
    with stage.qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.qtbot.mouseClick(stage.button("Send"), LEFT)
    assert asked.args[0].frames_spec == "0,7,20"


def test_every_frames_choice_has_an_entry(stage: Stage) -> None:
    chooser = stage.view.findChild(FramesChooser)

    for choice in FramesChoice:
        chooser.choose(choice)
        assert stage.combo("language model sees").currentData() is choice


def test_of_a_picture_only_whether_it_is_shown_is_chosen(stage: Stage) -> None:
    stage.document.apply(put(MediaId(2), clip(1, media_id=MediaId(2), kind=MediaKind.IMAGE)))
    stage.view_state.show_media(MediaId(2), 1)

    [box] = [box for box in stage.view.findChildren(QComboBox) if box.isVisible()]
    assert [box.itemText(row) for row in range(box.count())] == ["This picture", "No picture"]
    assert "The model sees this picture." in stage.shown_texts(QLabel)
    draft = stage.type_and_send("x")
    assert (draft.frames_spec, draft.frame_range) == ("uniform:5", (0, 1))

    stage.choose(box, "No picture")
    assert "The model sees no picture, only words." in stage.shown_texts(QLabel)
    assert stage.type_and_send("x").frames_spec == "none"
    stage.qtbot.mouseClick(stage.button("Segment"), LEFT)
    stage.qtbot.keyClicks(stage.edit, "x")
    assert not stage.button("Send").isEnabled()


def test_while_an_answer_is_made_the_button_stops_it(stage: Stage) -> None:
    stage.view.set_running(True, "Answering… 12 of 48 frames")

    with stage.qtbot.waitSignal(stage.view.cancel_requested):
        stage.qtbot.mouseClick(stage.button("Stop"), LEFT)
    with stage.qtbot.waitSignal(stage.view.cancel_requested):
        stage.qtbot.keyClick(stage.edit, Qt.Key.Key_Escape)
    assert "Answering… 12 of 48 frames" in stage.shown_texts(QLabel)

    stage.view.set_running(False)
    assert "Answering… 12 of 48 frames" not in stage.shown_texts(QLabel)


def test_while_an_answer_is_made_the_next_question_can_be_sent(stage: Stage) -> None:
    stage.view.set_running(True, "Answering… 12 of 48 frames")

    assert stage.type_and_send("next question").text == "next question"
    stage.qtbot.keyClicks(stage.edit, "one more")
    with (
        stage.qtbot.waitSignal(stage.view.ask_requested),
        stage.qtbot.assertNotEmitted(stage.view.cancel_requested),
    ):
        stage.qtbot.mouseClick(stage.button("Send"), LEFT)

    assert stage.button("Stop").isEnabled()


def test_escape_means_nothing_while_nobody_answers(stage: Stage) -> None:
    with stage.qtbot.assertNotEmitted(stage.view.cancel_requested):
        stage.qtbot.keyClick(stage.edit, Qt.Key.Key_Escape)


def test_without_a_model_the_reason_is_told_and_one_can_be_chosen(stage: Stage) -> None:
    stage.view.set_model_available(False, "No model is chosen.")
    stage.qtbot.keyClicks(stage.edit, "the dog")

    assert "No model is chosen." in stage.shown_texts(QLabel)
    assert not stage.button("Send").isEnabled()
    with stage.qtbot.waitSignal(stage.view.model_wanted):
        stage.qtbot.mouseClick(stage.button("Choose a model to ask"), LEFT)

    stage.view.set_model_available(True)
    assert stage.button("Send").isEnabled()
    assert stage.view.prompt_text() == "the dog"


def test_what_the_model_cannot_do_is_disabled_with_the_reason(stage: Stage) -> None:
    stage.qtbot.keyClicks(stage.edit, "the dog")

    stage.view.set_capabilities(image=True, video=False, reasons={"video": "It was trained on pictures only."})

    assert "It was trained on pictures only." in stage.shown_texts(QLabel)
    assert not stage.button("Send").isEnabled()


def test_without_media_there_is_nothing_to_send(stage: Stage) -> None:
    stage.view_state.show_media(None)
    stage.qtbot.keyClicks(stage.edit, "the dog")

    assert not stage.button("Send").isEnabled()
    assert "Nothing to ask about yet" in stage.shown_texts(QLabel)


def test_a_suggestion_fills_the_prompt(stage: Stage) -> None:
    stage.qtbot.mouseClick(stage.button("Please segment the person on the left."), LEFT)

    assert stage.view.prompt_text() == "Please segment the person on the left."


def test_only_what_the_embedded_model_understands_is_suggested_for_it(stage: Stage) -> None:
    stage.view.set_embedded_model(True)

    stage.qtbot.mouseClick(stage.button("Please segment the red car."), LEFT)
    assert stage.view.prompt_text() == "Please segment the red car."
    assert any("a few drawn things" in text for text in stage.shown_texts(QLabel))

    stage.view.set_embedded_model(False)
    assert stage.button("Please segment the person on the left.").isVisible()


def test_before_the_first_question_it_is_said_what_the_model_cannot_do(stage: Stage) -> None:
    why = "This checkpoint was not trained for it."
    caption = "Describe this and mark each thing."
    assert stage.button(caption).isVisible()

    stage.view.set_capabilities(reasons={"grounded_caption": why, "region_prompts": why})

    shown = "\n".join(stage.shown_texts(QLabel))
    assert f"No captions with a mask for each thing: {why}" in shown
    assert f"Objects are described from a drawn outline: {why}" in shown
    assert caption not in [button.text() for button in stage.view.findChildren(QPushButton)]


def test_the_example_of_a_caption_is_the_grounded_caption(stage: Stage) -> None:
    with stage.qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.qtbot.mouseClick(stage.button("Describe this and mark each thing."), LEFT)

    assert asked.args[0].task is AnswerTask.GROUNDED_CAPTION


def test_captions_are_asked_over_the_range_and_need_no_words(stage: Stage) -> None:
    stage.view_state.set_range(10, 31)
    with stage.qtbot.waitSignal(stage.view.ask_requested) as asked:
        stage.qtbot.mouseClick(stage.button("Describe"), LEFT)

    assert asked.args[0] == AskDraft("", "uniform:5", (10, 31), task=AnswerTask.DESCRIBE)


def test_a_caption_that_the_model_cannot_make_is_disabled_with_the_reason(stage: Stage) -> None:
    why = "This checkpoint was not trained for it."
    stage.view.set_capabilities(grounded_caption=False, reasons={"grounded_caption": why, "chat": why})

    for title in ("Describe", "Caption"):
        assert not stage.button(title).isEnabled()
        assert stage.button(title).toolTip() == why
    assert stage.button("Segment").isEnabled()


def test_pasted_text_is_plain_and_dropped_files_are_left_to_the_window(stage: Stage) -> None:
    rich = QMimeData()
    rich.setHtml("<b>bold</b>")
    rich.setText("bold")
    stage.edit.insertFromMimeData(rich)
    assert stage.view.prompt_text() == "bold"

    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("clip.mp4")])
    assert not stage.edit.canInsertFromMimeData(files)


def test_the_prompt_grows_with_its_text_up_to_a_limit(stage: Stage) -> None:
    heights = []
    for lines in (1, 2, 4, 30):
        stage.view.set_prompt_text("\n".join(["line"] * lines))
        QApplication.processEvents()
        heights.append(stage.edit.height())

    assert heights[0] == heights[1] < heights[2] < heights[3] < 200


# -- reading answers


def test_a_turn_shows_instruction_text_and_what_it_rests_on(answered: Stage) -> None:
    assert answered.view.findChild(InstructionBubble).text == "Describe the clip."
    texts = answered.shown_texts()
    assert TEXT in texts
    assert "Rests on frames 0, 12, 24, 36, 47 · masks for 0–47 · sa2va-nano · consistent" in texts


def test_a_description_claims_no_masks(qtbot) -> None:
    turn = answer(1, "What is it?", "A dog.", language_frames=(27,), frame_range=(27, 28), grounding_mode="")

    texts = Stage(qtbot, put(AnswerId(1), turn)).shown_texts()

    assert "Rests on frames 27 · sa2va-nano" in texts


def test_a_phrase_has_the_colour_of_its_object(answered: Stage) -> None:
    text = answered.linked("chases")
    rect = text.chip_rects("object:1")[0]

    image = text.grab().toImage()

    corner = QPoint(int(rect.left()) + 3, int(rect.top()) + 2)
    assert QColor(image.pixel(corner)).getRgb()[:3] == RED


def test_clicking_a_phrase_selects_its_object_and_goes_to_its_first_mask(answered: Stage) -> None:
    answered.view_state.seek(40)
    answered.view_state.set_playing(True)

    answered.click_chip("object:2")

    assert answered.view_state.selection == {BALL}
    assert answered.view_state.frame_index == 7  # frame 0 is a record without a mask
    assert not answered.view_state.is_playing


def test_hovering_a_phrase_is_hovering_its_object(answered: Stage) -> None:
    text = answered.linked("chases")
    point = text.chip_rects("object:1")[0].center()

    answered.qtbot.mouseMove(text.viewport(), point.toPoint())
    answered.qtbot.waitUntil(lambda: answered.view_state.hovered == DOG)
    answered.qtbot.mouseMove(text.viewport(), QPoint(300, int(point.y())))
    answered.qtbot.waitUntil(lambda: answered.view_state.hovered is None)


def test_an_object_that_is_hovered_elsewhere_is_outlined_in_the_text(answered: Stage) -> None:
    text = answered.linked("chases")
    before = text.grab().toImage()

    answered.view_state.hover(DOG)

    assert text.grab().toImage() != before
    answered.view_state.hover(None)
    assert text.grab().toImage() == before


def test_clicking_a_frame_number_goes_there(answered: Stage) -> None:
    basis = answered.linked("Rests on")
    cursor = basis.document().find("24")
    cursor.setPosition(cursor.selectionStart())
    point = basis.cursorRect(cursor).center() + QPoint(4, 0)

    answered.qtbot.mouseClick(basis.viewport(), LEFT, pos=point)

    assert answered.view_state.frame_index == 24


def test_links_are_reached_by_keyboard(answered: Stage) -> None:
    text = answered.linked("chases")
    text.setFocus()

    answered.qtbot.keyClick(text, Qt.Key.Key_Tab)
    answered.qtbot.keyClick(text, Qt.Key.Key_Tab)
    answered.qtbot.keyClick(text, Qt.Key.Key_Return)

    assert answered.view_state.selection in ({DOG}, {BALL})


def test_objects_without_a_phrase_are_chips_under_the_text(qtbot) -> None:
    turn = answer(1, "the dog", "Sure.", phrases=(Phrase(5, 5, DOG),))
    stage = Stage(qtbot, put(AnswerId(1), turn))
    assert any("● dog" in text for text in stage.shown_texts())

    stage.click_chip("object:1")

    assert stage.view_state.selection == {DOG}


def test_text_streams_into_the_turn_it_belongs_to(stage: Stage) -> None:
    turn = answer(1, "Describe", "", state=AnswerState.RUNNING)
    stage.document.apply(put(AnswerId(1), turn))
    assert "Reading the frames…" in stage.shown_texts(QLabel)

    for length in (4, 12, len(TEXT)):
        grown = dataclasses.replace(turn, text=TEXT[:length])
        stage.document.apply(put(AnswerId(1), grown, turn))
        turn = grown
        assert TEXT[:length] in stage.shown_texts()
    stage.document.apply(put(AnswerId(1), dataclasses.replace(TURN), turn))

    assert stage.linked("chases").chip_rects("object:1")
    assert len(stage.view.findChildren(InstructionBubble)) == 1


@pytest.mark.parametrize(
    ("state", "message", "expected"),
    [
        (AnswerState.CANCELLED, "Stopped; 31 of 48 frames are kept.", "Stopped; 31 of 48 frames are kept."),
        (AnswerState.FAILED, "The device ran out of memory.", "Failed: The device ran out of memory."),
        (AnswerState.PARTIAL, "", "Cut off when the program ended; what was stored is kept."),
    ],
)
def test_an_answer_that_ended_early_says_why(qtbot, state: AnswerState, message: str, expected: str) -> None:
    turn = dataclasses.replace(TURN, state=state, message=message)

    stage = Stage(qtbot, put(AnswerId(1), turn))

    assert expected in stage.shown_texts(QLabel)


def test_markup_in_texts_of_model_and_person_is_shown_as_it_is(qtbot) -> None:
    evil = "<img src='file:///etc/passwd'> <a href='http://x'>here</a> &amp; [SEG]"
    turn = answer(1, f"<b>{evil}</b>", evil)
    stage = Stage(qtbot, put(AnswerId(1), turn))

    assert evil in stage.shown_texts()
    assert stage.view.findChild(InstructionBubble).text == f"<b>{evil}</b>"
    labels = [label for label in stage.view.findChildren(QLabel) if "<img" in label.text()]
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_the_exact_prompt_can_be_shown(answered: Stage) -> None:
    shown = next(w for w in answered.view.findChildren(QPlainTextEdit) if w.isReadOnly())
    assert not shown.isVisible()

    answered.choose_more("Exact Prompt")

    assert shown.isVisible()
    assert shown.toPlainText() == TURN.prompt


def test_the_answer_is_copied_as_plain_text(answered: Stage) -> None:
    answered.qtbot.mouseClick(answered.button("Copy"), LEFT)
    assert QApplication.clipboard().text() == TEXT

    text = answered.linked("chases")
    text.selectAll()
    assert text.createMimeDataFromSelection().formats() == ["text/plain"]


def test_an_undone_answer_leaves_the_conversation(answered: Stage) -> None:
    answered.document.apply(Change(Table.ANSWER, AnswerId(1), TURN, None))

    assert TEXT not in answered.shown_texts()
    assert "Ask about this clip" in answered.shown_texts(QLabel)


def test_a_recoloured_object_recolours_its_phrase(answered: Stage) -> None:
    old = annotation_object(1, "dog", RED)

    answered.document.apply(put(DOG, dataclasses.replace(old, color=(1, 200, 3)), old))

    assert answered.linked("chases").pieces[0].chip == (1, 200, 3)


def test_other_media_have_other_conversations(answered: Stage) -> None:
    answered.document.apply(put(MediaId(2), clip(10, media_id=MediaId(2))))
    answered.view_state.show_media(MediaId(2), 10)
    assert TEXT not in answered.shown_texts()

    answered.view_state.show_media(CLIP, 48)
    assert TEXT in answered.shown_texts()


def many(count: int) -> list[Change]:
    return [put(AnswerId(n), answer(n, f"question {n}", f"answer {n}")) for n in range(1, count + 1)]


def test_a_long_conversation_begins_at_its_end_and_earlier_turns_are_a_click_away(qtbot) -> None:
    stage = Stage(qtbot, *many(60))
    asked = [bubble.text for bubble in stage.view.findChildren(InstructionBubble)]
    assert len(asked) == 40

    qtbot.mouseClick(stage.button("Show earlier turns"), LEFT)

    layout_order = sorted(
        stage.view.findChildren(InstructionBubble), key=lambda b: b.mapTo(stage.view, QPoint()).y()
    )
    QApplication.processEvents()
    layout_order.sort(key=lambda bubble: bubble.mapTo(stage.view, QPoint()).y())
    assert [bubble.text for bubble in layout_order] == [f"question {n}" for n in range(1, 61)]


def test_new_turns_scroll_into_view_unless_the_person_reads_further_up(qtbot) -> None:
    stage = Stage(qtbot, *many(12))
    bar = stage.view._list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())

    stage.document.apply(put(AnswerId(13), answer(13, "one more", "yes")))
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())

    bar.setValue(0)
    before = bar.maximum()
    stage.document.apply(put(AnswerId(14), answer(14, "and more", "yes")))
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == 0


def test_an_answer_chosen_in_the_timeline_scrolls_into_view(qtbot) -> None:
    stage = Stage(qtbot, *many(12))
    bar = stage.view._list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())

    stage.view.show_answer(AnswerId(1))

    assert bar.value() < 100


def test_a_new_hash_of_the_file_leaves_the_conversation_as_it_is(answered: Stage) -> None:
    bubble = answered.view.findChild(InstructionBubble)

    answered.document.apply(put(CLIP, dataclasses.replace(clip(48), full_hash="abc"), clip(48)))

    assert answered.view.findChild(InstructionBubble) is bubble
    assert TEXT in answered.shown_texts()


def test_another_project_brings_its_own_conversation(answered: Stage) -> None:
    answered.document.replace(
        put(CLIP, clip(48)), put(AnswerId(1), answer(1, "other question", "Other answer."))
    )

    QApplication.processEvents()  # a layout shows new widgets in its own time
    texts = answered.shown_texts()
    assert "Other answer." in texts
    assert TEXT not in texts


def test_a_follow_up_on_a_turn_long_ago_is_shown_with_a_link_to_it(qtbot) -> None:
    stage = Stage(
        qtbot, *(put(AnswerId(number), answer(number, f"Question {number}")) for number in range(1, 51))
    )
    late = answer(51, "And then?", "Nothing.", follows=AnswerId(2), language_frames=())

    stage.document.apply(put(AnswerId(51), late))
    QApplication.processEvents()

    shown = [turn.answer.answer_id for turn in stage.view.findChildren(TurnWidget) if turn.answer]
    assert 51 in shown
    assert 2 not in shown
    assert stage.linked("Question 2").toPlainText() == "↳ Question 2"
    with qtbot.waitSignal(stage.view.answer_wanted) as wanted:
        link = stage.linked("Question 2")
        qtbot.mouseClick(link.viewport(), LEFT, pos=link.character_rect(4).center().toPoint())
    assert wanted.args == [AnswerId(2)]
