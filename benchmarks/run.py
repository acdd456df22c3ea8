"""Every benchmark, one after the other: `python benchmarks/run.py [--json] [--rounds N]`."""

from __future__ import annotations

import mutants
import rate
import startup
from measure import arguments, show

ROUNDS = 15

if __name__ == "__main__":
    given = arguments("Run every benchmark.", ROUNDS)
    starts, rates = startup.measure(given.rounds), rate.measure(given.rounds)
    hunts = mutants.measure()  # once: it takes longer than all rounds of the others
    text = f"{startup.page(starts)}\n\n{rate.page(rates)}\n\n{mutants.page(hunts)}"
    show(given.json, {"startup": starts, "rate": rates, "mutants": hunts}, text)
