"""Outcomes, problems and rules as text, Markdown and JSON. Everything returns strings."""
