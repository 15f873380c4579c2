"""A recipe is checked as a whole before any work, and what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.annotation.records import AnswerTask
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.batch.recipe import Instruction, read_recipe

WHOLE = """
[model]
checkpoint = "sa2va-nano"
frames = "first:3"
threads = 1

[[instructions]]
text = "the red car"
label = "car"

[[instructions]]
task = "describe"

[instruction_list]
file = "more.csv"

[[labels]]
name = "car"
color = [255, 0, 0]

[thresholds]
flag_below_iou = 0.7
drop_below_frames = 2

[export]
format = "coco"
images = true
"""


def test_everything_that_is_written_is_taken(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(
        "source,text,task,label\na.mp4,the dog,ask,\na.mp4,the cat,,car\n", "utf-8"
    )
    path = tmp_path / "recipe.toml"
    path.write_text(WHOLE, encoding="utf-8")

    recipe = read_recipe(path)

    assert recipe.instructions_of(Path("elsewhere/a.mp4")) == (
        Instruction("the red car", AnswerTask.SEGMENT, "car"),
        Instruction("", AnswerTask.DESCRIBE),
        Instruction("the dog", AnswerTask.ASK),
        Instruction("the cat", AnswerTask.SEGMENT, "car"),
    )
    assert len(recipe.instructions_of(Path("b.mp4"))) == 2
    assert (recipe.model.frames, recipe.model.threads) == ("first:3", 1)
    assert recipe.labels == {"car": (255, 0, 0)}
    assert (recipe.thresholds.flag_below_iou, recipe.thresholds.drop_below_frames) == (0.7, 2)
    assert (recipe.export.format_id, recipe.export.images) == ("coco", True)


ONE = '[[instructions]]\ntext = "the dog"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one of"),
        ("[[instructions]\n", "expected TOML"),
        ("[[instructions]]\n", "instructions 1: the field 'text' is needed"),
        (ONE + '[[instructions]]\ntext = "a"\ntask = "sing"\n', "instructions 2: the field 'task' is one of"),
        (ONE + '[[instructions]]\ntext = "a"\ntask = "describe"\n', "instructions 2: the field 'text'"),
        (ONE + 'word = "x"\n', "instructions 1: the field 'word' is not known"),
        ('instructions = "x"\n', "instructions: the field 'instructions' is a list"),
        (ONE + "[thresholds]\nflag_below_iou = 7\n", "thresholds: .* between 0 and 1"),
        (ONE + '[export]\nformat = "nope"\n', "export.format: expected one of"),
        (ONE + '[export]\nformat = "davis"\nchoices = {nope = "x"}\n', "export: davis has no choice 'nope'"),
        (ONE + '[model]\ngrounding = "x"\n', "model: the field 'grounding' is one of"),
        (ONE + 'label = "car"\n[[labels]]\nname = "dog"\n', "the label 'car', which is not in"),
        (ONE + "[surprise]\na = 1\n", "'surprise' is not known"),
        (ONE + '[instruction_list]\nfile = "none.csv"\n', r"none\.csv cannot be read"),
        (ONE + '[instruction_list]\nfile = "bad.csv"\n', r"bad\.csv, line 1: .* found no text"),
        (ONE + '[instruction_list]\nfile = "odd.csv"\n', r"odd\.csv, line 3: the field 'task'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "bad.csv").write_text("source,words\n", "utf-8")
    (tmp_path / "odd.csv").write_text("source,text,task\na,b,ask\na,b,sing\n", "utf-8")
    (tmp_path / "recipe.toml").write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=sentence):
        read_recipe(tmp_path / "recipe.toml")


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"recipe\.toml cannot be read"):
        read_recipe(tmp_path / "recipe.toml")
