"""A parrot."""
