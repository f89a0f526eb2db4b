"""HTTP: the client, its only door to curl_cffi, and the parser of event streams."""
