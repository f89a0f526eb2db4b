"""What holds for every test."""

import asyncio

# pytest-asyncio 1.5 makes a loop that nobody closes when the first test is a synchronous one, unless it finds this.
asyncio.set_event_loop(None)
