"""The tests of the chat of lines."""
