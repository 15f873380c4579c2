"""What of a network is trained: adapters of low rank beside frozen matrices, or all of it.

Source: LoRA (arXiv 2106.09685) as the published training of Sa2VA uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from sa2va_desktop.modeling.internvl import InternvlNetwork
from sa2va_desktop.modeling.network import Sa2vaNetwork
from sa2va_desktop.training.fine_tuning.config import AdaptationConfig, Method


def adapt(network: Sa2vaNetwork, adaptation: AdaptationConfig, *, is_recomputed: bool = False) -> None:
    """Mark what is trained and give it float32 weights; everything else keeps its number type and gets no gradient.

    LoRA: matrices beside all linear layers of the language model's blocks; embedding, head, the projector of InternVL,
    `text_hidden_fcs` and the decoder of `[SEG]` in full. FULL: everything but SAM 2, of which only the decoder of
    `[SEG]` is trained (docs/decisions/0018-full-fine-tuning-leaves-sam2-alone.md).

    Args:
        is_recomputed: compute the activations of the blocks again in the backward pass.
    """
    network.requires_grad_(False)
    if adaptation.method is Method.LORA:
        _add_adapters(network, adaptation)
        for part in _parts_beside_adapters(network):
            part.requires_grad_(True)
    else:
        network.requires_grad_(True)
        network.sam2.requires_grad_(False)
        network.seg_mask_decoder.requires_grad_(True)
    decoder = cast(Any, network.seg_mask_decoder)
    for judge in (decoder.iou_prediction_head, decoder.pred_obj_score_head):
        judge.requires_grad_(False)  # no loss asks them, and decay alone would wear them away
    for parameter in network.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    if is_recomputed:
        _recompute(network)


def _parts_beside_adapters(network: Sa2vaNetwork) -> list[nn.Module]:
    language = network.language
    embedding = cast(Any, language.decoder).get_input_embeddings()
    parts = [embedding, language.head, network.text_hidden_fcs, network.seg_mask_decoder]
    return [*parts, network.mlp1] if isinstance(network, InternvlNetwork) else parts


def _add_adapters(network: Sa2vaNetwork, adaptation: AdaptationConfig) -> None:
    from peft import LoraConfig, inject_adapter_in_model

    decoder: Any = network.language.decoder
    linear = {
        name.rsplit(".", 1)[-1]
        for name, module in decoder.layers.named_modules()
        if isinstance(module, nn.Linear)
    }
    inject_adapter_in_model(
        LoraConfig(
            r=adaptation.rank,
            lora_alpha=adaptation.alpha,
            lora_dropout=adaptation.dropout,
            target_modules=sorted(linear),
            bias="none",
        ),
        decoder,
    )


def _recompute(network: Sa2vaNetwork) -> None:
    towers = [network.language.decoder]
    tower = getattr(network, "vision_model", None) or getattr(network, "visual", None)
    if tower is not None and any(parameter.requires_grad for parameter in tower.parameters()):
        towers.append(tower)
    for each in towers:
        for module in each.modules():
            if hasattr(module, "gradient_checkpointing"):
                # What the library's own method sets, whose name differs between its versions.
                block = cast(Any, module)
                block.gradient_checkpointing = True
                block._gradient_checkpointing_func = partial(checkpoint, use_reentrant=False)


class TrainedTensors(Mapping[str, Tensor]):
    """What training changes, by the names of a network without adapters; an adapter is merged when its value is asked for.

    Values are float32 and share nothing with an adapter. The network itself stays as it is.
    """

    def __init__(self, network: nn.Module) -> None:
        self._adapted = {name: module for name, module in network.named_modules() if _is_adapted(module)}
        inside = tuple(f"{name}." for name in self._adapted)
        self._plain = {
            name: parameter
            for name, parameter in network.named_parameters()
            if parameter.requires_grad and not name.startswith(inside)
        }

    def __len__(self) -> int:
        return len(self._adapted) + len(self._plain)

    def __iter__(self) -> Iterator[str]:
        yield from (f"{name}.weight" for name in self._adapted)
        yield from self._plain

    def __getitem__(self, name: str) -> Tensor:
        if name in self._plain:
            return self._plain[name].detach()
        return merged_weight(self._adapted[name.removesuffix(".weight")])


@torch.no_grad()
def merged_weight(module: nn.Module) -> Tensor:
    """The matrix of an adapted layer with its adapter, float32."""
    adapted: Any = module
    weight: Tensor = adapted.get_base_layer().weight
    delta: Tensor = adapted.get_delta_weight(adapted.active_adapters[0])
    return weight.float() + delta.float()


def _is_adapted(module: nn.Module) -> bool:
    return hasattr(module, "lora_A") and hasattr(module, "get_base_layer")
