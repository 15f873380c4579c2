"""How the known chat templates write a turn. A table, not Jinja: nothing from a checkpoint is rendered."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.inference.config_values import ConfigValues


@dataclass(frozen=True)
class ChatTemplate:
    """One way of writing turns.

    Attributes:
        user_start, user_stop: what stands before and after the user's input; the answer follows `user_stop`.
        stop_words: the answer ends when its text, line breaks removed, ends with one of them. The first one closes
            an earlier answer that was cut off.
        turn_stop: what stands between a closed answer and the next turn.
        opening: what stands before the first turn, such as a system turn.
    """

    name: str
    user_start: str
    user_stop: str
    stop_words: tuple[str, ...]
    turn_stop: str = "\n"
    opening: str = ""


@dataclass(frozen=True)
class PictureMarks:
    """How pictures stand in a prompt.

    Attributes:
        start, token, stop: the tokens round and in a block of image tokens.
        separator: what stands between two blocks of one turn.
        placeholder: what in a text written by hand stands for the pictures.
        is_placed: True: the blocks take the placeholder's place; False: they stand before the text of the turn and
            the placeholder is deleted.
    """

    start: str
    token: str
    stop: str
    separator: str
    placeholder: str = "<image>"
    is_placed: bool = True


@dataclass(frozen=True)
class Dialect:
    """How one checkpoint wants turns and pictures to be written."""

    template: ChatTemplate
    marks: PictureMarks


INTERNVL_MARKS = PictureMarks(start="<img>", token="<IMG_CONTEXT>", stop="</img>", separator="\n")


_TEMPLATES = (
    ChatTemplate(
        name="qwen_chat",
        user_start="<|im_start|>user\n",
        user_stop="<|im_end|>\n<|im_start|>assistant\n",
        stop_words=("<|im_end|>", "<|endoftext|>"),
    ),
    ChatTemplate(
        name="internlm2_chat",
        user_start="<|im_start|>user\n",
        user_stop="<|im_end|>\n<|im_start|>assistant\n",
        stop_words=("<|im_end|>",),
    ),
    # None of its marks is a token of the Qwen2.5 vocabulary: they are spelled, and the stop is found in the text.
    ChatTemplate(
        name="phi3_chat",
        user_start="<|user|>\n",
        user_stop="<|end|>\n<|assistant|>\n",
        stop_words=("<|end|>",),
    ),
)
TEMPLATES = {template.name: template for template in _TEMPLATES}


def find_template(config: ConfigValues) -> ChatTemplate:
    """The template that config.json names; hyphens count as underscores.

    Raises:
        CheckpointError: none is named, or an unknown one.
    """
    name = config.values.get("template")
    template = TEMPLATES.get(name.replace("-", "_")) if isinstance(name, str) else None
    if template is None:
        raise config.error("template", " or ".join(TEMPLATES), name)
    return template
