"""Measure loading 12,000 objects of a real API server against `kubectl get` of the same kinds, in turns in one run.

    python -m tests.bench.live_load

Prints both medians in seconds and their ratio; with --at-most, exits 1 when the ratio is above it.
"""

import argparse
import http.client
import json
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.cluster import binaries
from tests.cluster.control_plane import ControlPlane
from tests.cluster.shop import budget, deployment, service
from wizard.model.kinds import KINDS, NODES

WRITERS = 4
LOADED = ("Deployment", "StatefulSet", "DaemonSet", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "Node")
LOAD = """
import sys
from wizard.cluster.connection import Cluster
from wizard.cluster.loading import Wanted, load
from wizard.sources.loading import Target
found = load(Cluster.connect(None, sys.argv[1]), Wanted(everywhere=True), Target())
print(len(found.inventory.ids))
"""
"""A process of its own, as kubectl is: starting Python and importing the client count too."""


def objects(namespace: str, many: int) -> list[tuple[str, dict[str, Any]]]:
    """`many` Deployments without pods and as many Services, a fifth as many budgets and nodes; each with its path."""
    made = [(KINDS["Deployment"].path(namespace), deployment(namespace, f"web-{n}", 0)) for n in range(many)]
    made += [(KINDS["Service"].path(namespace), service(namespace, f"web-{n}")) for n in range(many)]
    made += [(KINDS["PodDisruptionBudget"].path(namespace), budget(namespace, f"web-{n}")) for n in range(many // 5)]
    made += [(NODES.path(None), _node(n)) for n in range(many // 5)]
    return made


def _node(number: int) -> dict[str, Any]:
    name = f"big-{number}"
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{number % 3}"}
    return {"metadata": {"name": name, "labels": labels}, "spec": {"unschedulable": True}}


def fill(plane: ControlPlane, wanted: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Create the objects by several writers, each over one connection."""
    token = json.loads(plane.kubeconfig.read_text())["users"][0]["user"]["token"]
    told = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    trusted = ssl.create_default_context(cafile=str(plane.ca))

    def write(share: Sequence[tuple[str, dict[str, Any]]]) -> None:
        server = http.client.HTTPSConnection(plane.server.removeprefix("https://"), context=trusted)
        for path, body in share:
            server.request("POST", path, json.dumps(body), told)
            answer = server.getresponse()
            content = answer.read()
            if answer.status != http.client.CREATED:
                raise RuntimeError(f"POST {path}: {answer.status} {content[:200]!r}")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, [wanted[start::WRITERS] for start in range(WRITERS)]))


def seconds(*commands: Sequence[str]) -> float:
    """How long the commands take, one after the other."""
    begun = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deployments", type=int, default=5000, help="as many Services, a fifth of budgets and nodes")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, in turns")
    parser.add_argument("--at-most", type=float, help="exit 1 above this ratio")
    given = parser.parse_args()
    if lacking := binaries.missing():
        parser.error(f"not built: {', '.join(lacking)}; run: make cluster")
    with ControlPlane.start(nodes=1) as plane:
        fill(plane, objects(plane.namespace(), given.deployments))
        config = str(plane.kubeconfig)
        get = [str(binaries.path("kubectl")), f"--kubeconfig={config}", "get", "--all-namespaces", "--output=json"]
        each = [[*get, KINDS[name].plural] for name in LOADED]
        load = [sys.executable, "-c", LOAD, config]
        kubectl, ours = [], []
        # The first of each warms the server's cache and the disk's; it is not counted.
        for _run in range(given.runs + 1):
            kubectl.append(seconds(*each))
            ours.append(seconds(load))
    asked, loaded = statistics.median(kubectl[1:]), statistics.median(ours[1:])
    ratio = loaded / asked
    print(f"kubectl  {asked:6.2f} s\nload     {loaded:6.2f} s\nratio    {ratio:6.2f}")
    return int(given.at_most is not None and ratio > given.at_most)


if __name__ == "__main__":
    sys.exit(main())
