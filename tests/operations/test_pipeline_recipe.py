"""Recipes: what is shipped is right, a person's own files win, and what is wrong in them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.pipeline.recipe import PLACEHOLDERS, Recipe, Stage, read_recipe, recipe_folders
from sa2va_desktop.settings.paths import config_folder


def read(folder: Path) -> Recipe:
    return read_recipe(recipe_folders(None, folder))


def test_the_shipped_recipe_is_the_papers() -> None:
    recipe = read_recipe(recipe_folders(None))

    assert (recipe.name, recipe.video_frames, recipe.keeps_unclear) == ("ref-sav", 8, False)
    assert set(recipe.prompts) == set(Stage)
    filled = {stage: recipe.question(stage, **dict.fromkeys(PLACEHOLDERS[stage], "{0.x}")) for stage in Stage}
    assert "{0.x}" in filled[Stage.CHECK], "what stands in a value is not filled again"
    assert all("{" not in text.replace("{0.x}", "") for text in filled.values())


def test_files_beside_the_project_win_over_those_of_the_settings_and_those_over_the_shipped(
    tmp_path: Path,
) -> None:
    mine, beside = config_folder() / "pipeline", tmp_path / "pipeline"
    for folder in (mine, beside):
        folder.mkdir(parents=True)
    (mine / "object.txt").write_text("mine {name}")
    (mine / "scene.txt").write_text("mine {object_text}")
    (beside / "object.txt").write_text("beside {{sic}} {label}")
    (beside / "recipe.toml").write_text("[filters]\nleast_area = 0.25\n")

    recipe = read_recipe(recipe_folders(tmp_path / "p.sa2va"))

    assert recipe.question(Stage.OBJECT, name="dog", label="animal") == "beside {sic} animal"
    assert recipe.question(Stage.SCENE, object_text="A dog.", name="dog", label="") == "mine A dog."
    assert (recipe.filters.least_area, recipe.filters.least_visible) == (0.25, 0.3)
    assert recipe.sources[:2] == (beside / "recipe.toml", beside / "object.txt")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("object.txt", "What is {colour}?", "object.txt: expected one of {label}, {name}, found {colour}"),
        ("object.txt", "What is {name.__class__}?", "found {name.__class__}"),
        ("object.txt", "What is {name!r}?", "found {name}"),
        ("scene.txt", "Say {object_text:>9}", "found {object_text:>9}"),
        ("scene.txt", "A { brace", "must be doubled"),
        ("video.txt", "  \n", "found an empty file"),
        ("recipe.toml", "colour = 1", "there is no key 'colour'"),
        ("recipe.toml", "[filters]\nsize = 1", "there is no key 'filters.size'"),
        ("recipe.toml", "[pictures]\nvideo_frames = 0", "pictures.video_frames: expected 1 to 32, found 0"),
        ("recipe.toml", "[pictures]\nvideo_frames = true", "found True"),
        ("recipe.toml", "[pictures]\nbackground = [1, 2]", "three numbers from 0 to 255"),
        ("recipe.toml", "filters = 3", "filters: expected a table, found 3"),
        ("recipe.toml", "[filters]\nleast_area = nan", "filters.least_area: expected 0 to 1, found nan"),
        ("recipe.toml", "[check]\nunclear = 'maybe'", "check.unclear"),
        ("recipe.toml", "name = ", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(InputError) as refused:
        read(tmp_path)

    assert str(refused.value).startswith(str(tmp_path / name))
    assert said in str(refused.value)


def test_a_file_that_is_no_text_or_too_long_is_refused(tmp_path: Path) -> None:
    (tmp_path / "object.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)

    (tmp_path / "object.txt").write_text("x" * 70_000)
    with pytest.raises(InputError, match="at most"):
        read(tmp_path)
