"""What a simulated figure stands on, as ids and values; wording.simulation has the sentences."""

from collections.abc import Collection, Iterator, Mapping

from wizard.model.endpoints import lists_unready, stays_on_node
from wizard.model.routes import route
from wizard.model.shapes import mappings
from wizard.model.topology import Topology
from wizard.model.volumes import exclusive
from wizard.model.workload import Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.scenarios import autoscaled, rack_label, scaled_to, unnoticed
from wizard.simulation.traffic.requests import finishes, stream

Said = tuple[str, Mapping[str, float | str]]


def assumed(
    workload: Workload,
    assumptions: Assumptions,
    topology: Topology,
    scenarios: Collection[str] = (),
    others: int = 0,
) -> tuple[Said, ...]:
    """The pods, the requests, what else the scenarios take for granted, and the nodes, which `others` run on too."""
    pods = {
        "run": assumptions.run_seconds,
        "start": assumptions.start_seconds,
        "stop": assumptions.stop_seconds,
    }
    nodes = {"nodes": len(topology.nodes), "zones": len(topology.zones)}
    return (
        ("pods", pods),
        *_soundness(workload, assumptions, scenarios),
        *_requests(workload, assumptions),
        *_events(workload, assumptions, topology, scenarios),
        *([("nodes", nodes)] if topology.assumed else []),
        ("others", {"pods": others}) if others else ("alone", {}),
    )


def _soundness(workload: Workload, assumptions: Assumptions, scenarios: Collection[str]) -> Iterator[Said]:
    """Whether what runs works, and what an update brings."""
    if assumptions.broken:
        yield "broken", {}
    elif "rolling-update" in scenarios:
        named = {"broken-update": assumptions.broken_update, "silent-update": assumptions.silent_update}
        yield next((id for id, holds in named.items() if holds), "sound-update"), {}
    if mappings(workload.spec.get("volumeClaimTemplates")) and workload.kind == "StatefulSet":
        yield "zonal" if assumptions.zonal_volumes else "anywhere", {}
    if exclusive(workload):
        yield "shared-anywhere", {}


def _events(
    workload: Workload, assumptions: Assumptions, topology: Topology, scenarios: Collection[str]
) -> Iterator[Said]:
    """How large or late the things are that happen."""
    if "scale-up" in scenarios:
        yield "scale", {"replicas": scaled_to(workload.count, assumptions)}
    if "hpa-scale" in scenarios:
        fewest, most = autoscaled(workload, workload.count)
        yield "load", {"fewest": fewest, "most": most}
    if "drain-several" in scenarios:
        yield "drained", {"hosts": assumptions.hosts_drained}
    if any(each.endswith("-loss") for each in scenarios):
        yield "unnoticed", {"seconds": unnoticed(workload, assumptions)}
    if "rack-loss" in scenarios:
        yield "racks", {"label": rack_label(topology, assumptions)}


def _requests(workload: Workload, assumptions: Assumptions) -> tuple[Said, ...]:
    flow = stream(workload, assumptions)
    if not flow.rate:
        return (("no-requests", {}),)
    way = route(workload)
    several = flow.longest > flow.seconds and flow.longest_share > 0
    longest: Said = ("longest", {"share": 100 * flow.longest_share, "seconds": flow.longest})
    return (
        ("requests", {"rate": flow.rate, "seconds": flow.seconds}),
        ("routes", {"traffic": way.row, "first": flow.delays[0], "last": flow.delays[-1]}),
        *([("way-in", way.told)] if way.source not in {"told", "assumed"} else []),
        *([("way-assumed", way.told)] if way.source == "assumed" else []),
        *([longest] if several else []),
        *([("listed-unready", {})] if lists_unready(workload) else []),
        *([("stay-on-node", {})] if stays_on_node(workload) else []),
        ("keep-alive" if flow.keep_alive else "no-keep-alive", {}),
        ("finishes" if finishes(workload, assumptions) else "drops-work", {}),
    )
