"""Decide cases by policies written as data.

The package knows no policy: facts, clauses, amounts and conditions all come from YAML.
"""

__version__ = "0.1.0"
