"""What a simulated figure stands on, as ids and values; wording.simulation has the sentences."""

from collections.abc import Mapping

from wizard.routes import traffic
from wizard.simulation.assumptions import Assumptions
from wizard.simulation.requests import finishes, stream
from wizard.topology import Topology
from wizard.workload import Workload

Said = tuple[str, Mapping[str, float | str]]


def assumed(workload: Workload, assumptions: Assumptions, topology: Topology) -> tuple[Said, ...]:
    """The pods, the requests, and the nodes where they are only a picture."""
    pods = {
        "run": assumptions.run_seconds,
        "start": assumptions.start_seconds,
        "stop": assumptions.stop_seconds,
    }
    nodes = {"nodes": len(topology.nodes), "zones": len(topology.zones)}
    return (
        ("pods", pods),
        *_requests(workload, assumptions),
        *([("nodes", nodes)] if topology.assumed else []),
    )


def _requests(workload: Workload, assumptions: Assumptions) -> tuple[Said, ...]:
    flow = stream(workload, assumptions)
    if not flow.rate:
        return (("no-requests", {}),)
    several = flow.longest > flow.seconds and flow.longest_share > 0
    longest: Said = ("longest", {"share": 100 * flow.longest_share, "seconds": flow.longest})
    return (
        ("requests", {"rate": flow.rate, "seconds": flow.seconds}),
        ("routes", {"traffic": traffic(workload), "first": flow.delays[0], "last": flow.delays[-1]}),
        *([longest] if several else []),
        ("keep-alive" if flow.keep_alive else "no-keep-alive", {}),
        ("finishes" if finishes(workload, assumptions) else "drops-work", {}),
    )
