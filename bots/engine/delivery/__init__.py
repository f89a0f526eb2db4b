"""When and how one call goes out to a platform."""
