"""What happens in time: controllers, drains, outages, rollouts. Counts no requests."""
