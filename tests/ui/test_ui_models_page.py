"""The model page: what it lists, what it says of a model, and what its buttons and keys do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from support.loopback_hub import FIRST, NAME, LoopbackHub
from support.window_driver import ScriptedReport, WindowDriver

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.model_store.local_folders import models_folder
from sa2va_desktop.ui.model_controller import ModelState
from sa2va_desktop.ui.models.models_dialog import ModelsDialog

TINY = "sam2.1-tiny"


def opened(driver: WindowDriver, name: str = "") -> ModelsDialog:
    """Open the page with its key and wait for the list; go to a model."""
    if not driver._windows:
        driver.start()
    driver.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    page = driver.window.findChild(ModelsDialog)
    assert page is not None
    driver.wait(lambda: page.tree.current_name and page._jobs.fits)
    if name:
        page.tree.go_to(name)
    return page


def got(driver: WindowDriver, name: str = NAME) -> ModelsDialog:
    """Open the page and download a model from the loopback hub."""
    page = opened(driver, name)
    page.details.download.click()
    driver.wait(lambda: name in page._jobs.plans)
    page.details.question.yes.click()
    driver.wait(lambda: page.details.verify.isVisible() and page._jobs.activity(name) is None)
    return page


def checkpoint_folder(folder: Path) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "sa2va_chat"}))
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_the_bundled_model_comes_first_and_everything_released_follows(driver: WindowDriver) -> None:
    page = opened(driver)

    names = page.tree.shown_names
    assert names[0] == "sa2va-nano"
    assert {"sa2va-1b", "sa2va-26b", "sa2va-qwen3-vl-4b", TINY, "sam2-large"} <= {*names}
    assert page.tree.current_name == "sa2va-nano"
    assert page.details.primary is None
    assert not page.details.remove.isVisible()


def test_a_model_that_is_not_here_is_told_about_without_the_network(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    page = opened(driver, "sa2va-qwen2.5-vl-7b")

    facts = page.details.facts
    assert page.details.title.text() == "Sa2VA-Qwen2_5-VL-7B"
    assert facts.text("layout") == "layout derived, not yet seen on real weights"
    assert facts.text("scores") == "RefCOCO 82.4 cIoU, MeViS 56.4 J&F"
    assert "bfloat16" in facts.text("memory")
    assert "4\N{NO-BREAK SPACE}bit" in facts.text("memory")
    assert facts.text("fit") == "does not fit: takes at least 40.0 GiB"
    assert page.details.primary is page.details.download
    assert hub.requests == []


def test_the_search_leaves_what_has_the_words_and_enter_goes_to_the_list(driver: WindowDriver) -> None:
    page = opened(driver)
    driver.wait(page.isActiveWindow)
    page.search.setFocus()

    driver.qtbot.keyClicks(page.search, "qwen3-vl 4b")
    assert page.tree.shown_names == ["sa2va-qwen3-vl-4b"]
    driver.qtbot.keyClick(page.search, Qt.Key.Key_Return)

    assert page.tree.hasFocus()
    assert page.tree.current_name == "sa2va-qwen3-vl-4b"


def test_nothing_is_asked_of_the_hub_before_the_button_and_nothing_fetched_before_the_consent(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    page = opened(driver, NAME)
    assert hub.requests == []

    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    driver.wait(lambda: page.details.question.isVisible() and page.details.question.yes.isVisible())

    text = page.details.question.text.text()
    assert "ByteDance/Sa2VA-1B, revision aaaaaaaaaaaa" in text
    assert "1.2 MB to fetch" in text
    assert "Licence: apache-2.0" in text
    assert hub.served == []
    assert [line for line in hub.requests if "/api/models/" in line] == ["GET /api/models/ByteDance/Sa2VA-1B"]

    page.details.question.no.click()
    assert not page.details.question.isVisible()
    assert page.details.primary is page.details.download


def test_a_fetched_model_is_used_with_enter_and_freed_with_a_button(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    page = got(driver)
    assert page.details.question.text.text() == "Sa2VA-1B is on this machine now."

    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    driver.wait(lambda: driver.window.model.state is ModelState.READY)

    assert driver.loads == [NAME]
    assert driver.window.settings.text("model.choice") == NAME
    assert page.details.unload.isVisible()
    assert not page.details.remove.isEnabled()
    page.details.unload.click()
    assert driver.window.model.state is ModelState.UNLOADED
    driver.wait(lambda: driver.predictor.is_closed)


def test_a_model_that_cannot_be_loaded_says_so_on_the_page(driver: WindowDriver, hub: LoopbackHub) -> None:
    page = got(driver)
    driver.load_error = CheckpointError("config.json names no family that is known.")

    page.details.use.click()
    driver.wait(lambda: driver.window.model.state is ModelState.FAILED)

    assert page.details.question.text.text() == "config.json names no family that is known."
    driver.load_error = None
    page.details.question.yes.click()
    driver.wait(lambda: driver.window.model.state is ModelState.READY)
    assert not page.details.question.isVisible()


def test_delete_asks_and_removing_frees_the_space(driver: WindowDriver, hub: LoopbackHub) -> None:
    page = got(driver)

    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Delete)
    assert page.details.question.text.text().startswith("Remove Sa2VA-1B? This frees about 1.2 MB")
    page.details.question.no.click()
    assert (models_folder() / NAME / FIRST).is_file()

    driver.qtbot.keyClick(page.tree, Qt.Key.Key_Delete)
    page.details.question.yes.click()
    driver.wait(lambda: page.details.download.isVisible())
    assert not (models_folder() / NAME).exists()
    assert page.details.question.text.text() == "1.2 MB freed."


def test_a_damaged_file_is_found_and_only_that_one_is_fetched_again(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    page = got(driver)
    file = models_folder() / NAME / FIRST
    whole = file.read_bytes()
    file.write_bytes(b"x" + whole[1:])
    sent = len(hub.served)

    page.details.check.click()
    driver.wait(lambda: page.details.question.isVisible() and page.details.question.yes.isVisible())
    assert FIRST in page.details.question.text.text()
    page.details.question.yes.click()
    driver.wait(lambda: NAME in page._jobs.plans)
    page.details.question.yes.click()
    driver.wait(lambda: page.details.verify.isVisible() and page._jobs.activity(NAME) is None)

    assert file.read_bytes() == whole
    assert [served.name for served in hub.served[sent:]] == [FIRST]


@pytest.mark.parametrize("is_sound", [True, False])
def test_verifying_reads_files_and_tensors_and_is_remembered_when_all_is_right(
    driver: WindowDriver, hub: LoopbackHub, is_sound: bool
) -> None:
    page = got(driver)
    driver.report = ScriptedReport(is_sound)

    page.details.verify.click()
    driver.wait(lambda: driver.verified and page._jobs.activity(NAME) is None)
    [sentence] = driver.report.sentences()
    driver.wait(lambda: page.details.question.text.text() == sentence)

    driver.wait(lambda: bool(page.details.facts.text("layout")) is not is_sound)
    assert driver.verified == [models_folder() / NAME]


def test_an_unreachable_hub_is_said_with_what_to_do(driver: WindowDriver, hub: LoopbackHub) -> None:
    hub.go_away()
    page = opened(driver, NAME)

    page.details.download.click()
    driver.wait(lambda: page.details.question.isVisible() and page.details.question.yes.isVisible())

    assert "cannot be reached" in page.details.question.text.text()
    assert "Without a network" in page.details.question.text.text()
    hub.is_gone = False
    page.details.question.yes.click()
    driver.wait(lambda: NAME in page._jobs.plans)


def test_offline_mode_is_named(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, hub: LoopbackHub) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    page = opened(driver, NAME)

    page.details.download.click()
    driver.wait(lambda: page.details.question.isVisible() and page.details.question.yes.isVisible())

    assert "offline mode is on (HF_HUB_OFFLINE)" in page.details.question.text.text()
    assert hub.requests == []


def test_a_gated_model_says_how_to_log_in(driver: WindowDriver, hub: LoopbackHub) -> None:
    hub.repositories["ByteDance/Sa2VA-1B"].is_gated = True
    page = opened(driver, NAME)

    page.details.download.click()
    driver.wait(lambda: page.details.question.isVisible() and page.details.question.yes.isVisible())

    assert "hf auth login" in page.details.question.text.text()


def test_a_disk_without_room_is_said_before_anything_is_fetched(
    driver: WindowDriver, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sa2va_desktop.model_store.plan.free_bytes", lambda _folder: 5_000_000)
    page = opened(driver, NAME)

    page.details.download.click()
    driver.wait(lambda: NAME in page._jobs.plans)

    assert "There is not enough room" in page.details.question.text.text()
    assert not page.details.question.yes.isEnabled()
    assert hub.served == []


def test_escape_ends_a_search_before_it_closes_the_page(driver: WindowDriver) -> None:
    page = opened(driver)
    driver.qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    driver.qtbot.keyClicks(page.search, "xyz")
    assert page.tree.shown_names == []

    driver.qtbot.keyClick(page.search, Qt.Key.Key_Escape)

    assert page.isVisible()
    assert page.search.text() == ""
    assert "sa2va-1b" in page.tree.shown_names
    driver.qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert not driver.window.findChildren(ModelsDialog) or not page.isVisible()


def test_a_button_that_goes_away_gives_the_keys_to_the_list(driver: WindowDriver, hub: LoopbackHub) -> None:
    page = opened(driver, NAME)
    page.details.download.setFocus()

    driver.qtbot.keyClick(page.details.download, Qt.Key.Key_Space)

    assert not page.details.download.isVisible()
    assert page.tree.hasFocus()
    driver.wait(lambda: NAME in page._jobs.plans)


def test_folders_of_one_name_are_told_apart_and_the_added_one_has_the_keys(
    driver: WindowDriver, tmp_path: Path
) -> None:
    page = opened(driver)
    for parent in ("first", "second"):
        (tmp_path / parent).mkdir()
        folder = checkpoint_folder(tmp_path / parent / "weights")
        page._add(folder)
        driver.wait(lambda: page.tree.current_name == str(folder))  # noqa: B023
        assert page.tree.hasFocus()

    current = page.tree.currentItem()
    assert current is not None
    assert current.text(0) == "second/weights"


def test_a_folder_is_added_used_and_taken_off_the_list(driver: WindowDriver, tmp_path: Path) -> None:
    folder = checkpoint_folder(tmp_path / "my-tuned")
    page = opened(driver)
    page.add.click()
    driver.wait(lambda: driver.window.findChildren(QFileDialog))
    [dialog] = driver.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    driver.wait(lambda: page.tree.current_name == str(folder))

    assert page.details.title.text() == "my-tuned"
    assert page.details.remove.text() == "Take off the List"
    page.details.remove.click()
    driver.wait(lambda: str(folder) not in page.tree.shown_names)
    assert (folder / "model.safetensors").is_file()


def test_a_folder_that_is_no_checkpoint_is_refused_in_one_sentence(
    driver: WindowDriver, tmp_path: Path
) -> None:
    page = opened(driver)

    page._add(tmp_path)
    driver.wait(lambda: page.hint.text())

    assert page.hint.text() == f"{tmp_path}: expected config.json and all *.safetensors that its index names"


def test_a_tracker_serves_clicks_beside_the_model_and_is_let_go_again(
    driver: WindowDriver, hub: LoopbackHub
) -> None:
    hub.add("facebook/sam2.1-hiera-tiny", {"sam2.1_hiera_tiny.pt": b"t" * 5000})
    page = got(driver, TINY)
    assert page.details.use.text() == "Use for Clicks and Tracks"

    page.details.use.click()
    driver.wait(lambda: driver.window.model.state is ModelState.READY)
    assert driver.tracker_loads == [TINY]
    assert page.details.use.text() == "Stop Using for Clicks and Tracks"

    page.details.use.click()
    driver.wait(lambda: driver.tracker_loads == [TINY, "none"])
    assert driver.window.model.choice == "embedded"


def test_f6_goes_round_the_page_and_escape_closes_it(driver: WindowDriver) -> None:
    page = opened(driver, NAME)
    driver.wait(page.isActiveWindow)
    assert page.tree.hasFocus()

    found = []
    for _ in range(3):
        driver.qtbot.keyClick(page.focusWidget(), Qt.Key.Key_F6)
        found.append(page.focusWidget())
    assert found == [page.details.download, page.add, page.search]

    driver.qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    driver.wait(lambda: not driver.window.findChildren(ModelsDialog))
