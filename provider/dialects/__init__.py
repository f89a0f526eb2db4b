"""What is asked and what comes, for each wire."""
