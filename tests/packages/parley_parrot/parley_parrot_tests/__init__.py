"""The tests of the parrot."""
