"""The model families we read: how to recognise one by its config.json. One module a family."""

from __future__ import annotations

from collections.abc import Collection

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families.family import Family
from sa2va_desktop.inference.families.internvl import INTERNVL_FAMILIES
from sa2va_desktop.inference.families.qwen_vl import QWEN2_5_VL, QWEN3_VL
from sa2va_desktop.translation import translate

__all__ = ["FAMILIES", "Family", "detect_family"]

FAMILIES: Collection[Family] = (*INTERNVL_FAMILIES, QWEN2_5_VL, QWEN3_VL)


def detect_family(config: ConfigValues) -> Family:
    """
    Raises:
        CheckpointError: no family of ours; the sentence says what was found and what is read.
    """
    wrapper = _wrapper(config)
    language = _language(wrapper, config)
    for family in FAMILIES:
        if (family.wrapper, family.language) == (wrapper, language):
            return family
    known = " or ".join(
        f"{family.wrapper} with {family.language}" if family.language else family.wrapper for family in FAMILIES
    )
    raise CheckpointError(
        translate("inference", "{0}: the model family is {1} with language model {2}; {3} can be read.").format(
            config.path, wrapper, language or "none", known
        )
    )


def _wrapper(config: ConfigValues) -> str:
    """The class of the whole checkpoint. The library writes it into `text_config` of a Qwen2.5-VL, where it is found first."""
    if "text_config" in config:
        text = config.section("text_config")
        if text.values.get("architectures"):
            return _first_architecture(text)
    return _first_architecture(config)


def _language(wrapper: str, config: ConfigValues) -> str:
    """The language model, by what the config of the wrapper has about it."""
    if "llm_config" in config:
        return _first_architecture(config.section("llm_config"))
    if not wrapper.endswith("Qwen") or "vision_config" not in config:
        return ""
    return str(config.section("vision_config").values.get("model_type", ""))[:80].removesuffix("_vision")


def _first_architecture(config: ConfigValues) -> str:
    names = config.values.get("architectures")
    if not isinstance(names, list) or not names or not isinstance(names[0], str):
        raise config.error("architectures", translate("inference", "a list with a class name"), names)
    return names[0][:80]
