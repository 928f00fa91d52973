"""What was chosen and what follows: plan, changes, diff, may it be written. Writes and sends nothing."""
