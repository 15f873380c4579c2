"""What a person chose, a Sa2VA, a stand-alone SAM 2 or both, becomes one predictor."""

from __future__ import annotations

from pathlib import Path

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.api import Predictor, TurnOptions
from sa2va_desktop.inference.checkpoint import with_captured_decoding
from sa2va_desktop.inference.original_decoder import fits, with_original_decoder
from sa2va_desktop.inference.paired_predictor import PairedPredictor
from sa2va_desktop.inference.planned_loading import AUTO, open_checkpoint
from sa2va_desktop.inference.predictor import Sa2vaPredictor
from sa2va_desktop.inference.sam2_checkpoint import load_sam2
from sa2va_desktop.inference.sam2_files import converted_folder, is_converted, names_sa2va, public_file
from sa2va_desktop.inference.sam2_predictor import Sam2Predictor, load_sam2_predictor
from sa2va_desktop.translation import translate


def is_sam2(source: Path) -> bool:
    """Whether a file or folder is a stand-alone SAM 2 rather than a Sa2VA, beside which a SAM 2 file may lie."""
    return is_converted(source) or (public_file(source) is not None and not names_sa2va(source))


def load(
    source: Path | None,
    *,
    tracker: Path | None = None,
    keep_in: Path,
    device: str | None = "cpu",
    dtype: str | None = None,
    quantise: str = AUTO,
    offload: str = AUTO,
    turns: TurnOptions | None = None,
    capture: bool = False,
) -> Predictor:
    """Slow; call it on the model worker. The caller closes the predictor.

    Args:
        source: a Sa2VA, or a stand-alone SAM 2, which then serves alone whatever `tracker` is; None: no language.
        tracker: a stand-alone SAM 2 for clicks and tracks. The one that the Sa2VA was made from lends its decoder
            only, because all else is equal.
        keep_in: where public SAM 2 files are kept in our own form.
        device, dtype, quantise, offload, turns: as for `planned_loading.open_checkpoint`.

        capture: write longer answers by a captured CUDA graph where that is possible.

    Raises:
        CheckpointError: one of them cannot be used, or there is none.
        UsageError: there is no such device or number type.
        OutOfMemoryError: the weights do not fit.
    """
    alone = source if source is not None and is_sam2(source) else tracker if source is None else None
    if alone is not None:
        return load_sam2_predictor(alone, keep_in=keep_in, device=device, dtype=dtype)
    if source is None:
        raise CheckpointError(
            translate("inference", "Neither a model nor a tracker was chosen; name one of them.")
        )
    folder = None if tracker is None else converted_folder(tracker, keep_in=keep_in)
    checkpoint = open_checkpoint(
        source, device=device, dtype=dtype, quantise=quantise, offload=offload, turns=turns
    )
    if capture:
        checkpoint = with_captured_decoding(checkpoint)
    if folder is None:
        return Sa2vaPredictor(checkpoint)
    if fits(checkpoint, folder):
        return Sa2vaPredictor(with_original_decoder(checkpoint, folder))
    own = load_sam2(folder, device=checkpoint.device)
    return PairedPredictor(checkpoint, Sam2Predictor(own, dtype=checkpoint.dtype))
