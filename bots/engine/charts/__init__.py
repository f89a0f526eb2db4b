"""A picture of columns, without a library."""
