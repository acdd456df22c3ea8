"""How much a file may hold: every cap of this room, in one place."""

MOST_BYTES = 4_000_000
LONGEST_LINE = 10_000
LONGEST_SCALAR = 20_000
MOST_NODES = 100_000
DEEPEST = 40
MOST_DIGITS = 30
MOST_PROBLEMS = 200
