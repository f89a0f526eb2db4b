"""All that crosses between the engine and a platform."""
