"""The terminal itself: its driver, few bytes a key (glass), how a process ends on it. Knows no screen of ours."""
