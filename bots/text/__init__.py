"""Pure functions on Markdown: parse, split, heal, and render for each platform."""
