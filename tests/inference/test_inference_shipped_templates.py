"""The chat template of a folder: known ones are data, unknown ones need consent and become data in a sandbox."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference import unknown_templates
from sa2va_desktop.inference.chat_templates import Dialect
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.shipped_templates import QWEN_VL_MARKS, read_shipped_dialect, training_layout
from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.inference.unknown_templates import derive_dialect

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "golden"
STOP = ("<|im_end|>",)
SYSTEM = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"


def folder_with(tmp_path: Path, family: str, **files: str | None) -> Path:
    """Configuration files of a recorded checkpoint, some of them replaced or (None) left out."""
    source = GOLDEN / family / "checkpoint"
    for name in ("config.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(source / name, tmp_path / name)
    for name, text in files.items():
        path = tmp_path / name.replace("__", ".")
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    return tmp_path


def read(folder: Path, *, allow_unknown: bool = False) -> Dialect:
    config = ConfigValues(read_json(folder / "config.json"), folder / "config.json")
    return read_shipped_dialect(config, folder, allow_unknown=allow_unknown)


def written(dialect: Dialect) -> tuple[str, str]:
    """What stands round a first text, and from there to a second one."""
    template = dialect.template
    return (
        f"{template.opening}{template.user_start}TEXT{template.user_stop}",
        f"{template.stop_words[0]}{template.turn_stop}{template.user_start}",
    )


@pytest.mark.parametrize(("family", "opening"), [("qwen2_5_vl", SYSTEM), ("qwen3_vl", "")])
def test_a_known_template_is_data_that_says_what_the_template_writes(family: str, opening: str):
    folder = GOLDEN / family / "checkpoint"

    known = read(folder)
    rendered = derive_dialect(
        (folder / "chat_template.jinja").read_text(), folder, marks=QWEN_VL_MARKS, stop_words=STOP
    )

    assert known.template.name == family
    assert known.template.opening == opening
    assert written(known) == written(rendered)
    assert known.marks == rendered.marks


def test_a_template_is_found_in_every_place_where_folders_have_it(tmp_path: Path):
    text = (GOLDEN / "qwen2_5_vl" / "checkpoint" / "chat_template.jinja").read_text()
    folder = folder_with(tmp_path, "qwen2_5_vl", chat_template__jinja=None)
    with pytest.raises(CheckpointError, match="has no chat template"):
        read(folder)

    for name in ("tokenizer_config.json", "processor_config.json", "chat_template.json"):
        path = folder / name
        values = json.loads(path.read_text()) if path.is_file() else {}
        path.write_text(json.dumps({**values, "chat_template": text + "\r\n"}))

        assert read(folder).template.opening == SYSTEM

        path.write_text(json.dumps(values))


def test_the_end_of_an_answer_is_that_of_the_config_and_not_of_generation_config(tmp_path: Path):
    folder = folder_with(tmp_path, "qwen3_vl")
    (folder / "generation_config.json").write_text('{"eos_token_id": [652, 650]}')
    assert read(folder).template.stop_words == ("<|im_end|>",)

    config = json.loads((folder / "config.json").read_text())
    config["eos_token_id"] = [650, 652]
    (folder / "config.json").write_text(json.dumps(config))

    assert read(folder).template.stop_words == ("<|endoftext|>", "<|im_end|>")


OWN = (
    "{{ 'Be brief.\n' }}{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% for part in message.content %}{% if part.type == 'image' %}{% if not loop.first %}{{ '\n' }}{% endif %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text | trim }}{% endif %}{% endfor %}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def test_an_unknown_template_is_not_used_without_consent(tmp_path: Path):
    folder = folder_with(tmp_path, "qwen3_vl", chat_template__jinja=OWN)

    with pytest.raises(CheckpointError, match=r"chat_template\.jinja: .*--allow-template"):
        read(folder)


def test_an_unknown_template_becomes_data_with_consent(tmp_path: Path):
    folder = folder_with(tmp_path, "qwen3_vl", chat_template__jinja=OWN)

    dialect = read(folder, allow_unknown=True)

    assert written(dialect) == (
        "Be brief.\n<|im_start|>user\nTEXT<|im_end|>\n<|im_start|>assistant\n",
        "<|im_end|>\n<|im_start|>user\n",
    )
    assert dialect.marks.separator == "\n"
    assert dialect.template.name.startswith("unknown ")


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{% for x in messages %}", "TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError"),
        ("{{ messages.append(1) }}", "SecurityError"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{{ 'a' * 10**9 }}", "it uses"),
        ("{{ '%900000000d' % 1 }}", "it uses %"),
        ("{% for i in range(90000) %}{{ messages }}{% endfor %}", "more than 65536 characters"),
        ("{{ raise_exception('not for me') }}", "not for me"),
        ("{# " + "x" * 70000 + " #}", "70006 characters"),
        ("nothing", "once but 0 times"),
        (OWN.replace("<|im_end|>", "<|end|>"), "does not close an answer"),
        (OWN.replace("<|vision_start|>", "Picture {{ loop.index }}: <|vision_start|>"), "two pictures"),
        (OWN.replace("{{ message.role }}", "{{ message.role }}{{ loop.length }}"), "when others follow"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_in_one_sentence(template: str, complaint: str):
    with pytest.raises(CheckpointError) as raised:
        derive_dialect(template, Path("folder/chat_template.jinja"), marks=QWEN_VL_MARKS, stop_words=STOP)

    assert complaint in str(raised.value)
    assert str(raised.value).startswith("folder/chat_template.jinja: ")
    assert "\n" not in str(raised.value)


def test_a_template_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unknown_templates, "_SECONDS", 1.0)
    endless = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"

    with pytest.raises(CheckpointError, match="not finished after 1 second"):
        derive_dialect(endless, Path("t.jinja"), marks=QWEN_VL_MARKS, stop_words=STOP)


def test_the_training_layout_has_no_system_turn_and_a_line_for_each_picture():
    dialect = training_layout(read(GOLDEN / "qwen2_5_vl" / "checkpoint"))

    assert dialect.template.opening == ""
    assert (dialect.marks.separator, dialect.marks.is_placed) == ("\n", True)
