"""The joined network: the projector's order of channels, and building without memory."""

from __future__ import annotations

import pytest
import torch
from transformers.models.internvl.modeling_internvl import InternVLModel

from sa2va_desktop.modeling.internvl import InternvlConfig, InternvlNetwork
from sa2va_desktop.modeling.network import build_on_meta
from sa2va_desktop.modeling.sam2_network import GroundingConfig

CONFIG = InternvlConfig(
    tile_size=32,
    patch_size=8,
    shuffle=2,
    vision={
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "attention_bias": True,
        "image_size": [32, 32],
        "patch_size": [8, 8],
    },
    language={
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "intermediate_size": 16,
        "vocab_size": 20,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6},
    },
    grounding=GroundingConfig(
        image_size=128,
        embed_dim=16,
        num_heads=1,
        stages=(1, 1, 2, 1),
        global_att_blocks=(3,),
        window_spec=(8, 4, 4, 2),
        d_model=32,
        mem_dim=8,
        memory_attention_layers=1,
        dim_feedforward=32,
        sam_mlp_dim=32,
        iou_head_hidden_dim=32,
    ),
    tied_head=True,
    tuned_decoder=True,
)


@pytest.fixture(scope="module")
def network() -> InternvlNetwork:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return InternvlNetwork(CONFIG).eval()


def test_patches_are_folded_as_the_librarys_pixel_shuffle_does(network: InternvlNetwork):
    patches = torch.randn(2, 1 + 16, 16)
    grid = patches[:, 1:].reshape(2, 4, 4, 16)

    folded = network.fold_patches(patches)

    theirs = InternVLModel.pixel_shuffle(None, grid, scale_factor=0.5)  # type: ignore[arg-type]
    assert torch.equal(folded, theirs.reshape(2, 4, 64))


def test_a_tile_becomes_its_grid_of_tokens(network: InternvlNetwork):
    with torch.inference_mode():
        tokens = network.encode_tiles(torch.randn(3, 3, 32, 32))

    assert tokens.shape == (3, CONFIG.tile_tokens, 16)
    assert CONFIG.token_grid == 2


def test_a_network_built_on_meta_computes_the_same_after_its_weights_came(network: InternvlNetwork):
    rebuilt = build_on_meta(lambda: InternvlNetwork(CONFIG))
    assert all(parameter.is_meta for parameter in rebuilt.parameters())
    embeds = torch.randn(1, 5, 16)

    rebuilt.load_state_dict(network.state_dict(), assign=True)
    rebuilt.finish_meta_load(torch.device("cpu"))
    rebuilt.eval()

    with torch.inference_mode():
        theirs = network.language_model(inputs_embeds=embeds).logits
        assert torch.equal(rebuilt.language_model(inputs_embeds=embeds).logits, theirs)
        pixels = torch.randn(1, 3, 128, 128)
        ours = rebuilt.sam2.image_encoder(pixels)["backbone_fpn"]
        assert all(torch.equal(a, b) for a, b in zip(ours, network.sam2.image_encoder(pixels)["backbone_fpn"]))
    assert rebuilt.language_model.lm_head.weight is rebuilt.language_model.model.embed_tokens.weight
    frequencies = [module.freqs_cis for module in rebuilt.sam2.modules() if hasattr(module, "freqs_cis")]
    expected = [module.freqs_cis for module in network.sam2.modules() if hasattr(module, "freqs_cis")]
    assert frequencies
    assert all(torch.equal(a, b) for a, b in zip(frequencies, expected, strict=True))


def test_the_seg_decoder_is_the_tuned_one_where_there_are_two(network: InternvlNetwork):
    assert network.seg_mask_decoder is network.tuned_mask_decoder
    assert network.project_seg(torch.randn(2, 16)).shape == (2, 32)
