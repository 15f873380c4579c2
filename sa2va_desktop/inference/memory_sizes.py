"""How many bytes each part and each step of a checkpoint takes: arithmetic from its sizes, without torch.

What is counted is the largest set of tensors that live at the same moment, which `benchmarks/memory_plan.py` compares
with what a process really takes. Shape letters: S tokens, D language-model width, I inner width of a block.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

FLOAT32_BYTES = 4
DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


class Quantisation(enum.Enum):
    """How the linear layers of the language model's blocks are stored; the value is the bits of a weight, 0 as loaded."""

    NONE = 0
    INT8 = 8
    INT4 = 4


_QUANTISED_BYTES = {
    Quantisation.INT8: 1.0 + 1 / 256,  # and a float32 scale for each output row
    Quantisation.INT4: 0.5 + 1 / 64,  # and an 8-bit scale for 64 weights
}


@dataclass(frozen=True)
class PartCounts:
    """Numbers of weights. `embeddings` has the output matrix too when it is one of its own; `vision` has all the rest."""

    language_blocks: float
    embeddings: float
    vision: float
    grounding: float

    @property
    def total(self) -> float:
        return self.language_blocks + self.embeddings + self.vision + self.grounding

    def weight_bytes(self, dtype: str, quantisation: Quantisation = Quantisation.NONE) -> int:
        """Of all weights; the SAM 2 part is float32 whatever the rest is."""
        return round(
            self.block_bytes(dtype, quantisation)
            + (self.embeddings + self.vision) * DTYPE_BYTES[dtype]
            + self.grounding * FLOAT32_BYTES
        )

    def block_bytes(self, dtype: str, quantisation: Quantisation = Quantisation.NONE) -> int:
        """Of the language model's blocks, which are what can be quantised, offloaded or spread."""
        return round(self.language_blocks * _QUANTISED_BYTES.get(quantisation, DTYPE_BYTES[dtype]))


@dataclass(frozen=True)
class LanguageSizes:
    """Of the language model: `kv_heads` keys and values of `head_width` a layer and token."""

    layers: int
    width: int
    inner_width: int
    heads: int
    kv_heads: int
    head_width: int

    def cache_bytes(self, tokens: int, width_bytes: int) -> int:
        """Keys and values of S tokens; the buffers grow by a quarter when they are full."""
        return round(2 * self.layers * self.kv_heads * self.head_width * tokens * width_bytes * 1.25)

    def prefill_bytes(self, chunk: int, tokens: int, width_bytes: int) -> int:
        """Activations while `chunk` of `tokens` tokens are read, the embedded prompt (S, D) included."""
        rows = min(chunk, tokens)
        activations = rows * (4 * self.width + 3 * self.inner_width + 2 * self.heads * self.head_width)
        repeated = 2 * self.heads * self.head_width * tokens if self.heads != self.kv_heads else 0
        mask = rows * tokens
        return (activations + repeated + mask + 2 * tokens * self.width) * width_bytes


@dataclass(frozen=True)
class VisionSizes:
    """Of the vision tower: a tile has `patches` rows inside it and `tokens` rows behind it."""

    width: int
    inner_width: int
    patches: int
    tokens: int

    def tile_bytes(self, width_bytes: int) -> int:
        """Activations of one tile on its way through a block."""
        return self.patches * (5 * self.width + 2 * self.inner_width) * width_bytes


@dataclass(frozen=True)
class GroundingSizes:
    """Of the SAM 2 part; see `modeling.sam2_network.GroundingConfig`."""

    image_size: int
    embed_dim: int
    d_model: int
    mem_dim: int
    num_maskmem: int
    decoders: int = 1

    @property
    def encoder_bytes(self) -> int:
        """Activations of the image encoder: the first stage, whose map is the largest, and the levels that are kept."""
        positions = (self.image_size // 4) ** 2
        block = positions * self.embed_dim * 18  # its rows are 11; windows and the allocator add to them
        levels = positions * self.embed_dim * (1 + 1 / 2 + 1 / 4 + 1 / 8)
        return round((block + levels) * FLOAT32_BYTES)

    @property
    def feature_bytes(self) -> int:
        """What is kept of one frame in the feature cache."""
        positions = (self.image_size // 16) ** 2
        fine = 16 * self.d_model // 8 + 4 * self.d_model // 4
        return positions * (self.d_model + self.decoders * fine) * FLOAT32_BYTES

    @property
    def object_bytes(self) -> int:
        """Activations for each object that is computed together with others: decoder, memory attention, memory encoder."""
        positions = (self.image_size // 16) ** 2
        keys = self.num_maskmem * positions
        attention = keys * (4 * self.mem_dim + 3 * self.d_model) + 12 * positions * self.d_model
        decoder = 16 * positions * (self.d_model // 8 * 3 + 8)
        masks = 5 * self.image_size**2
        return max(attention, decoder, masks) * FLOAT32_BYTES

    def memory_bytes(self, key_frames: int) -> int:
        """What tracking remembers of one object, in bfloat16."""
        positions = (self.image_size // 16) ** 2
        return (self.num_maskmem - 1 + key_frames) * positions * self.mem_dim * 2


@dataclass(frozen=True)
class ModelSizes:
    """A checkpoint in numbers. `language` and `vision` are None for SAM 2 alone."""

    counts: PartCounts
    grounding: GroundingSizes
    language: LanguageSizes | None = None
    vision: VisionSizes | None = None


@dataclass(frozen=True)
class RequestSizes:
    """What a request asks for.

    Attributes:
        tiles: pictures or parts of one that go through the vision tower.
        tokens: of the prompt, the pictures' included; `new_tokens` is the limit of the answer.
        objects, frames, key_frames: of masks; 0 without any.
        kept_bytes: of conversations whose keys and values stay in memory.
    """

    tiles: int = 0
    tokens: int = 0
    new_tokens: int = 0
    objects: int = 0
    frames: int = 0
    key_frames: int = 0
    kept_bytes: int = 0
