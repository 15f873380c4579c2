"""The Qwen2.5-VL and Qwen3-VL families: sizes from config.json, and the table of tensor names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sa2va_desktop.inference.api import TurnOptions
from sa2va_desktop.inference.chat_templates import Dialect
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families.family import Family, StoredShapes
from sa2va_desktop.inference.families.grounding import SAM2_RULES, has_tuned_decoder, read_grounding_config
from sa2va_desktop.inference.qwen_vl_features import QwenVlPictureEncoder
from sa2va_desktop.inference.shipped_templates import read_shipped_dialect, training_layout
from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.inference.tensor_map import Rule
from sa2va_desktop.modeling.qwen_vl import QwenVlConfig, QwenVlKind, QwenVlNetwork
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_WRAPPER = "Sa2VAChatModelQwen"
_HEADS = ("model.lm_head.weight", "lm_head.weight")
_EMBEDDING = "embed_tokens.weight"
_PIXEL_STATISTICS = {
    QwenVlKind.QWEN2_5: ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    QwenVlKind.QWEN3: ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
}
_NO_REGIONS = QT_TRANSLATE_NOOP("inference", "this family was not trained with marked regions.")


def read_qwen_vl_config(kind: QwenVlKind, config: ConfigValues, stored_shapes: StoredShapes) -> QwenVlConfig:
    """Sizes of a checkpoint, and how it wants pixels to be normalised."""
    vision = config.section("vision_config")
    # Exports by older versions of the library have the text model's values at the top.
    text = config.section("text_config") if "text_config" in config else config
    arguments = _vision_arguments(vision, kind)
    mean, std = _pixel_statistics(config, kind, arguments)
    return QwenVlConfig(
        kind=kind,
        vision=arguments,
        text=_text_arguments(text, kind, stored_shapes),
        pixel_mean=mean,
        pixel_std=std,
        grounding=read_grounding_config(config),
        tied_head=_head_is_tied(config, text, stored_shapes),
        tuned_decoder=has_tuned_decoder(stored_shapes),
    )


def _vision_arguments(vision: ConfigValues, kind: QwenVlKind) -> dict[str, object]:
    vision.whole("in_channels", low=3, high=3, default=3)
    depth = vision.whole("depth", high=256)
    arguments: dict[str, object] = {
        "depth": depth,
        "hidden_size": vision.whole("hidden_size", high=16384),
        "intermediate_size": vision.whole("intermediate_size", high=131072),
        "num_heads": vision.whole("num_heads", high=1024),
        "patch_size": vision.whole("patch_size", high=64),
        "spatial_merge_size": vision.whole("spatial_merge_size", high=8, default=2),
        "temporal_patch_size": vision.whole("temporal_patch_size", high=8, default=2),
        "out_hidden_size": vision.whole("out_hidden_size", high=65536),
    }
    if kind is QwenVlKind.QWEN2_5:
        return arguments | {
            "hidden_act": vision.choice("hidden_act", ("silu",), default="silu"),
            "window_size": vision.whole("window_size", high=4096),
            "fullatt_block_indexes": _layers(vision, "fullatt_block_indexes", depth),
        }
    return arguments | {
        "hidden_act": vision.choice("hidden_act", ("gelu_pytorch_tanh",), default="gelu_pytorch_tanh"),
        "num_position_embeddings": vision.whole("num_position_embeddings", high=1_000_000),
        "deepstack_visual_indexes": _layers(vision, "deepstack_visual_indexes", depth),
    }


def _layers(vision: ConfigValues, key: str, depth: int) -> list[int]:
    layers = vision.values.get(key)
    if not isinstance(layers, list) or not all(type(layer) is int and 0 <= layer < depth for layer in layers):
        expected = translate("inference", "a list of layers from 0 to {0}").format(depth - 1)
        raise vision.error(key, expected, layers)
    return layers


def _text_arguments(text: ConfigValues, kind: QwenVlKind, stored_shapes: StoredShapes) -> dict[str, object]:
    heads = text.whole("num_attention_heads", high=1024)
    layers = text.whole("num_hidden_layers", high=256)
    width = text.whole("hidden_size", high=65536)
    arguments: dict[str, object] = {
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": text.whole("num_key_value_heads", high=heads, default=heads),
        "intermediate_size": text.whole("intermediate_size", high=262144),
        "rms_norm_eps": text.number("rms_norm_eps", low=0.0, high=1.0, default=1e-6),
        "hidden_act": text.choice("hidden_act", ("silu",), default="silu"),
        "max_position_embeddings": text.whole("max_position_embeddings", high=10_000_000),
        "vocab_size": _vocabulary(text, stored_shapes),
    }
    if kind is QwenVlKind.QWEN2_5:
        if width % heads:
            expected = translate("inference", "a divisor of hidden_size {0}").format(width)
            raise text.error("num_attention_heads", expected, heads)
        if text.flag("use_sliding_window", default=False):
            raise text.error("use_sliding_window", "false", True)
        return arguments | {
            "rope_parameters": _rope(text, width // heads),
            "use_sliding_window": False,
            "layer_types": ["full_attention"] * layers,
            "bos_token_id": None,
            "eos_token_id": None,
        }
    head_width = text.whole("head_dim", high=4096, default=128)
    return arguments | {
        "head_dim": head_width,
        "attention_bias": text.flag("attention_bias", default=False),
        "rope_parameters": _rope(text, head_width),
    }


def _vocabulary(text: ConfigValues, stored_shapes: StoredShapes) -> int:
    """The file decides: the tokens that were added last are in the tensor even where the config forgot them."""
    shapes = [shape for name, shape in stored_shapes.items() if name.endswith(_EMBEDDING) and len(shape) == 2]
    return shapes[0][0] if len(shapes) == 1 else text.whole("vocab_size", high=2_000_000)


def _rope(text: ConfigValues, head_width: int) -> dict[str, object]:
    """Newer configs keep all in `rope_parameters`. Stretched contexts are refused, as none was released."""
    name = "rope_parameters" if text.values.get("rope_parameters") is not None else "rope_scaling"
    section = text.section(name)
    for key in ("type", "rope_type"):
        section.choice(key, ("default", "mrope"), default="default")
    shares = section.values.get("mrope_section")
    is_whole = isinstance(shares, list) and len(shares) == 3 and all(type(share) is int for share in shares)
    if not is_whole or min(shares) < 0 or 2 * sum(shares) != head_width:  # type: ignore[type-var,arg-type]
        expected = translate("inference", "three numbers with the sum {0}").format(head_width // 2)
        raise section.error("mrope_section", expected, shares)
    place = section if "rope_theta" in section else text
    theta = place.number("rope_theta", low=1.0, high=1e12, default=1_000_000.0)
    return {"rope_type": "default", "rope_theta": theta, "mrope_section": shares}


def _head_is_tied(config: ConfigValues, text: ConfigValues, stored_shapes: StoredShapes) -> bool:
    """The file decides: a stored head is used. Without one, an explicit "not tied" makes it a missing tensor."""
    if any(name in stored_shapes for name in _HEADS):
        return False
    place = text if "tie_word_embeddings" in text else config
    return place.flag("tie_word_embeddings", default=True)


Statistics = tuple[float, float, float]


def _pixel_statistics(
    config: ConfigValues, kind: QwenVlKind, vision: dict[str, object]
) -> tuple[Statistics, Statistics]:
    """Mean and standard deviation from preprocessor_config.json, or the family's own where there is no such file.

    Raises:
        CheckpointError: the file asks for something that would be another picture than the one we make.
    """
    path = config.path.parent / "preprocessor_config.json"
    if not path.is_file():
        return _PIXEL_STATISTICS[kind]
    values = ConfigValues(read_json(path), path)
    sizes = {
        "patch_size": "patch_size",
        "merge_size": "spatial_merge_size",
        "temporal_patch_size": "temporal_patch_size",
    }
    for key, ours in sizes.items():
        if values.values.get(key, vision[ours]) != vision[ours]:
            raise values.error(key, f"vision_config.{ours}, {vision[ours]}", values.values[key])
    values.whole("resample", low=3, high=3, default=3)
    mean, std = _PIXEL_STATISTICS[kind]
    return _triple(values, "image_mean", mean), _triple(values, "image_std", std, low=1e-3)


def _triple(values: ConfigValues, key: str, default: Statistics, *, low: float = 0.0) -> Statistics:
    numbers = values.values.get(key, list(default))
    if (
        not isinstance(numbers, list)
        or len(numbers) != 3
        or not all(type(number) in (int, float) and low <= number <= 1 for number in numbers)
    ):
        raise values.error(key, translate("inference", "three numbers from {0} to 1").format(low), numbers)
    return (float(numbers[0]), float(numbers[1]), float(numbers[2]))


def _rules(kind: QwenVlKind) -> tuple[Rule, ...]:
    """The wrapper's own "model." stands before the library's names; old exports lack "language_model."."""
    wrapped = r"(?:model\.){1,2}"
    final_norm = "final_norm" if kind is QwenVlKind.QWEN3 else "language_model.norm"
    return (
        Rule(wrapped + r"visual\.(.+)", (r"visual.\1",)),
        Rule(wrapped + r"(?:language_model\.)?norm\.weight", (f"{final_norm}.weight",)),
        Rule(wrapped + r"(?:language_model\.)?((?:embed_tokens|layers)\..+)", (r"language_model.\1",)),
        Rule(r"(?:model\.)?lm_head\.weight", ("lm_head.weight",)),
        Rule(r"text_hidden_fcs\.(\d)\.(weight|bias)", (r"text_hidden_fcs.\1.\2",)),
        *SAM2_RULES,
    )


def _read_dialect(config: ConfigValues, folder: Path, options: TurnOptions) -> Dialect:
    dialect = read_shipped_dialect(config, folder, allow_unknown=options.allow_unknown_template)
    return training_layout(dialect) if options.training_layout else dialect


def _family(kind: QwenVlKind) -> Family:
    return Family(
        name=kind.value,
        wrapper=_WRAPPER,
        language=kind.value,
        rules=_rules(kind),
        ignorable=(r".*\.inv_freq",),
        read_config=partial(read_qwen_vl_config, kind),
        build=QwenVlNetwork,
        read_dialect=_read_dialect,
        picture_encoder=QwenVlPictureEncoder,
        lacks={"region_prompts": _NO_REGIONS},
        grounds_prompt=True,
    )


QWEN2_5_VL = _family(QwenVlKind.QWEN2_5)
QWEN3_VL = _family(QwenVlKind.QWEN3)
