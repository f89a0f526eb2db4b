"""What people send beside their words: brought, read, kept, and named where it cannot be read."""
