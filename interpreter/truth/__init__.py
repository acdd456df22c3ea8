"""The golden cases of a policy: do they hold, what do they show, and what would they miss."""
