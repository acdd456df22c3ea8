"""One case becomes one outcome, with every reason. The reference meaning of a policy."""
