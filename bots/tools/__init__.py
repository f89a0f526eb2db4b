"""The tools that there are: those that Parley brings along, and those of servers that the owner names."""
