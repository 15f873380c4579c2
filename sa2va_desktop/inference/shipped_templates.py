"""The chat template that a Qwen-VL folder ships: recognised by its text, and written by our own code.

Nothing from the folder is executed. A template that is not known here needs the person's consent
(`unknown_templates`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.chat_templates import ChatTemplate, Dialect, PictureMarks
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.inference.unknown_templates import derive_dialect
from sa2va_desktop.translation import translate

QWEN_VL_MARKS = PictureMarks(
    start="<|vision_start|>", token="<|image_pad|>", stop="<|vision_end|>", separator="", is_placed=False
)
_TURN_END = "<|im_end|>"

_WITHOUT_SYSTEM = ChatTemplate(
    name="qwen3_vl",
    user_start="<|im_start|>user\n",
    user_stop="<|im_end|>\n<|im_start|>assistant\n",
    stop_words=(_TURN_END,),
)
_WITH_SYSTEM = replace(
    _WITHOUT_SYSTEM,
    name="qwen2_5_vl",
    opening="<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n",
)

_KNOWN = {
    # Qwen2.5-VL-Instruct and Qwen2-VL-Instruct, chat_template.json.
    # Source: github.com/sophgo/LLM-TPU at d581e7b, models/Qwen2_5_VL/config.
    "a0bc6f6fc7a29a80017a433e8f03a1cc1236e838a944a2d034295a60c4f2fddb": _WITH_SYSTEM,
    # The one in Qwen2.5-VL-Instruct's tokenizer_config.json: for text only, with the same turns. Same source.
    "4039eed0f28b7aaa337e70c76cfedba3271ee32505835a095a8c92e536b3c355": _WITH_SYSTEM,
    # Qwen3-VL-Instruct, chat_template.json. Same source, models/Qwen3_VL/config.
    "9d879ef91075acbfb2df7e441fd79d60bacfca989cf6d511d2af45c681e94f10": _WITHOUT_SYSTEM,
    # The first one with its system turn removed, as the published converter means to do.
    "b17137645c544af2d4558d36a6723777b736b4045bda225eeedf90595cc774ed": _WITHOUT_SYSTEM,
}
"""Templates by the SHA-256 of their text."""


@dataclass(frozen=True)
class _Shipped:
    path: Path
    text: str


def read_shipped_dialect(config: ConfigValues, folder: Path, *, allow_unknown: bool) -> Dialect:
    """How the folder wants turns to be written.

    Args:
        allow_unknown: the person agreed to have an unknown template rendered, in a sandbox.

    Raises:
        CheckpointError: there is no template, or an unknown one that is not allowed or cannot be used.
    """
    shipped = _find(folder)
    stop_words = _stop_words(config, folder)
    known = _KNOWN.get(_fingerprint(shipped.text))
    if known is not None:
        return Dialect(replace(known, stop_words=stop_words), QWEN_VL_MARKS)
    if not allow_unknown:
        raise CheckpointError(
            translate(
                "inference",
                "{0}: the chat template is not one that is known here, so it is not used unless you allow it: tick “Allow unknown chat templates” in the settings, or give --allow-template; it then runs in a sandbox.",
            ).format(shipped.path)
        )
    return derive_dialect(shipped.text, shipped.path, marks=QWEN_VL_MARKS, stop_words=stop_words)


def training_layout(dialect: Dialect) -> Dialect:
    """The same turns as they were written in training: no system turn, and a line for each picture."""
    return Dialect(
        replace(dialect.template, name=f"{dialect.template.name} (training)", opening=""),
        replace(dialect.marks, separator="\n", is_placed=True),
    )


def _find(folder: Path) -> _Shipped:
    """The first of the places where the library looks for a processor's template, then the tokenizer's own."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        try:
            return _Shipped(path, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CheckpointError(
                translate("inference", "{0} cannot be read: {1}.").format(path, error)
            ) from error
    for name in ("chat_template.json", "processor_config.json", "tokenizer_config.json"):
        path = folder / name
        text = read_json(path).get("chat_template") if path.is_file() else None
        if isinstance(text, str):
            return _Shipped(path, text)
    raise CheckpointError(
        translate(
            "inference", "{0} has no chat template; chat_template.jinja or chat_template.json is expected."
        ).format(folder)
    )


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()


def _stop_words(config: ConfigValues, folder: Path) -> tuple[str, ...]:
    """What ends an answer: the end tokens of config.json. generation_config.json has no say in the published code."""
    sections = [config, *([config.section("text_config")] if "text_config" in config else [])]
    stated = [section.values.get("eos_token_id") for section in sections]
    ends = next((value for value in stated if value is not None), None)
    ids = ends if isinstance(ends, list) else [ends]
    added = read_json(folder / "tokenizer_config.json").get("added_tokens_decoder")
    contents = [added.get(str(token_id)) for token_id in ids] if isinstance(added, dict) else []
    words = tuple(
        str(token["content"]) for token in contents if isinstance(token, dict) and token.get("content")
    )
    return words or (_TURN_END,)
