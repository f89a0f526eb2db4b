"""How much one answer may do with tools."""

ROUNDS = 8
"""Times that the model is asked anew with results, in one answer."""
SECONDS = 120.0
"""Seconds that all tools of one answer may take together; the time in which people are asked does not count."""
CALL_SECONDS = 60.0
"""Seconds of one call."""
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
EXTRAS = 8
"""Files and pictures below one answer, whoever made them."""
EXTRAS_BYTES = 24_000_000
"""Bytes of all of them, which are in memory until the answer stands."""
SHOWN_CHARACTERS = 600
"""Characters of a call's arguments that people read before they let it happen; longer ones come as a file."""
ASKED_SECONDS = 120.0
"""Seconds in which they press; then the call is denied."""
