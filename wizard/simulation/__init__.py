"""Placing, events and traffic, played on a workload and nodes: pure, seeded, without a clock."""
