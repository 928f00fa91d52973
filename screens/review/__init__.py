"""What is left, what changes, where it is written, and what was written."""
