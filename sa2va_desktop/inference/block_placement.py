"""Puts the blocks of the language model where a plan wants them: quantised, in main memory, or on further devices.

Quantised layers are `bitsandbytes`' own, hooks that move weights and rows are `accelerate`'s. Only the linear layers of
the blocks are quantised: embeddings, output matrix, vision tower and SAM 2 stay as they are.
"""

from __future__ import annotations

import importlib.util
import logging
from typing import Any, cast

import torch
from torch import Tensor, nn

from sa2va_desktop.errors import ModelError
from sa2va_desktop.inference.memory_plan import LoadPlan
from sa2va_desktop.inference.memory_sizes import Quantisation
from sa2va_desktop.modeling.network import Sa2vaNetwork
from sa2va_desktop.translation import translate

_OUTLIER_THRESHOLD = 6.0
"""In 8 bit, columns with larger activations are multiplied in 16 bit, as published (LLM.int8(), arXiv 2208.07339)."""
_MAIN_MEMORY = torch.device("cpu")


def can_quantise() -> bool:
    """The library for 8- and 4-bit weights is installed."""
    return importlib.util.find_spec("bitsandbytes") is not None


class BlockPlacement:
    """Made for one network without values and one plan; `put` and `device_of` while it is filled, then `finish`."""

    def __init__(self, network: Sa2vaNetwork, plan: LoadPlan, dtype: torch.dtype) -> None:
        """
        Raises:
            ModelError: the plan wants quantised weights and their library is missing.
        """
        self.main = torch.device(plan.devices[0])
        self._dtype = dtype
        self._decoder: Any = network.language.decoder
        self._blocks: list[Any] = list(cast(Any, network.language.decoder).layers)
        self._homes = _homes(plan, len(self._blocks))
        self._is_spread = len(plan.devices) > 1
        self._prefix = next(name for name, module in network.named_modules() if module is self._decoder.layers)
        self._quantised: dict[str, nn.Module] = {}
        if plan.quantisation is not Quantisation.NONE:
            self._quantise(plan.quantisation)

    def device_of(self, name: str) -> torch.device:
        """Where a parameter is stored."""
        if not name.startswith(f"{self._prefix}."):
            return self.main
        home = self._homes[int(name.removeprefix(f"{self._prefix}.").partition(".")[0])]
        return _MAIN_MEMORY if home is None else home

    def put(self, name: str, weight: Tensor) -> bool:
        """Quantise a weight and give it to its layer; False when it is one that stays as it is."""
        layer: Any = self._quantised.get(name)
        if layer is None:
            return False
        import bitsandbytes

        if isinstance(layer, bitsandbytes.nn.Linear8bitLt):
            kept = bitsandbytes.nn.Int8Params(
                weight.to(torch.float16, copy=True), requires_grad=False, has_fp16_weights=False
            )
        else:
            kept = bitsandbytes.nn.Params4bit(
                weight.to(self._dtype, copy=True), requires_grad=False, quant_type="nf4", module=layer
            )
        layer.weight = kept.to(self.main)
        return True

    def finish(self) -> None:
        """Hang in what moves rows and weights, once everything is in place."""
        if not self._is_spread and None not in self._homes:
            return
        from accelerate import cpu_offload
        from accelerate.hooks import AlignDevicesHook, add_hook_to_module

        for block, home in zip(self._blocks, self._homes):
            if home is None:
                cpu_offload(block, execution_device=self.main)
            if self._is_spread:
                hook = AlignDevicesHook(execution_device=home or self.main, skip_keys="past_key_values")
                add_hook_to_module(block, hook, append=True)
        if self._is_spread:
            add_hook_to_module(self._decoder.norm, AlignDevicesHook(execution_device=self.main))

    def _quantise(self, kind: Quantisation) -> None:
        """Take the layers' places; on the meta device, so that nothing is computed yet."""
        if not can_quantise():
            raise ModelError(
                translate(
                    "inference",
                    "Weights in {0} bit need the package bitsandbytes, which is not installed; `uv sync --extra quant` installs it.",
                ).format(kind.value)
            )
        logging.getLogger("bitsandbytes").setLevel(
            logging.ERROR
        )  # of kernels that it would like to have as well
        for index, block in enumerate(self._blocks):
            linear = [name for name, module in block.named_modules() if type(module) is nn.Linear]
            for name in linear:
                parent = block.get_submodule(name.rpartition(".")[0])
                layer = _quantised_layer(block.get_submodule(name), kind, self._dtype)
                setattr(parent, name.rpartition(".")[2], layer)
                self._quantised[f"{self._prefix}.{index}.{name}.weight"] = layer


def _quantised_layer(linear: Any, kind: Quantisation, dtype: torch.dtype) -> nn.Module:
    import bitsandbytes

    sizes: dict[str, Any] = {
        "input_features": linear.in_features,
        "output_features": linear.out_features,
        "bias": linear.bias is not None,
    }
    with torch.device("meta"):
        if kind is Quantisation.INT8:
            return bitsandbytes.nn.Linear8bitLt(**sizes, has_fp16_weights=False, threshold=_OUTLIER_THRESHOLD)
        return bitsandbytes.nn.Linear4bit(**sizes, compute_dtype=dtype, quant_type="nf4")


def _homes(plan: LoadPlan, block_count: int) -> list[torch.device | None]:
    """The device of each block in order; None in main memory, which are the last ones."""
    homes: list[torch.device | None] = [
        torch.device(name) for name, count in zip(plan.devices, plan.blocks) for _ in range(count)
    ]
    return [*homes, *[None] * (block_count - len(homes))]
