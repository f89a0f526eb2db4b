"""Who may talk and who may command."""
