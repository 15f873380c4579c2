"""Refuses words to a model that has none."""

from __future__ import annotations

from sa2va_desktop.errors import CapabilityError
from sa2va_desktop.inference.api import PredictorDescription
from sa2va_desktop.translation import translate


def require_language(description: PredictorDescription) -> None:
    """
    Raises:
        CapabilityError: nothing can be asked of the model; says why.
    """
    can = description.capabilities
    if not can.language:
        raise CapabilityError(
            can.reasons.get("language")
            or translate("operations", "{0} has no language model.").format(description.name)
        )
