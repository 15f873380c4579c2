"""The published Sa2VA runtime, timed on the same weights, frames and answer as ours.

    python benchmarks/published.py CHECKOUT CHECKPOINT FRAMES.npz --answer TEXT --device cpu

Runs in an environment of its own, with the library versions that the checkout names; nothing of this project is
imported, and nothing of the checkout lies here. CHECKOUT is a clone of the published repository. Prints one JSON object.

On a CPU three things are replaced while it runs, because the published code names CUDA itself: device moves do nothing,
the bfloat16 working type becomes float32, and the sizes of the SAM 2 part are read from `grounding_encoder_config`
where config.json has one.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
import types
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoTokenizer, LogitsProcessor, LogitsProcessorList

MODULES = Path("projects/sa2va/hf/models")


def published_modules(checkout: Path) -> tuple[Any, Any]:
    """Its model and its SAM 2 module, imported as a package without running the checkout's own `__init__`s."""
    package = types.ModuleType("published_sa2va")
    package.__path__ = [str(checkout / MODULES)]
    sys.modules["published_sa2va"] = package
    return (
        importlib.import_module("published_sa2va.modeling_sa2va_chat"),
        importlib.import_module("published_sa2va.sam2"),
    )


class _TorchOnCpu:
    """Stands for `torch` inside the published SAM 2 module: its explicit CUDA devices become the CPU."""

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    def device(self, *_args: Any) -> torch.device:
        return torch.device("cpu")


def stay_on_cpu(sam2: Any) -> None:
    torch.Tensor.cuda = lambda self, *_args, **_options: self  # type: ignore[method-assign, assignment]
    sam2.torch = _TorchOnCpu()


def resize_sam2(sam2: Any, sizes: dict[str, Any]) -> None:
    """Let its own classes be built with other sizes."""
    width, memory = sizes["d_model"], sizes["mem_dim"]
    channels = [sizes["embed_dim"] * 2**stage for stage in (3, 2, 1, 0)]

    def image_encoder(_self: Any) -> Any:
        trunk = sam2.Hiera(
            embed_dim=sizes["embed_dim"],
            num_heads=sizes["num_heads"],
            stages=sizes["stages"],
            global_att_blocks=sizes["global_att_blocks"],
            window_pos_embed_bkg_spatial_size=sizes["window_pos_embed_bkg_spatial_size"],
            window_spec=sizes["window_spec"],
        )
        position = sam2.PositionEmbeddingSine(num_pos_feats=width, normalize=True, temperature=10000)
        neck = sam2.FpnNeck(
            d_model=width,
            position_encoding=position,
            backbone_channel_list=channels,
            fpn_top_down_levels=[2, 3],
            fpn_interp_model="nearest",
        )
        return sam2.ImageEncoder(scalp=1, trunk=trunk, neck=neck)

    def memory_attention(_self: Any) -> Any:
        common = {
            "rope_theta": 10000.0,
            "feat_sizes": [32, 32],
            "embedding_dim": width,
            "num_heads": 1,
            "downsample_rate": 1,
            "dropout": 0.1,
        }
        layer = sam2.MemoryAttentionLayer(
            activation="relu",
            dim_feedforward=sizes["dim_feedforward"],
            dropout=0.1,
            pos_enc_at_attn=False,
            d_model=width,
            pos_enc_at_cross_attn_keys=True,
            pos_enc_at_cross_attn_queries=False,
            self_attention=sam2.RoPEAttention(**common),
            cross_attention=sam2.RoPEAttention(**common, rope_k_repeat=True, kv_in_dim=memory),
        )
        return sam2.MemoryAttention(
            d_model=width, pos_enc_at_input=True, num_layers=sizes["memory_attention_layers"], layer=layer
        )

    def memory_encoder(_self: Any) -> Any:
        block = sam2.CXBlock(dim=width, kernel_size=7, padding=3, layer_scale_init_value=1e-6, use_dwconv=True)
        return sam2.MemoryEncoder(
            out_dim=memory,
            position_encoding=sam2.PositionEmbeddingSine(
                num_pos_feats=memory, normalize=True, temperature=10000
            ),
            mask_downsampler=sam2.MaskDownSampler(kernel_size=3, stride=2, padding=1, embed_dim=width),
            fuser=sam2.Fuser(block, num_layers=2),
            in_dim=width,
        )

    sam2.SAM2.build_image_encoder = image_encoder
    sam2.SAM2.build_memory_attention = memory_attention
    sam2.SAM2.build_memory_encoder = memory_encoder
    decoder, transformer, predictor = sam2.MaskDecoder, sam2.TwoWayTransformer, sam2.SAM2VideoPredictor
    sam2.TwoWayTransformer = lambda **options: transformer(
        **{**options, "mlp_dim": sizes.get("sam_mlp_dim", options["mlp_dim"])}
    )
    sam2.MaskDecoder = lambda **options: decoder(
        **{
            **options,
            "iou_head_hidden_dim": sizes.get("iou_head_hidden_dim", options["iou_head_hidden_dim"]),
        }
    )
    sam2.SAM2VideoPredictor = lambda **options: predictor(**{**options, "image_size": sizes["image_size"]})


