"""How many examples a property gets: 200 by default, more and other ones with SA2VA_PROPERTY_EXAMPLES=10000."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_GIVEN = os.environ.get("SA2VA_PROPERTY_EXAMPLES")
EXAMPLES = int(_GIVEN or "200")


def property_settings(*, share: float = 1.0, steps: int = 50) -> settings:
    """Settings of a property test; `share` is the part of the examples that a costly one gets.

    By default the examples are the same every time, so that a change is judged by itself; a run that asks for a number
    searches at random. No deadline: the machine may be busy, and time is not what these tests are about.
    """
    return settings(
        max_examples=max(1, round(EXAMPLES * share)),
        stateful_step_count=steps,
        derandomize=_GIVEN is None,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.function_scoped_fixture,
            HealthCheck.data_too_large,
        ],
    )
