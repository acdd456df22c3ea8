"""A million claims from Parquet to Parquet: ours, by hand, and merely copied, in turn.

By hand is a Polars program written for this policy alone that gives the same statuses and
amounts; that it does is checked before anything is measured.  Run as
`python benchmarks/table.py [--json] [--rounds N] [--rows N]`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import ROOT, Time, in_turn, show, table

