"""The clock, tasks, and other parts that know nothing of chats."""
