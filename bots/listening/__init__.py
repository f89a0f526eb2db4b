"""Listens at an address for who calls: an operator's tools, or a platform."""
