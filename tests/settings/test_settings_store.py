from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.errors import InputError
from sa2va_desktop.settings.paths import HOME_VARIABLE, cache_folder, config_folder, log_folder, state_folder
from sa2va_desktop.settings.session_state import RECENT_LIMIT, Place, SessionState
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.settings.table import SETTINGS


def test_every_default_suits_its_own_setting() -> None:
    assert [setting.problem_with(setting.default) for setting in SETTINGS.values()] == [""] * len(SETTINGS)


def test_a_changed_setting_is_there_after_reading_the_file_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    folder = 'C:\\models\\"quoted" \x7f ä\n'

    store = SettingsStore(path)
    store.set("model.choice", folder)
    store.set("canvas.overlay_opacity", 1)
    store.set("playback.loop", True)

    again = SettingsStore(path)
    assert again.problems == []
    assert (again.get("model.choice"), again.get("canvas.overlay_opacity"), again.get("playback.loop")) == (
        folder,
        1.0,
        True,
    )


def test_a_value_of_the_wrong_kind_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")

    with pytest.raises(InputError, match=r"canvas.overlay_opacity expects at most 1, found 1.5"):
        store.set("canvas.overlay_opacity", 1.5)
    with pytest.raises(InputError, match="expects one of system, light, dark"):
        store.set("appearance.theme", "pink")

    assert store.get("canvas.overlay_opacity") == 0.5
    assert not (tmp_path / "settings.toml").exists()


def test_one_bad_value_in_the_file_costs_only_that_value(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[appearance]\ntheme = 7\n[playback]\nloop = true\n[future]\nthing = "kept"\n')

    store = SettingsStore(path)

    assert store.get("appearance.theme") == "system"
    assert store.get("playback.loop") is True
    assert len(store.problems) == 1
    assert "appearance.theme expects text, found 7" in store.problems[0]


def test_sections_of_a_newer_version_survive_a_write(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[future]\nthing = "kept"\n')

    SettingsStore(path).set("playback.loop", True)

    assert 'thing = "kept"' in path.read_text()


def test_a_file_that_is_no_toml_is_set_aside_and_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = = dark")

    store = SettingsStore(path)

    assert store.get("appearance.theme") == "system"
    assert str(path) in store.problems[0]
    assert (tmp_path / "settings.toml.bad").read_text() == "theme = = dark"


def test_listeners_hear_the_key_that_changed_and_only_real_changes(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")
    heard: list[str] = []
    store.on_change(heard.append)

    store.set("playback.loop", True)
    store.set("playback.loop", True)

    assert heard == ["playback.loop"]


def test_shortcuts_can_be_changed_removed_and_reset(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    store = SettingsStore(path)
    store.set_shortcuts("edit.undo", ["Ctrl+U", "Z"])
    store.set_shortcuts("edit.redo", [])

    again = SettingsStore(path)
    assert again.problems == []
    assert (again.shortcuts("edit.undo"), again.shortcuts("edit.redo"), again.shortcuts("x")) == (
        ("Ctrl+U", "Z"),
        (),
        None,
    )
    again.set_shortcuts("edit.undo", None)
    assert SettingsStore(path).shortcuts("edit.undo") is None
    again.reset_shortcuts()
    assert SettingsStore(path).shortcuts("edit.redo") is None


def test_one_shortcut_may_be_written_without_a_list_and_nonsense_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[shortcuts.edit]\nundo = "Ctrl+U"\nredo = 7\n')

    store = SettingsStore(path)

    assert store.shortcuts("edit.undo") == ("Ctrl+U",)
    assert store.shortcuts("edit.redo") is None
    assert "shortcuts.edit.redo expects text or a list of texts, found 7" in store.problems[0]


def test_only_what_differs_from_its_default_is_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    store = SettingsStore(path)
    store.set("playback.loop", True)
    store.set("canvas.outline_width_px", 3)

    store.reset("playback.loop")

    assert not store.is_changed("playback.loop")
    assert "loop" not in path.read_text()
    store.reset_all()
    assert store.get("canvas.outline_width_px") == 2


def test_every_setting_belongs_to_a_section_and_explains_itself() -> None:
    for setting in SETTINGS.values():
        assert setting.section
        assert setting.help.endswith("."), setting.key
        assert len(setting.choice_labels) in (0, len(setting.choices)), setting.key


def test_the_home_variable_moves_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))

    folders = [config_folder(), state_folder(), cache_folder(), log_folder()]

    assert all(folder.parent == tmp_path for folder in folders)
    assert len(set(folders)) == 4


def test_session_state_comes_back_as_it_was(tmp_path: Path) -> None:
    state = SessionState.load(tmp_path / "state.json")
    place = Place(3, 17, (2, 40), (5, 6), 2.5, (100.5, 60.0))
    state.geometry = "abc"
    state.remember_project(tmp_path / "one.sa2va", place)
    state.remember_project(tmp_path / "two.sa2va")
    state.save()

    again = SessionState.load(tmp_path / "state.json")

    assert again.recent == [str(tmp_path / "two.sa2va"), str(tmp_path / "one.sa2va")]
    assert again.place_in(tmp_path / "one.sa2va") == place
    assert again.geometry == "abc"


def test_recent_projects_are_bounded_and_never_double(tmp_path: Path) -> None:
    state = SessionState(tmp_path / "state.json")

    for number in [*range(RECENT_LIMIT + 5), 7]:
        state.remember_project(tmp_path / f"{number}.sa2va")

    assert len(state.recent) == len(set(state.recent)) == RECENT_LIMIT
    assert state.recent[0] == str(tmp_path / "7.sa2va")


@pytest.mark.parametrize("text", ["", "[]", '{"places": []}', "\x00"])
def test_a_damaged_session_state_is_started_anew(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state.json").write_text(text)

    state = SessionState.load(tmp_path / "state.json")

    assert (state.recent, state.places) == ([], {})
    assert "started anew" in caplog.text


@pytest.mark.parametrize(
    "place",
    [
        '{"zoom": "wide"}',
        '{"zoom": Infinity}',
        '{"zoom": 1e999}',
        '{"center_xy": [NaN, 1]}',
        '{"frame_index": Infinity}',
        '{"frame_range": [0, -Infinity]}',
        '{"selection": [1e999]}',
        '{"frame_range": [1]}',
        "7",
    ],
)
def test_a_place_that_is_none_costs_only_itself(
    tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = f'{{"recent": ["b"], "places": {{"a": {place}, "b": {{"frame_index": 3}}}}}}'
    (tmp_path / "state.json").write_text(text)

    state = SessionState.load(tmp_path / "state.json")

    assert state.recent == ["b"]
    assert state.places == {"b": Place(frame_index=3)}
    assert "cannot be used" in caplog.text
