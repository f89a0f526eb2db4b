"""What can be chosen in a place, and what holds there."""
