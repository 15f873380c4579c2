"""The language models inside InternVL: their sizes from `llm_config`, and their tensors' names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families.family import StoredShapes
from sa2va_desktop.inference.tensor_map import Rule, Split
from sa2va_desktop.translation import translate

_INTERNLM2_LAYER = r"language_model\.model\.layers\.(\d+)\."
_NATIVE_LAYER = r"language_model.model.layers.\1."


def as_they_are(arguments: Mapping[str, object]) -> tuple[Rule, ...]:
    """Rules of a language model whose tensors have the library's own names."""
    return (Rule(r"(language_model\..+)", (r"\1",)),)


@dataclass(frozen=True)
class LanguageKind:
    """One kind of language model.

    Attributes:
        architecture: what `llm_config.architectures` says.
        native: the key of `modeling.internvl.LANGUAGE_CLASSES`.
        own_arguments: keyword arguments of the library's config beyond those that all kinds share.
        defaults: of the published config class, whose values the published export leaves out.
        rules: from the arguments, stored names → names of the network's parameters.
        embedding, head: stored names.
    """

    architecture: str
    native: str
    own_arguments: Callable[[ConfigValues], Mapping[str, object]]
    defaults: Mapping[str, object]
    rules: Callable[[Mapping[str, object]], tuple[Rule, ...]] = as_they_are
    embedding: str = "language_model.model.embed_tokens.weight"
    head: str = "language_model.lm_head.weight"

    def arguments(self, language: ConfigValues, stored_shapes: StoredShapes) -> dict[str, object]:
        """Keyword arguments of the library's config.

        Raises:
            CheckpointError: a value that cannot be used.
        """
        language = language.with_defaults(self.defaults)
        embedding_shape = stored_shapes.get(self.embedding, ())
        heads = whole_divisor(language, "num_attention_heads")
        return {
            "hidden_size": language.whole("hidden_size", high=65536),
            "num_hidden_layers": language.whole("num_hidden_layers", high=256),
            "num_attention_heads": heads,
            "num_key_value_heads": heads
            if language.values.get("num_key_value_heads") is None
            else language.whole("num_key_value_heads", high=heads),
            "intermediate_size": language.whole("intermediate_size", high=262144),
            "rms_norm_eps": language.number("rms_norm_eps", low=0.0, high=1.0, default=1e-6),
            "hidden_act": language.choice("hidden_act", ("silu",), default="silu"),
            "max_position_embeddings": language.whole("max_position_embeddings", high=10_000_000),
            # The tokens that were added last are in the tensor even where the config forgot them.
            "vocab_size": embedding_shape[0]
            if len(embedding_shape) == 2
            else language.whole("vocab_size", high=2_000_000),
            "rope_parameters": {"rope_type": "default", "rope_theta": _rope_theta(language)},
            **self.own_arguments(language),
        }

    def head_is_tied(self, language: ConfigValues, stored_shapes: StoredShapes) -> bool:
        """The file decides: a stored head is used. Without one, an explicit "not tied" makes it a missing tensor."""
        if self.head in stored_shapes:
            return False
        return language.flag("tie_word_embeddings", default=True)


def whole_divisor(section: ConfigValues, key: str) -> int:
    """A number of heads, which divides `hidden_size`."""
    heads = section.whole(key, high=1024)
    width = section.whole("hidden_size", high=65536)
    if width % heads:
        raise section.error(key, translate("inference", "a divisor of hidden_size {0}").format(width), heads)
    return heads


def _rope_theta(language: ConfigValues) -> float:
    """Newer configs keep it in `rope_parameters`, older ones beside `rope_scaling`.

    "dynamic" stretches the rotation only beyond `max_position_embeddings`, and we read no further: keys that are kept
    from turn to turn would have been rotated otherwise. Within, it is the plain rotation.
    """
    language.number("partial_rotary_factor", low=1.0, high=1.0, default=1.0)
    limits = {"low": 1.0, "high": 1e12, "default": 10000.0}
    for key in ("rope_parameters", "rope_scaling"):
        if language.values.get(key) is not None:
            section = language.section(key)
            name = "rope_type" if "rope_type" in section else "type"
            section.choice(name, ("default", "dynamic"), default="default")
            section.number("partial_rotary_factor", low=1.0, high=1.0, default=1.0)
            if "rope_theta" in section:
                return section.number("rope_theta", **limits)
    return language.number("rope_theta", **limits)


def _full_attention(language: ConfigValues) -> dict[str, object]:
    layers = language.whole("num_hidden_layers", high=256)
    return {"use_sliding_window": False, "layer_types": ["full_attention"] * layers}


