"""How much one answer may do with tools."""

ROUNDS = 8
"""Times that the model is asked anew with results, in one answer."""
SECONDS = 120.0
"""Seconds that all tools of one answer may take together; the time in which people are asked does not count."""
CALLS = 8
"""Calls of one round; the others are answered with that."""
CHARACTERS = 20_000
"""Characters of one result that the model reads."""
PICTURES = 4
"""Pictures of one result that the model sees, and as many that people see."""
FILES = 4
"""Files of one result that are sent."""
FILE_BYTES = 8_000_000
"""Bytes of one of these files; all that a result holds is no larger than a few of them."""
ARGUMENTS = 100_000
"""Characters of the arguments of one call."""
