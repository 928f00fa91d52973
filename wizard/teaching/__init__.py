"""Lessons and missions. Knows no screen, and keeps no learner's choices."""
