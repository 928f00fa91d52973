"""Load a large cluster, in turns with kubectl get of the same kinds as JSON: `make bench-live` prints the ratio."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.cluster import binaries
from tests.cluster.control_plane import ControlPlane, Object
from tests.cluster.shop import budget, deployment, service
from wizard.kinds import KINDS

WORKLOADS, BUDGETS, NODES, TURNS = 5000, 1000, 1000, 3
LOAD = """
from wizard.cluster import Cluster
from wizard.cluster_loading import Wanted, load
from wizard.loading import Target
load(Cluster.connect(None, {kubeconfig!r}), Wanted(everywhere=True), Target())
"""


def objects() -> Iterator[tuple[str, Object]]:
    """Where each object is created, and the object."""
    for number in range(WORKLOADS):
        name = f"w{number}"
        yield KINDS["Deployment"].path("big"), deployment("big", name, 0)
        yield KINDS["Service"].path("big"), service("big", name)
        if number < BUDGETS:
            yield KINDS["PodDisruptionBudget"].path("big"), budget("big", name)
    for number in range(NODES):
        labels = {"kubernetes.io/hostname": f"n{number}", "topology.kubernetes.io/zone": f"zone-{number % 3}"}
        yield KINDS["Node"].path(None), {"metadata": {"name": f"n{number}", "labels": labels}}


def seconds(*command: str) -> float:
    """Wall time of a command that must succeed."""
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def main() -> int:
    """Medians of some turns; exit code 1 when loading takes more than twice as long as kubectl."""
    with ControlPlane.start(nodes=0) as plane:
        plane.call("POST", "/api/v1/namespaces", {"metadata": {"name": "big"}})
        with ThreadPoolExecutor(8) as pool:
            statuses = set(pool.map(lambda each: plane.call("POST", each[0], each[1])[0], objects()))
        assert statuses == {201}, statuses
        kubeconfig = str(plane.kubeconfig)
        kubectl = [str(binaries.path("kubectl")), f"--kubeconfig={kubeconfig}", "get", "-A", "-o", "json"]
        ours, theirs = [], []
        for _turn in range(TURNS):
            kinds = ("deployments", "services", "poddisruptionbudgets", "nodes")
            theirs.append(sum(seconds(*kubectl, kind) for kind in kinds))
            ours.append(seconds(sys.executable, "-c", LOAD.format(kubeconfig=kubeconfig)))
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(json.dumps({"ours": ours, "kubectl": theirs, "ratio": round(ratio, 2)}))
    return 0 if ratio <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
