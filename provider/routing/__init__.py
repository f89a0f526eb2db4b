"""Which model answers, when it is asked again, and who stands in."""
