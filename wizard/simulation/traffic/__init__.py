"""What the requests of users meet meanwhile. Moves no pod."""
