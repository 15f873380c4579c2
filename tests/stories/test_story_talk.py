"""Read what a thing is, ask about it, change what was said, keep order among many objects; hover and select anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu, QPushButton, QToolButton
from support.dragging import drop_on
from support.menus import choose, open_menu
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor, UnboundPhrase
from support.window_driver import TWO_OBJECTS, WindowDriver

from sa2va_desktop.annotation.records import Answer, AnswerState, FrameState, ObjectId
from sa2va_desktop.inference.api import AskRequest
from sa2va_desktop.operations.ask import MAX_OBJECTS
from sa2va_desktop.operations.region_prompts import EXPRESSION_QUESTION, REGION_QUESTION
from sa2va_desktop.ui.chat.answer_edit import AnswerEdit
from sa2va_desktop.ui.chat.linked_text import LinkedText
from sa2va_desktop.ui.item_models.dragged_objects import drag_data
from sa2va_desktop.ui.panels.object_delegate import ROW_HEIGHT

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BALL_TEXT = "Sure, the red ball and a box."


@pytest.fixture
def asked(driver: WindowDriver) -> WindowDriver:
    """A clip with the answer of `TWO_OBJECTS`; later questions are answered with a description."""
    driver.predictor = ScriptedPredictor(TWO_OBJECTS, Script(("A red ball that rolls.",)))
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.canvas.setFocus()
    return driver


def ids(driver: WindowDriver) -> list[ObjectId]:
    return [item.object_id for item in driver.window.object_commands.objects()]


def answers(driver: WindowDriver) -> list[Answer]:
    return list(driver.window.document.project.answers.values())


def shown_text(driver: WindowDriver, text: str) -> LinkedText:
    found = driver.window.conversation.findChildren(LinkedText)
    return next(each for each in found if each.isVisible() and each.text == text)


def button(driver: WindowDriver, text: str) -> QPushButton:
    found = driver.window.conversation.findChildren(QPushButton)
    return next(each for each in found if each.isVisible() and each.text() == text)


def more(driver: WindowDriver, *path: str) -> None:
    """Choose from the menu under the latest turn that is shown."""
    found = driver.window.conversation.findChildren(QToolButton)
    opener = [each for each in found if each.isVisible() and each.text() == "⋯"][-1]
    QTimer.singleShot(0, lambda: choose(driver.qtbot, opener.menu(), *path))
    driver.qtbot.mouseClick(opener, Qt.MouseButton.LeftButton)


def wait_for_answers(driver: WindowDriver, count: int) -> Answer:
    driver.wait(lambda: len(answers(driver)) == count and not driver.window.runs.is_busy)
    return answers(driver)[-1]


def click_row(driver: WindowDriver, row: int, modifiers: Qt.KeyboardModifier | None = None) -> None:
    panel = driver.window.object_panel
    center = panel.list.visualRect(panel.item_model.index(row)).center()
    driver.click(panel.list.viewport(), center.x(), center.y(), modifiers)


def requests(driver: WindowDriver) -> list[AskRequest]:
    return [request for request in driver.predictor.requests if isinstance(request, AskRequest)]


# ---- read what it is


def test_click_describe_and_take_the_name(asked: WindowDriver) -> None:
    asked.click_picture(40, 40)
    asked.key(Qt.Key.Key_D, CTRL)
    answer = wait_for_answers(asked, 2)
    assert requests(asked)[-1].text == REGION_QUESTION
    assert answer.text == "A red ball that rolls."

    asked.qtbot.mouseClick(button(asked, "Use as name: red ball"), Qt.MouseButton.LeftButton)

    assert asked.window.object_commands.objects()[0].name == "red ball"
    asked.key(Qt.Key.Key_Z, CTRL)
    assert asked.window.object_commands.objects()[0].name == "the red ball"


def test_a_referring_expression_is_found_on_another_frame_and_kept(asked: WindowDriver) -> None:
    asked.click_picture(40, 40)
    asked.window.view_state.seek(9)
    asked.key(Qt.Key.Key_D, CTRL | SHIFT)
    answer = wait_for_answers(asked, 2)

    asked.qtbot.mouseClick(button(asked, "Use as expression"), Qt.MouseButton.LeftButton)

    assert requests(asked)[-1].text == EXPRESSION_QUESTION
    assert answer.language_frames == (9,)
    assert asked.window.object_commands.objects()[0].expression == "A red ball that rolls"
    assert asked.window.document.undo_label == "Set Referring Expression"


def test_a_question_is_asked_about_the_selected_object(asked: WindowDriver) -> None:
    asked.click_picture(120, 70)
    asked.key(Qt.Key.Key_A, SHIFT)
    asked.qtbot.keyClicks(asked.window.focusWidget(), "What is @a box made of?")
    asked.key(Qt.Key.Key_Return)
    answer = wait_for_answers(asked, 2)

    request = requests(asked)[-1]
    assert request.text == "What is region1 made of?"
    assert len(request.region_masks) == 1
    assert answer.instruction == "What is @a box made of?"
    assert answer.object_ids == {ids(asked)[1]}


def test_asking_again_asks_the_same_once_more(asked: WindowDriver) -> None:
    more(asked, "Ask Again as a New Turn")
    again = wait_for_answers(asked, 2)

    first, second = requests(asked)
    assert (second.text, second.language_frames, second.frame_range) == (
        first.text,
        first.language_frames,
        first.frame_range,
    )
    assert again.instruction == answers(asked)[0].instruction


# ---- change what was said


def test_the_text_is_edited_and_the_edit_survives_a_restart_and_undo(asked: WindowDriver) -> None:
    text = shown_text(asked, BALL_TEXT)
    at = text.character_rect(BALL_TEXT.index("and")).center().toPoint()
    asked.qtbot.mouseDClick(text.viewport(), Qt.MouseButton.LeftButton, pos=at)
    edit = asked.window.conversation.findChild(AnswerEdit)
    asked.qtbot.keyClick(edit, Qt.Key.Key_Home)
    asked.qtbot.keyClick(edit, Qt.Key.Key_Delete, CTRL)
    asked.qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert answers(asked)[0].text != BALL_TEXT
    assert len(answers(asked)[0].phrases) == 2
    asked.wait_until_stored()
    edited = answers(asked)[0]

    asked.close()
    asked.start()
    asked.window.reopen_last_project()
    asked.wait(lambda: answers(asked) == [edited])
    asked.window.canvas.setFocus()
    asked.key(Qt.Key.Key_Z, CTRL)

    assert answers(asked)[0].text == BALL_TEXT


def test_a_phrase_is_bound_by_its_menu_and_by_dragging(asked: WindowDriver) -> None:
    ball, box = ids(asked)
    text = shown_text(asked, BALL_TEXT)
    at = text.character_rect(BALL_TEXT.index("red")).center().toPoint()

    choose(asked.qtbot, open_menu(text.viewport(), at), "Bind “the red ball” to", "a box")
    assert [phrase.object_id for phrase in answers(asked)[0].phrases] == [box, box]

    assert drop_on(text.viewport(), drag_data([ball]), at)
    assert [phrase.object_id for phrase in answers(asked)[0].phrases] == [ball, box]
    assert asked.window.document.undo_label == "Bind “the red ball” to the red ball"


def test_a_phrase_that_the_model_marked_without_a_mask_can_be_bound(driver: WindowDriver) -> None:
    said = ("It is ", ScriptedObject("a ball"), " on ", UnboundPhrase("the grass"), ".")
    driver.predictor = ScriptedPredictor(Script(said))
    driver.start()
    driver.open_clip()
    driver.ask()
    text = shown_text(driver, "It is a ball on the grass.")
    assert [piece.text for piece in text.pieces if piece.is_unbound] == ["the grass"]

    at = text.character_rect(text.text.index("grass")).center().toPoint()
    choose(driver.qtbot, open_menu(text.viewport(), at), "Bind “the grass”", "a ball")

    assert not [piece for piece in text.pieces if piece.is_unbound]


def test_an_answer_that_repeats_itself_ends_after_enough_objects(driver: WindowDriver) -> None:
    endless = tuple(ScriptedObject(f"ball {number}", (0, 0, 4, 4)) for number in range(MAX_OBJECTS + 9))
    driver.predictor = ScriptedPredictor(Script(endless))
    driver.start()
    driver.open_clip()
    driver.ask()

    assert len(ids(driver)) == MAX_OBJECTS
    assert answers(driver)[0].state is AnswerState.COMPLETE
    assert answers(driver)[0].message.startswith(f"The answer was ended after {MAX_OBJECTS} objects")


# ---- many objects


@pytest.fixture
def many(driver: WindowDriver) -> WindowDriver:
    """A clip with twelve objects."""
    parts = tuple(ScriptedObject(f"ball {number}", (0, 0, 9, 9)) for number in range(12))
    driver.predictor = ScriptedPredictor(Script(parts))
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.canvas.setFocus()
    return driver


def test_objects_are_searched_and_esc_shows_all_again(many: WindowDriver) -> None:
    panel = many.window.object_panel
    assert panel.search.isVisible()
    many.qtbot.mouseClick(panel.search, Qt.MouseButton.LeftButton)

    many.qtbot.keyClicks(panel.search, "BALL 1")
    assert [item.name for item in panel.item_model.objects] == ["ball 1", "ball 10", "ball 11"]
    many.qtbot.keyClicks(panel.search, "zz")
    assert panel.item_model.rowCount() == 0

    many.qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.item_model.rowCount() == 12


def test_a_search_leaves_the_selection_alone(many: WindowDriver) -> None:
    many.window.view_state.select(frozenset(ids(many)[:2]))

    many.qtbot.keyClicks(many.window.object_panel.search, "ball 1")

    assert many.window.view_state.selection == set(ids(many)[:2])


def test_digits_select_even_when_the_list_has_the_focus(many: WindowDriver) -> None:
    many.window.object_panel.list.setFocus()

    many.key(Qt.Key.Key_4)

    assert many.window.view_state.selection == {ids(many)[3]}


def test_rows_are_dragged_to_another_place_in_one_step(many: WindowDriver) -> None:
    before = ids(many)
    view = many.window.object_panel.list
    target = view.visualRect(many.window.object_panel.item_model.index(1))
    at = QPoint(target.center().x(), target.top() + 1)
    assert drop_on(view.viewport(), drag_data([before[3]]), at)

    assert ids(many)[:5] == [before[0], before[3], before[1], before[2], before[4]]
    many.key(Qt.Key.Key_Z, CTRL)
    assert ids(many) == before


def test_a_label_is_made_by_keyboard_and_given_to_others_by_menu(many: WindowDriver) -> None:
    window = many.window
    many.key(Qt.Key.Key_1)
    many.key(Qt.Key.Key_C)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    choose(many.qtbot, menu, "New Label")
    dialog = window.findChild(QInputDialog)
    many.qtbot.keyClicks(dialog.findChild(QLineEdit), "toy & tool")
    many.qtbot.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Return)
    (category,) = window.document.project.categories.values()
    assert category.name == "toy & tool"
    assert window.document.undo_label == "New Label"

    click_row(many, 1)
    click_row(many, 2, SHIFT)
    view = window.object_panel.list
    view.customContextMenuRequested.emit(view.visualRect(window.object_panel.item_model.index(1)).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    choose(many.qtbot, menu, "Label", "toy & tool")

    labelled = [item.category_id for item in window.object_commands.objects()]
    assert labelled[:4] == [category.category_id] * 3 + [None]
    window.activateWindow()
    many.wait(window.isActiveWindow)
    many.key(Qt.Key.Key_Z, CTRL)
    assert window.object_commands.objects()[1].category_id is None


def test_a_row_tells_the_state_on_the_shown_frame(asked: WindowDriver) -> None:
    panel = asked.window.object_panel
    model = panel.item_model

    keys = [model.data(model.index(0), model.SITUATION_ROLE).state]
    asked.window.view_state.seek(3)
    keys.append(model.data(model.index(0), model.SITUATION_ROLE).state)

    assert keys == [FrameState.PROMPTED, FrameState.TRACKED]
    item = model.objects[0]
    assert (
        panel.delegate.detail(item, model.data(model.index(0), model.SITUATION_ROLE)) == "tracked  ·  24 frames"
    )
    assert panel.list.visualRect(model.index(0)).height() == ROW_HEIGHT


def test_only_rows_in_sight_are_painted_of_a_thousand(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.start()
    driver.open_clip()
    add_objects(driver, 1000)
    panel = driver.window.object_panel
    asked_rows: set[int] = set()
    situation = panel.item_model._situation
    monkeypatch.setattr(
        panel.item_model, "_situation", lambda item: (asked_rows.add(item.object_id), situation(item))[1]
    )

    panel.list.viewport().grab()
    driver.window.object_commands.select_all()
    panel.list.viewport().grab()

    assert 0 < len(asked_rows) <= 3 * (panel.list.height() // ROW_HEIGHT + 2)
    assert len(panel.list.selectionModel().selectedIndexes()) == 1000


def add_objects(driver: WindowDriver, count: int) -> None:
    from sa2va_desktop.editing.commands import new_object, put_object

    document, media_id = driver.window.document, driver.window.view_state.media_id
    assert media_id is not None
    first = new_object(document.project, media_id, "thing", color=(0, 90, 160))
    items = [
        replace(
            first,
            object_id=document.project.allocate_object_id(),
            name=f"thing {number}",
            order=first.order + number,
        )
        for number in range(count)
    ]
    document.do("Add", [change for item in items for change in put_object(document.project, item)])


# ---- the caption lane


def test_a_span_is_edited_by_double_click_and_deleted_by_its_menu(asked: WindowDriver) -> None:
    strip, at = point_of(asked, "span")
    asked.qtbot.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=at)
    edit = asked.window.conversation.findChild(AnswerEdit)
    asked.qtbot.keyClicks(edit, " Both.")
    asked.qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert answers(asked)[0].text == BALL_TEXT + " Both."

    asked.window.view_state.seek(20)
    choose(asked.qtbot, open_menu(strip, at), "Go to Frame 0")
    assert asked.window.view_state.frame_index == 0
    choose(asked.qtbot, open_menu(strip, at), "Delete Answer and Its 2 Objects")
    assert answers(asked) == []
    assert ids(asked) == []


# ---- select and hover in list, canvas, timeline, caption

PLACES = ("list", "canvas", "lane", "phrase", "span")


def point_of(driver: WindowDriver, place: str) -> tuple[object, QPoint]:
    """Where the first object (in `span`: the answer) is in one of the panels."""
    window = driver.window
    ball = ids(driver)[0]
    if place == "list":
        panel = window.object_panel
        return panel.list.viewport(), panel.list.visualRect(panel.item_model.index(0)).center()
    if place == "canvas":
        x, y = window.canvas.view_transform.to_widget(40, 40)
        return window.canvas, QPoint(round(x), round(y))
    if place == "lane":
        lanes = window.timeline._lanes
        return lanes, lanes.row_rect(ball).center()
    if place == "span":
        strip = window.timeline._captions
        rect = strip.answer_rect(answers(driver)[0].answer_id)
        return strip, QPoint(
            round(rect.center().x()) + strip.width() - strip.track_width, round(rect.center().y())
        )
    text = shown_text(driver, BALL_TEXT)
    return text.viewport(), text.chip_rects(f"object:{ball}")[0].center().toPoint()


def lit_in(driver: WindowDriver, place: str, objects: set[ObjectId], *, is_hover: bool) -> bool:
    """Whether exactly these objects are marked in a panel."""
    window = driver.window
    wanted = frozenset(objects)
    view = window.view_state.hovered_objects if is_hover else window.view_state.selection
    if place == "list" and not is_hover:
        rows = window.object_panel.list.selectionModel().selectedIndexes()
        return {window.object_panel.item_model.objects[index.row()].object_id for index in rows} == wanted
    if place == "canvas":
        look = window.canvas._look
        return (look.hovered if is_hover else look.selection) == wanted
    if place == "phrase":
        return shown_text(driver, BALL_TEXT)._emphasis == {f"object:{each}" for each in wanted}
    return view == wanted  # lanes, spans and hovered rows are painted from the view state itself


def test_selecting_anywhere_selects_everywhere(asked: WindowDriver) -> None:
    ball, box = ids(asked)
    for place in PLACES:
        asked.window.view_state.select(frozenset())
        widget, at = point_of(asked, place)

        asked.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)

        expected = {ball, box} if place == "span" else {ball}
        assert [each for each in PLACES if not lit_in(asked, each, expected, is_hover=False)] == [], place


@pytest.mark.parametrize("place", PLACES)
def test_hovering_anywhere_lights_up_everywhere(asked: WindowDriver, place: str) -> None:
    ball, box = ids(asked)
    asked.window.view_state.select(frozenset())
    widget, at = point_of(asked, place)
    before = asked.picture_color(30, 30)

    asked.qtbot.mouseMove(widget, QPoint(1, 1))
    asked.qtbot.mouseMove(widget, at)

    expected = {ball, box} if place == "span" else {ball}
    asked.wait(lambda: asked.window.view_state.hovered_objects == expected)
    assert [each for each in PLACES if not lit_in(asked, each, expected, is_hover=True)] == []
    assert asked.picture_color(30, 30) != before
