"""A file for each format. They run in the worker only."""
