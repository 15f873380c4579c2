"""The Qwen-VL networks: built without memory, fed in pieces, with positions in three directions."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import Qwen2_5_VLConfig, Qwen3VLConfig
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VLModel, Qwen2_5_VLVisionAttention
from transformers.models.qwen3_vl.modeling_qwen3_vl import Qwen3VLModel

from sa2va_desktop.modeling.language_model import LanguageRows
from sa2va_desktop.modeling.network import build_on_meta
from sa2va_desktop.modeling.qwen_vl import (
    PatchEmbedding,
    QwenVlConfig,
    QwenVlKind,
    QwenVlNetwork,
    _native_parts,
    mrope_positions,
)
from sa2va_desktop.modeling.sam2_network import GroundingConfig
from sa2va_desktop.modeling.window_attention import WindowAttention

IMAGE = 7
TINY_SAM2 = GroundingConfig(
    embed_dim=16,
    num_heads=2,
    stages=(1, 2, 5, 2),
    global_att_blocks=(5, 7),
    d_model=64,
    mem_dim=16,
    memory_attention_layers=1,
    dim_feedforward=64,
    sam_mlp_dim=64,
    iou_head_hidden_dim=64,
)


def tiny_config(kind: QwenVlKind) -> QwenVlConfig:
    vision = {
        "depth": 3,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_heads": 2,
        "patch_size": 4,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "out_hidden_size": 64,
    }
    text = {
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "max_position_embeddings": 4096,
        "vocab_size": 50,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [6, 5, 5]},
    }
    if kind is QwenVlKind.QWEN2_5:
        vision |= {"window_size": 16, "fullatt_block_indexes": [1], "hidden_act": "silu"}
        text |= {"bos_token_id": None, "eos_token_id": None}
    else:
        vision |= {"num_position_embeddings": 16, "deepstack_visual_indexes": [0, 1]}
        text |= {"head_dim": 32}
    half = (0.5, 0.5, 0.5)
    return QwenVlConfig(
        kind=kind, vision=vision, text=text, pixel_mean=half, pixel_std=half, grounding=TINY_SAM2
    )


@pytest.fixture(params=list(QwenVlKind), ids=lambda kind: kind.value)
def network(request: pytest.FixtureRequest) -> QwenVlNetwork:
    torch.manual_seed(1)
    return QwenVlNetwork(tiny_config(request.param)).eval()


@torch.inference_mode()
def test_a_network_from_meta_computes_as_one_that_was_built_at_once(network: QwenVlNetwork):
    copied = build_on_meta(lambda: QwenVlNetwork(network.config)).eval()
    copied.load_state_dict(network.state_dict(), assign=True)

    copied.finish_meta_load(torch.device("cpu"))

    assert not [name for name, buffer in copied.named_buffers() if buffer.is_meta]
    patches, grid = torch.randn(16, 3 * 2 * 4 * 4), (1, 4, 4)
    ours, theirs = copied.encode_picture(patches, grid), network.encode_picture(patches, grid)
    assert torch.equal(ours.features, theirs.features)
    assert len(ours.deepstack) == (2 if network.config.kind is QwenVlKind.QWEN3 else 0)
    rows = LanguageRows(torch.randn(1, 5, 64), mrope_positions([1] * 5, IMAGE, [], merge=2)[0][:, None])
    read = [each.language.read(rows, each.language.new_cache()) for each in (copied, network)]
    assert torch.equal(read[0], read[1])


@torch.inference_mode()
def test_a_text_with_a_picture_read_in_pieces_gives_the_states_of_one_pass(network: QwenVlNetwork):
    ids = [1, 2, *[IMAGE] * 6, 3, 4, 5]
    picture = network.encode_picture(torch.randn(24, 3 * 2 * 4 * 4), (1, 4, 6))
    language = network.language
    positions, following = language.positions(ids, IMAGE, [(1, 4, 6)])
    assert positions is not None
    embeds = language.embed(ids)
    places = torch.tensor(ids) == IMAGE
    embeds[places] = picture.features

    def rows(start: int, stop: int) -> LanguageRows:
        first, last = ids[:start].count(IMAGE), ids[:stop].count(IMAGE)
        return LanguageRows(
            embeds[None, start:stop],
            positions[..., start:stop],
            places[None, start:stop] if picture.deepstack else None,
            tuple(level[first:last] for level in picture.deepstack),
        )

    whole = language.read(rows(0, len(ids)), language.new_cache())
    cache = language.new_cache()
    pieces = [language.read(rows(start, stop), cache) for start, stop in ((0, 1), (1, 5), (5, 9), (9, 11))]

    torch.testing.assert_close(torch.cat(pieces), whole, rtol=0, atol=1e-5)
    assert following == 2 + 3 + 3
    assert cache.length == len(ids)


@torch.inference_mode()
def test_only_qwen3_gives_states_from_before_the_final_norm(network: QwenVlNetwork):
    language = network.language
    rows = LanguageRows(language.embed([1, 2, 3])[None], language.positions([1, 2, 3], IMAGE, [])[0])

    states = language.read(rows, language.new_cache())

    mean_squares = states.pow(2).mean(-1)
    is_normed = bool((mean_squares - 1).abs().max() < 0.1)
    assert is_normed == (network.config.kind is QwenVlKind.QWEN2_5)
    norm = network.final_norm or torch.nn.Identity()
    torch.testing.assert_close(language.logits(states[-1]), network.lm_head(norm(states[-1])))


@torch.inference_mode()
@pytest.mark.parametrize("grid", [(1, 4, 4), (1, 6, 10), (1, 18, 2)])
def test_windows_at_once_attend_as_the_library_does_one_by_one(grid: tuple[int, int, int]):
    torch.manual_seed(2)
    tower, _ = _native_parts(tiny_config(QwenVlKind.QWEN2_5))
    replaced = [block.attn for block in tower.blocks if isinstance(block.attn, WindowAttention)]
    patches, grids = torch.randn(grid[1] * grid[2], 3 * 2 * 4 * 4), torch.tensor([grid])

    ours = tower(patches, grid_thw=grids).pooler_output
    for attention in replaced:
        attention.__class__ = Qwen2_5_VLVisionAttention
    theirs = tower(patches, grid_thw=grids).pooler_output

    assert len(replaced) == 2
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-6)


@torch.inference_mode()
def test_the_patch_embedding_is_the_convolution_of_the_library():
    ours = PatchEmbedding(3, 2, 4, 10, bias=True)
    patches = torch.randn(7, 3 * 2 * 4 * 4)

    convolved = ours.proj(patches.view(7, 3, 2, 4, 4)).flatten(1)

    torch.testing.assert_close(ours(patches), convolved, rtol=0, atol=1e-5)


segments = st.lists(
    st.one_of(st.integers(1, 5), st.tuples(st.integers(1, 4), st.integers(1, 4))), min_size=1, max_size=6
)


@given(segments)
def test_positions_are_those_of_the_library(parts: list[int | tuple[int, int]]):
    """Texts (a number of tokens) and pictures (their token grid), a text token before each picture."""
    ids: list[int] = []
    grids = []
    for part in parts:
        if isinstance(part, int):
            ids += [1] * part
        else:
            ids += [2, *[IMAGE] * (part[0] * part[1]), 3]
            grids.append((1, 2 * part[0], 2 * part[1]))

    positions, following = mrope_positions(ids, IMAGE, grids, merge=2)

    for config, model in ((Qwen2_5_VLConfig(), Qwen2_5_VLModel), (Qwen3VLConfig(), Qwen3VLModel)):
        with torch.device("meta"):
            native = _Shell(model, config)
        expected, delta = native.get_rope_index(
            torch.tensor([ids]),
            mm_token_type_ids=torch.tensor([[int(token == IMAGE) for token in ids]], dtype=torch.int32),
            image_grid_thw=torch.tensor(grids) if grids else None,
        )
        assert torch.equal(positions, expected[:, 0])
        assert following == len(ids) + int(delta)


class _Shell:
    """A library model without its networks: only what counts positions."""

    def __init__(self, model: type, config: object) -> None:
        self.config = config
        self.get_rope_index = model.get_rope_index.__get__(self)
        self.get_vision_position_ids = model.get_vision_position_ids.__get__(self)


@pytest.mark.parametrize(
    ("ids", "grids"),
    [([IMAGE, IMAGE], [(1, 2, 6)]), ([1, 2], [(1, 2, 2)]), ([IMAGE], [])],
    ids=["too few", "no picture", "too many"],
)
def test_image_tokens_that_do_not_fit_the_pictures_are_refused(
    ids: list[int], grids: list[tuple[int, int, int]]
):
    with pytest.raises(ValueError, match="image tokens"):
        mrope_positions(ids, IMAGE, grids, merge=2)
