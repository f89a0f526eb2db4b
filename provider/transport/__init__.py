"""HTTP: the stack, its only door to curl_cffi, and event streams."""
