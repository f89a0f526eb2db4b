"""Twelve answers as models write them, each with what both platforms show of it, read by eye."""
