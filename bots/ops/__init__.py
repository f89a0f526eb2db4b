"""What an operator's tools read from outside: whether it is alive and ready, and how it does."""
