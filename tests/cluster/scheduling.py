"""The configuration of the scheduler of the tests."""

import json
from pathlib import Path
from typing import Any


def configuration(kubeconfig: Path, more: dict[str, Any]) -> str:
    """Alone and without a limit of requests; `more` is what a test wants beyond that."""
    common = {
        "apiVersion": "kubescheduler.config.k8s.io/v1",
        "kind": "KubeSchedulerConfiguration",
        "leaderElection": {"leaderElect": False},
        "clientConnection": {"kubeconfig": str(kubeconfig), "qps": 1000, "burst": 2000},
    }
    return json.dumps({**common, **more})
