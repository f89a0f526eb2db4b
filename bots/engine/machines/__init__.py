"""What several processes on one database agree on."""
