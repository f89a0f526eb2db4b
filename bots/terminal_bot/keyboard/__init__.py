"""What is typed at a terminal; the only door to the library that reads it."""