def _qwen3_arguments(language: ConfigValues) -> dict[str, object]:
    return {
        "head_dim": language.whole("head_dim", high=4096, default=128),
        "attention_bias": language.flag("attention_bias", default=False),
        **_full_attention(language),
    }


def _llama_arguments(language: ConfigValues) -> dict[str, object]:
    width, heads = language.whole("hidden_size", high=65536), whole_divisor(language, "num_attention_heads")
    own = language.values.get("head_dim") is not None  # older configs leave it out or empty
    return {
        "head_dim": language.whole("head_dim", high=4096) if own else width // heads,
        "attention_bias": language.flag("attention_bias", default=False),
        "mlp_bias": language.flag("mlp_bias", default=False),
    }


def _phi3_arguments(language: ConfigValues) -> dict[str, object]:
    positions = language.whole("max_position_embeddings", high=10_000_000)
    if language.values.get("sliding_window") is not None:  # one that is never left is none
        language.whole("sliding_window", low=positions, high=10_000_000)
    return {"sliding_window": None, "pad_token_id": None}


def _internlm2_arguments(language: ConfigValues) -> dict[str, object]:
    if language.flag("bias", default=True):  # the published class has biases unless told otherwise
        raise language.error("bias", "false", language.values.get("bias", True))
    return {}


def _internlm2_rules(arguments: Mapping[str, object]) -> tuple[Rule, ...]:
    key_value_heads = int(str(arguments["num_key_value_heads"]))
    group = int(str(arguments["num_attention_heads"])) // key_value_heads
    layer_names = {
        r"attention\.wo": "self_attn.o_proj",
        r"feed_forward\.w1": "mlp.gate_proj",
        r"feed_forward\.w2": "mlp.down_proj",
        r"feed_forward\.w3": "mlp.up_proj",
        r"attention_norm": "input_layernorm",
        r"ffn_norm": "post_attention_layernorm",
    }
    names = {
        r"model\.tok_embeddings": "model.embed_tokens",
        r"model\.norm": "model.norm",
        "output": "lm_head",
    }
    qkv = tuple(f"{_NATIVE_LAYER}self_attn.{name}_proj.weight" for name in "qkv")
    return (
        Rule(_INTERNLM2_LAYER + r"attention\.wqkv\.weight", qkv, _split_groups(key_value_heads, group)),
        *(
            Rule(rf"{_INTERNLM2_LAYER}{stored}\.weight", (f"{_NATIVE_LAYER}{native}.weight",))
            for stored, native in layer_names.items()
        ),
        *(
            Rule(rf"language_model\.{stored}\.weight", (f"language_model.{native}.weight",))
            for stored, native in names.items()
        ),
    )


def _split_groups(key_value_heads: int, group: int) -> Split:
    """Query, key and value from one matrix: for each key-value head, its `group` query heads, then key, then value."""

    def split(stacked: Tensor) -> Sequence[Tensor]:
        grouped = stacked.unflatten(0, (key_value_heads, group + 2, -1))  # (KV, group + 2, head width, D)
        return (
            grouped[:, :group].flatten(0, 2),
            grouped[:, group].flatten(0, 1),
            grouped[:, group + 1].flatten(0, 1),
        )

    return split


_LLAMA_DEFAULTS = {
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "intermediate_size": 11008,
    "max_position_embeddings": 2048,
}
_QWEN_DEFAULTS = {**_LLAMA_DEFAULTS, "intermediate_size": 22016, "max_position_embeddings": 32768}
_PHI3_DEFAULTS = {
    **_LLAMA_DEFAULTS,
    "hidden_size": 3072,
    "intermediate_size": 8192,
    "max_position_embeddings": 4096,
    "rms_norm_eps": 1e-5,
}

QWEN2 = LanguageKind("Qwen2ForCausalLM", "qwen2", _full_attention, _QWEN_DEFAULTS)
QWEN3 = LanguageKind("Qwen3ForCausalLM", "qwen3", _qwen3_arguments, _QWEN_DEFAULTS)
LLAMA = LanguageKind("LlamaForCausalLM", "llama", _llama_arguments, _LLAMA_DEFAULTS)
PHI3 = LanguageKind("Phi3ForCausalLM", "phi3", _phi3_arguments, _PHI3_DEFAULTS)
INTERNLM2 = LanguageKind(
    "InternLM2ForCausalLM",
    "llama",
    _internlm2_arguments,
    _LLAMA_DEFAULTS,
    _internlm2_rules,
    embedding="language_model.model.tok_embeddings.weight",
    head="language_model.output.weight",
)
