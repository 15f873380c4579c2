"""Loads a checkpoint as the planner advises, and in a smaller way when memory runs out all the same."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import torch

from sa2va_desktop.errors import OutOfMemoryError, UsageError
from sa2va_desktop.inference.api import TurnOptions
from sa2va_desktop.inference.block_placement import can_quantise
from sa2va_desktop.inference.checkpoint import Checkpoint, load_prepared
from sa2va_desktop.inference.checkpoint_plan import prepare_checkpoint
from sa2va_desktop.inference.devices import (
    DTYPES,
    has_bfloat16,
    leave_one_core_free,
    pick_devices,
    pick_dtype,
    release_memory,
    usable_bytes,
)
from sa2va_desktop.inference.memory_plan import DeviceSpace, LoadPlan, LoadWish, plan_load, steps_below
from sa2va_desktop.inference.memory_sizes import ModelSizes, Quantisation
from sa2va_desktop.inference.model_sizes import sizes_of
from sa2va_desktop.translation import translate

AUTO = "auto"
QUANTISATIONS = {"none": Quantisation.NONE, "8": Quantisation.INT8, "4": Quantisation.INT4}
OFFLOADS = {"on": True, "off": False}


def open_checkpoint(
    folder: Path | str,
    *,
    device: str | None,
    dtype: str | None,
    quantise: str = AUTO,
    offload: str = AUTO,
    turns: TurnOptions | None = None,
) -> Checkpoint:
    """Load a checkpoint folder. Slow; call it on the model worker.

    Args:
        device: a name of `devices.list_devices`, several of them with commas between, or None or "auto" for the best.
        dtype: "float32", "bfloat16", "float16", or None or "auto" for what suits the device.
        quantise: of the language model's weights: "none", "8", "4", or "auto": only where it does not fit otherwise.
        offload: blocks of the language model to main memory: "on", "off", or "auto": likewise, after quantising.
        turns: what the person chose about chat templates.

    Raises:
        CheckpointError: the folder cannot be used.
        UsageError: there is no such device, number type or way.
        ModelError: quantised weights are asked for and their library is missing.
        OutOfMemoryError: the weights do not fit in any way that was allowed.
    """
    leave_one_core_free()
    devices = [space_of(each) for each in pick_devices(device)]
    wish = load_wish(dtype, quantise, offload, devices[0])
    if device in (None, AUTO) and devices[0].kind != "cpu":
        return _Loading(Path(folder), [devices, [space_of(torch.device("cpu"))]], wish, turns).checkpoint()
    return _Loading(Path(folder), [devices], wish, turns).checkpoint()


def load_wish(dtype: str | None, quantise: str, offload: str, device: DeviceSpace) -> LoadWish:
    """
    Raises:
        UsageError: one of them is not known.
    """
    named = None if dtype in (None, AUTO) else dtype
    if named is not None:
        pick_dtype(named, torch.device(device.name))
    for value, known in ((quantise, QUANTISATIONS), (offload, OFFLOADS)):
        if value != AUTO and value not in known:
            raise UsageError(
                translate("inference", "expected {0}, found {1!r}").format(", ".join([AUTO, *known]), value)
            )
    return LoadWish(named, QUANTISATIONS.get(quantise), OFFLOADS.get(offload))


def space_of(device: torch.device) -> DeviceSpace:
    """What is free on a device now; half of it is taken for granted where nothing can tell."""
    return DeviceSpace(str(device), usable_bytes(device), has_bfloat16(device))


class _Loading:
    """One checkpoint on its way: which plans there are, which have failed."""

    def __init__(
        self,
        folder: Path,
        places: Sequence[list[DeviceSpace]],
        wish: LoadWish,
        turns: TurnOptions | None,
    ) -> None:
        """`places`: devices to be used together; the next ones when it does not fit those before."""
        self._folder = folder
        self._places = list(places)
        self._wish = wish
        self._turns = turns
        self._notices: list[str] = []

    def checkpoint(self) -> Checkpoint:
        prepared = prepare_checkpoint(self._folder)
        sizes = sizes_of(prepared)
        plan = self._first_plan(sizes)
        while True:
            self._check_room(sizes, plan)
            device = torch.device(plan.devices[0])
            try:
                loaded = load_prepared(
                    prepared, device=device, dtype=DTYPES[plan.dtype], plan=plan, turns=self._turns
                )
            except OutOfMemoryError:
                loaded = None
            if loaded is not None:
                for notice in self._notices:
                    loaded.ladder.note(notice)
                return loaded
            del prepared
            gc.collect()
            release_memory(device)
            plan = self._next_plan(sizes, plan)
            prepared = prepare_checkpoint(self._folder)

    def _first_plan(self, sizes: ModelSizes) -> LoadPlan:
        plans = [self._plan(sizes, devices) for devices in self._places]
        for skipped, plan in enumerate(plans):
            if plan.fits:
                for missed in plans[:skipped]:
                    sentence = translate(
                        "inference", "The model does not fit on {0} ({1}); it is loaded on {2} instead."
                    )
                    self._notices.append(sentence.format(missed.devices[0], missed.sentence, plan.devices[0]))
                self._places = self._places[skipped:]
                return plan
        return plans[0]

    def _plan(self, sizes: ModelSizes, devices: list[DeviceSpace]) -> LoadPlan:
        return plan_load(sizes, devices, wish=self._wish, can_quantise=can_quantise())

    def _next_plan(self, sizes: ModelSizes, failed: LoadPlan) -> LoadPlan:
        steps = steps_below(sizes, self._places[0], failed, wish=self._wish, can_quantise=can_quantise())
        if not steps and len(self._places) > 1:
            self._places = self._places[1:]
            steps = (self._plan(sizes, self._places[0]),)
        if not steps:
            raise OutOfMemoryError(self._nothing_fits(failed))
        plan = steps[0]
        sentence = translate("inference", "Memory ran out while the model was loaded; trying again: {0}.")
        self._notices.append(sentence.format(plan.how or f"{plan.dtype}, {plan.devices[0]}"))
        return plan

    def _check_room(self, sizes: ModelSizes, plan: LoadPlan) -> None:
        """A system that is short of main memory ends programs without asking, so that is not tried."""
        if (
            plan.devices == ("cpu",)
            and sizes.counts.weight_bytes(plan.dtype, plan.quantisation) > plan.free_bytes
        ):
            raise OutOfMemoryError(self._nothing_fits(plan))

    def _nothing_fits(self, plan: LoadPlan) -> str:
        sentence = translate(
            "inference",
            "{0} does not fit in the memory of {1} ({2}); a smaller model, 8- or 4-bit weights, another device or closing other programs would help.",
        )
        return sentence.format(self._folder.name, ", ".join(plan.devices), plan.sentence)
