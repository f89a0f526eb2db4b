"""Discord: the only importer of `discord`."""
