"""Which model answers, when it is asked again, and which one stands in."""
