"""The table of workloads."""
