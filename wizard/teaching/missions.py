"""The missions of `surefoot learn`: what breaks, which step helps, what must hold. The simulator says if it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan
from wizard.simulation.played import Played, played
from wizard.simulation.scenarios import playable
from wizard.teaching.shop import embedded, shop_nodes
from wizard.text.manifest import ObjectId


@dataclass(frozen=True)
class Mission:
    """One thing to see break and to make hold."""

    id: str
    file: str
    """Below the assets; empty for the learner's own."""
    workload: str
    scenario: str
    practice: str
    """The step that Enter opens; the others are open too."""
    goals: tuple[str, ...]


GOALS: Mapping[str, Callable[[Played], bool]] = {
    "never-out": lambda played: played.outcome.lowest_ready > 0,
    "ends": lambda played: played.outcome.ends and not played.outcome.pending,
    "nothing-lost": lambda played: played.errors.lost < 1e-6,
}

SHOP = "demo/shop.yaml"
MISSIONS = (
    Mission("node-dies", SHOP, "web", "host-loss", "spread", ("never-out",)),
    Mission("zone-dies", "missions/zone.yaml", "catalogue", "zone-loss", "spread", ("never-out",)),
    Mission("drain-takes-all", SHOP, "cart", "drain-several", "budget", ("never-out", "ends")),
    Mission("drain-never-ends", SHOP, "payments", "drain", "budget", ("ends", "never-out")),
    Mission("update-drops-requests", SHOP, "payments", "rolling-update", "shutdown", ("nothing-lost", "ends")),
    Mission("rollout-stuck", "missions/stuck.yaml", "search", "rolling-update", "shutdown", ("ends", "never-out")),
)
OWN = (
    Mission("own-node-dies", "", "", "host-loss", "spread", ("never-out", "ends")),
    Mission("own-update", "", "", "rolling-update", "shutdown", ("nothing-lost", "ends")),
)


def start(mission: Mission, own: Inventory | None) -> Plan:
    """The plan that a mission begins with: the shop on its six nodes, or the learner's own file."""
    if not mission.file:
        return Plan(own or Inventory({}))
    return Plan(replace(Inventory.of([embedded(mission.file)]), topology=shop_nodes()))


def subject(mission: Mission, plan: Plan) -> ObjectId:
    """The workload that it is about: of a learner's own the first for which something is missed."""
    ids = plan.inventory.ids
    if mission.workload:
        return next(id for id in ids if plan.before(id).name == mission.workload)
    able = [id for id in ids if mission.scenario in playable(plan.before(id))]
    broken = (id for id in able if missed(mission, run(mission, plan, id)))
    return next(broken, (able or list(ids))[0])


def run(mission: Mission, plan: Plan, id: ObjectId) -> Played:
    """Play it on what the plan makes of the workload."""
    return played(plan.workload(id), mission.scenario)


def missed(mission: Mission, found: Played) -> tuple[str, ...]:
    """The goals that do not hold yet."""
    return tuple(each for each in mission.goals if not GOALS[each](found))
