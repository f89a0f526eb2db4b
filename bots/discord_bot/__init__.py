"""The Discord adapter. `limits.py` comes first: what Discord allows. `library.py` alone imports `discord`."""
