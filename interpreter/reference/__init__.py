"""The reference back end of the language: what every expression means, unknowns included."""
