"""Regular work: forgetting old text, leaving servers, keeping the health of models."""
