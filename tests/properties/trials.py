"""How many random examples a law is tried on: bounded, and the same ones each time.

`LAWS_SCALE=50 python -m pytest tests/properties` searches fifty times further, at random.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

SCALE = int(os.environ.get("LAWS_SCALE", "1"))


def bounded(examples: int) -> Callable[[Any], Any]:
    """Give a test so many random examples."""
    return settings(
        max_examples=max(5, examples * SCALE * 2 // 5),
        deadline=None,
        derandomize=SCALE == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
