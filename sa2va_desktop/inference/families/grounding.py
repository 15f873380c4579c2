"""The SAM 2 part of a checkpoint, which is the same in all families: its sizes and its table of tensor names."""

from __future__ import annotations

import re
from collections.abc import Collection

from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.tensor_map import Rule
from sa2va_desktop.modeling.sam2_network import GroundingConfig
from sa2va_desktop.translation import translate

_TUNED_DECODER_PREFIX = "grounding_encoder.sam2_model.sam_mask_decoder_modified."
_GROUNDING_LIMITS = {"image_size": 4096, "stages": 128, "memory_attention_layers": 64, "num_maskmem": 64}
_SAM2 = r"grounding_encoder\.sam2_model\."


def read_grounding_config(config: ConfigValues) -> GroundingConfig:
    """SAM 2's sizes. Unknown keys are refused: a size that we ignore would be a wrong network."""
    if "grounding_encoder_config" not in config:
        return GroundingConfig()
    section = config.section("grounding_encoder_config")
    for key, value in section.values.items():
        numbers = value if isinstance(value, list) else [value]
        limit = _GROUNDING_LIMITS.get(key, 16384)
        if not numbers or not all(type(number) in (int, bool) and 0 <= number <= limit for number in numbers):
            raise section.error(key, translate("inference", "whole numbers from 0 to {0}").format(limit), value)
    grounding = GroundingConfig.from_dict(section.values)
    if grounding.unknown:
        raise section.error(
            grounding.unknown[0], translate("inference", "absent, because this size is not known"), "it"
        )
    return grounding


def has_tuned_decoder(stored_names: Collection[str]) -> bool:
    """Whether the original and the tuned mask decoder are both there."""
    return any(name.startswith(_TUNED_DECODER_PREFIX) for name in stored_names)


SAM2_RULES = (
    Rule(re.escape(_TUNED_DECODER_PREFIX) + r"(.+)", (r"tuned_mask_decoder.\1",)),
    # Renamed in the files because older library versions rewrote every "gamma".
    Rule(_SAM2 + r"(memory_encoder\.fuser\.layers\.\d+)\.g_weight", (r"sam2.\1.gamma",)),
    Rule(_SAM2 + r"(.+)", (r"sam2.\1",)),
)
