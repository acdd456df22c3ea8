"""What a change does to decisions, and why; past decisions looked at again."""
