"""The Discord adapter. Only this package imports `discord`."""
