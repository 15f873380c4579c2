"""What the model page says of a model: kinds, abilities, sizes and states, in the person's language."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.operations.models import (
    Ability,
    Check,
    ModelKind,
    ModelPlace,
    ModelRow,
    ModelState,
    ParameterCounts,
    Precision,
    weights_and_overhead_bytes,
)
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.byte_sizes import byte_size
from sa2va_desktop.ui.model_controller import EMBEDDED


@dataclass(frozen=True)
class AbilityWords:
    """One chip and what is behind it."""

    title: str
    help: str


def is_tracker(row: ModelRow) -> bool:
    """A stand-alone SAM 2: clicks and tracks, no language."""
    return row.model is not None and row.model.kind is ModelKind.TRACKER


def is_bundled(row: ModelRow) -> bool:
    return row.local is not None and row.local.place is ModelPlace.BUNDLED


def is_here(row: ModelRow) -> bool:
    return row.state is ModelState.PRESENT


def choice_of(row: ModelRow) -> str:
    """What the setting `model.choice` or `model.tracker` says when this one is chosen."""
    return EMBEDDED if is_bundled(row) else row.name


def abilities_of(row: ModelRow) -> list[AbilityWords]:
    """In the order of the table; of a folder nothing is known before it is loaded."""
    if row.model is None:
        known = frozenset(Ability) if is_bundled(row) else frozenset[Ability]()
    else:
        known = row.model.abilities
    words = _ability_words()
    return [words[ability] for ability in Ability if ability in known]


def _ability_words() -> dict[Ability, AbilityWords]:
    return {
        Ability.PICTURES: AbilityWords(
            translate("ModelWords", "Pictures"),
            translate("ModelWords", "Answers questions about pictures and marks what they name"),
        ),
        Ability.CLIPS: AbilityWords(
            translate("ModelWords", "Clips"),
            translate("ModelWords", "Answers questions about clips and follows what they name"),
        ),
        Ability.GROUNDED_CAPTIONS: AbilityWords(
            translate("ModelWords", "Grounded captions"),
            translate("ModelWords", "Describes a picture and marks each thing that the description names"),
        ),
        Ability.REGION_PROMPTS: AbilityWords(
            translate("ModelWords", "Regions"),
            translate("ModelWords", "Is asked about a marked thing directly"),
        ),
        Ability.CONSISTENT_GROUNDING: AbilityWords(
            translate("ModelWords", "Consistent"),
            translate("ModelWords", "Has both mask decoders, so that consistent grounding needs no other file"),
        ),
        Ability.CLICKS_AND_TRACKING: AbilityWords(
            translate("ModelWords", "Clicks and tracks"),
            translate("ModelWords", "Makes masks of clicks and boxes and carries them through a clip"),
        ),
    }


def parameters_text(counts: ParameterCounts | None) -> str:
    """ "4.0 B", "39 M", or "" when nobody knows."""
    if counts is None:
        return ""
    return f"{counts.total / 1000:.1f} B" if counts.total >= 1000 else f"{counts.total:.0f} M"


def download_text(row: ModelRow) -> str:
    """Size of what is fetched, as computed, or of what is here."""
    if row.model is not None and row.model.about_bytes:
        return translate("ModelWords", "about {0}").format(byte_size(row.model.about_bytes))
    return byte_size(row.local.bytes_here) if row.local is not None else ""


def memory_text(row: ModelRow) -> str:
    """Memory for weights with a fixed overhead at each precision; "" when nobody knows."""
    if row.model is None or row.model.parameters is None:
        return ""
    counts = row.model.parameters
    precisions = [Precision.FLOAT32] if is_tracker(row) else list(Precision)
    names = {
        Precision.INT8: translate("ModelWords", "8 bit"),
        Precision.INT4: translate("ModelWords", "4 bit"),
    }
    needs = (
        f"{names.get(precision, precision.value)} {byte_size(weights_and_overhead_bytes(counts, precision))}"
        for precision in precisions
    )
    return "  ·  ".join(need.replace(" ", "\N{NO-BREAK SPACE}") for need in needs)


def place_text(row: ModelRow) -> str:
    """Where it is and whether it was checked, in few words."""
    local = row.local
    if local is None:
        return translate("ModelWords", "Not here")
    if local.state is ModelState.PARTIAL:
        return translate("ModelWords", "Partly here ({0})").format(byte_size(local.bytes_here))
    places = {
        ModelPlace.BUNDLED: translate("ModelWords", "Included"),
        ModelPlace.DOWNLOADED: translate("ModelWords", "Here"),
        ModelPlace.HUB_CACHE: translate("ModelWords", "In the hub's cache"),
        ModelPlace.ADDED: translate("ModelWords", "Your folder"),
    }
    if local.check is Check.TENSORS:
        return translate("ModelWords", "{0}, verified").format(places[local.place])
    return places[local.place]


def check_text(row: ModelRow) -> str:
    """What was found when it was checked last; "" for what is not here."""
    if row.local is None or row.local.state is not ModelState.PRESENT:
        return ""
    return {
        Check.NONE: translate("ModelWords", "Not checked yet"),
        Check.FILES: translate("ModelWords", "Every file has the checksum that the hub names"),
        Check.TENSORS: translate("ModelWords", "Every tensor was read and found right"),
    }[row.local.check]


def subtitle(row: ModelRow) -> str:
    """What it is made of, in one line."""
    model = row.model
    if model is None:
        if is_bundled(row):
            return translate(
                "ModelWords", "Small, included, runs everywhere; shows how things work, not for real footage"
            )
        return translate("ModelWords", "A checkpoint in your own folder, used where it is")
    parts = [model.base_model or model.family, parameters_text(model.parameters)]
    if model.base_model and model.family:
        parts.append(model.family)
    if model.is_third_party:
        parts.append(translate("ModelWords", "third-party edition"))
    return "  ·  ".join(part for part in parts if part)
