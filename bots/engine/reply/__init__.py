"""One answer: asked, grown in place, and kept."""
