"""Text out of strangers' files. Each file is read by a process of its own, within limits."""
