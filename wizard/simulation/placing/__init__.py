"""Where pods fit, as kube-scheduler decides it. Knows no time."""
