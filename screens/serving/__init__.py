"""The room: a wizard for each browser. The server is one process; visitors are forks of another that has loaded all."""
