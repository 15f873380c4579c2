"""What tests of several modules of the runtime start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.golden_cases import SHIPPED

from sa2va_desktop.inference.families import FAMILIES
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor

SHIPPED_FAMILIES = [family.name for family in FAMILIES if (SHIPPED.parent / family.name).is_dir()]


@pytest.fixture(scope="module", params=SHIPPED_FAMILIES)
def family(request: pytest.FixtureRequest) -> str:
    """The name of each family whose small checkpoint lies in `tests/data/golden`."""
    return request.param


@pytest.fixture(scope="module")
def predictor(family: str) -> Iterator[Sa2vaPredictor]:
    loaded = load_predictor(SHIPPED.parent / family / "checkpoint")
    yield loaded
    loaded.close()
