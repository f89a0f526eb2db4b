"""Tools: what a model may look up, do or make while it answers."""
