"""Pages of the web that people and models name: fetched through one guard, which lets only public addresses through."""
