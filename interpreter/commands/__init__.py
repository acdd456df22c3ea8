"""The commands of the terminal, one module each. They read arguments, print, and exit."""
