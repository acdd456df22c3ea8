"""A policy: checked data about facts, standards, awards, caps, exclusions and findings."""
