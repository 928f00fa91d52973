"""A small Kubernetes that is played, not run: pure, seeded, without clock or thread. Knows no practice, no screen."""