def load(checkout: Path, checkpoint: Path, device: str) -> tuple[Any, Any]:
    """The model in evaluation mode and its tokenizer."""
    modeling, sam2 = published_modules(checkout)
    values = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    sizes = values.get("grounding_encoder_config")
    if device == "cpu":
        stay_on_cpu(sam2)
    if sizes:
        resize_sam2(sam2, sizes)
    values.pop("grounding_encoder_config", None)
    values.pop("auto_map", None)
    config = modeling.Sa2VAChatConfig(**values)
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    model = modeling.Sa2VAChatModel(config, use_flash_attn=device != "cpu")
    state = {}
    for file in sorted(checkpoint.glob("*.safetensors")):
        state |= load_file(file)
    missing, unexpected = model.load_state_dict(state, strict=False)
    tied = [name for name in missing if not name.endswith(("lm_head.weight", "inv_freq"))]
    if tied or unexpected:
        raise SystemExit(f"the published classes do not fit: missing {tied[:5]}, unexpected {unexpected[:5]}")
    model = model.to(device=device, dtype=dtype).eval().requires_grad_(False)
    tokenizer = AutoTokenizer.from_pretrained(checkpoint, trust_remote_code=False)
    model.preparing_for_generation(tokenizer, torch_dtype=dtype)
    if sizes:
        model.extra_image_processor.target_length = sizes["image_size"]
    return model, tokenizer


class Imposed(LogitsProcessor):
    """Writes a given answer token by token."""

    def __init__(self, ids: list[int]) -> None:
        self._ids = ids
        self._next = 0

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        forced = torch.full_like(scores, -torch.inf)
        forced[:, self._ids[min(self._next, len(self._ids) - 1)]] = 0.0
        self._next += 1
        return forced


def impose(model: Any, tokenizer: Any, frames: list[Image.Image], ids: list[int]) -> list[np.ndarray]:
    """One call with an answer that is given; its masks."""
    generate = model.language_model.generate
    processor = LogitsProcessorList([Imposed(ids)])
    model.language_model.generate = lambda **options: generate(**options, logits_processor=processor)
    try:
        with torch.no_grad():  # as the published video evaluation does; without it the graphs are kept
            text = "<image>Please segment them."
            return model.predict_forward(video=frames, text=text, tokenizer=tokenizer)["prediction_masks"]
    finally:
        model.language_model.generate = generate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkout", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("frames", type=Path, help="NPZ with `frames`, (N, H, W, 3) uint8")
    parser.add_argument("--answer", required=True, help="the answer that is imposed")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--masks", type=Path, help="write the masks of the last run here")
    args = parser.parse_args()
    model, tokenizer = load(args.checkout, args.checkpoint, args.device)
    frames = [Image.fromarray(frame) for frame in np.load(args.frames)["frames"]]
    ids = tokenizer.encode(args.answer, add_special_tokens=False)
    generate = model.language_model.generate
    seconds, masks = [], []
    for _ in range(args.repeat):
        model.language_model.generate = lambda **options: generate(
            **options, logits_processor=LogitsProcessorList([Imposed(ids)])
        )
        start = time.perf_counter()
        with torch.no_grad():  # as the published video evaluation does; without it the graphs are kept
            answer = model.predict_forward(
                video=frames, text="<image>Please segment them.", tokenizer=tokenizer
            )
        masks = answer["prediction_masks"]
        seconds.append(time.perf_counter() - start)
    if args.masks:
        np.savez_compressed(args.masks, masks=np.stack(masks))
    peak = torch.cuda.max_memory_allocated() if args.device != "cpu" else None
    print(json.dumps({"seconds": seconds, "masks": len(masks), "peak_bytes": peak}))


if __name__ == "__main__":
    main()
