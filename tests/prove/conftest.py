"""What is proved of changes is tried on the edits and the random cases of other tests."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / folder) for folder in ("review", "properties")]
