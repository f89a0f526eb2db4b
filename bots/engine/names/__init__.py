"""What people, servers and places are called, and how that is said to whom."""
