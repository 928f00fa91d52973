"""The terminal itself: its driver, what it can draw, how a process ends on it. Knows no screen of ours."""
