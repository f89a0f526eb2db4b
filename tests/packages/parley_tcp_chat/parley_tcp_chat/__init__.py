"""A chat of lines over TCP: whoever connects to the port talks in a room. The wire is in `lines`."""
