"""What is known of services by name."""
