"""Play a scenario on a workload: the six ways of changing it, and the three losses. The same seed plays the same."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial

from wizard.errors import WizardError
from wizard.model.autoscaling import behavior, most
from wizard.model.topology import ZONE, Topology, placement_labels
from wizard.model.workload import Workload
from wizard.simulation.events import outage
from wizard.simulation.events.autoscaling import Autoscaling
from wizard.simulation.events.budgets import budgets
from wizard.simulation.events.controllers import Revision
from wizard.simulation.events.drain import Drain
from wizard.simulation.events.neighbours import Neighbours, parted, waiting
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.rollout import Deployment
from wizard.simulation.given.asked import of_workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.landing import MOST, assumed_topology, too_many
from wizard.simulation.outcome import Outcome, lives, still_pending, weakness
from wizard.simulation.reasons import reasons
from wizard.simulation.stage import Stage, set_up
from wizard.simulation.traffic import timing
from wizard.text.paths import Data
from wizard.wording import _, listed

Object = Mapping[str, Data]
Targets = tuple[str, ...]
Ended = Callable[[], bool]

VPA_PERIOD = 60.0
"""Seconds between two rounds of the vertical autoscaler's updater."""


def play(  # noqa: PLR0913 - the call that everything else is made of; all but two have a default
    workload: Workload,
    scenario: str,
    assumptions: Assumptions | None = None,
    *,
    topology: Topology | None = None,
    others: Iterable[Object] = (),
    running: Workload | None = None,
    seed: int = 0,
    steps: int | None = None,
) -> Outcome:
    """Play one scenario from its start until nothing more happens.

    Without a topology it is played on the workload's own, else on six assumed hosts in three zones. `running` is what
    runs before a rolling update, where that is not the workload itself; `others` are the pods of others and their
    budgets. Raises WizardError for a scenario that cannot
    be played here, and TooLong where it takes more than `steps`.
    """
    nodes = topology or workload.topology or assumed_topology()
    given = assumptions or timing.assumed_for(workload)
    if scenario not in SCENARIOS:
        known = listed(SCENARIOS)
        raise WizardError(_("{scenario} is not a scenario; use one of {known}").format(scenario=scenario, known=known))
    if lacking := _lacking(workload, scenario, nodes, given):
        raise WizardError(lacking)
    stage = set_up(running or workload, nodes, given, others, seed, steps=steps)
    targets, ended = SCENARIOS[scenario](replace(stage, workload=workload))
    world = stage.world
    world.run()
    found, ends = weakness(tuple(world.ready), stage.replicas), ended()
    return Outcome(
        scenario,
        nodes,
        given,
        targets,
        stage.replicas,
        found.lowest,
        found.below,
        still_pending(world),
        stage.evictions.granted,
        stage.evictions.refused,
        ends,
        found.full,
        tuple(world.ready),
        tuple(world.steps),
        lives(world),
        reasons(stage, ends=ends),
        waiting(world.others),
        world.spent,
    )


def playable(workload: Workload, topology: Topology | None = None, assumptions: Assumptions | None = None) -> Targets:
    """The scenarios that make sense for this workload on these nodes."""
    lacking = unplayable(workload, topology, assumptions)
    return tuple(each for each in SCENARIOS if each not in lacking)


def unplayable(
    workload: Workload, topology: Topology | None = None, assumptions: Assumptions | None = None
) -> Mapping[str, str]:
    """The scenarios that make no sense here, each with the sentence that says why."""
    nodes = topology or workload.topology or assumed_topology()
    given = assumptions or timing.assumed_for(workload)
    return {each: why for each in SCENARIOS if (why := _lacking(workload, each, nodes, given))}


def _lacking(workload: Workload, scenario: str, topology: Topology, assumptions: Assumptions) -> str:
    if workload.kind != "DaemonSet" and not workload.count and not (scenario == "scale-up" and assumptions.scale_to):
        return _("it is scaled to 0: nothing runs that {scenario} could break").format(scenario=scenario)
    if workload.kind == "DaemonSet" and scenario in {"scale-up", "hpa-scale"}:
        return _("a DaemonSet has no number of replicas: {scenario} cannot be played").format(scenario=scenario)
    asked = {"scale-up": assumptions.scale_to or 2 * workload.count, "hpa-scale": workload.most}
    if workload.kind != "DaemonSet" and (count := max(workload.count, asked.get(scenario, 0))) > MOST:
        return too_many(count)
    if scenario == "zone-loss" and not topology.zones:
        return _("no node has the label {label}; give nodes with zones, for example --nodes 6 --zones 3").format(
            label=ZONE
        )
    if scenario == "rack-loss" and not topology.values(rack_label(topology, assumptions)):
        return _("no node label marks racks or placement sets; name one, or play host-loss")
    return ""


def rack_label(topology: Topology, assumptions: Assumptions) -> str:
    """The node label that racks are told by; empty where there is none."""
    return assumptions.rack_label or next(iter(placement_labels(topology)), "")


def _whole(stage: Stage) -> Ended:
    """It has ended when the controller has all that it wants."""
    return lambda: stage.controller.done(stage.world)


def _scale_up(stage: Stage) -> tuple[Targets, Ended]:
    _scale(stage, scaled_to(stage.replicas, stage.assumptions))
    return (), _whole(stage)


def scaled_to(replicas: int, assumptions: Assumptions) -> int:
    """How many copies a scaling by hand asks for."""
    return 2 * replicas if assumptions.scale_to is None else assumptions.scale_to


def _scale(stage: Stage, replicas: int) -> None:
    stage.world.say("scaled", replicas=replicas)
    if isinstance(stage.controller, Deployment):
        stage.controller.sizes[stage.controller.revision.number] = replicas
    stage.controller.scale(replicas, stage.world)
    stage.evictions.replicas = replicas


def _pod_deleted(stage: Stage) -> tuple[Targets, Ended]:
    pod = next((each for each in stage.world.pods if each.node is not None), None)
    if pod is None:
        return (), _whole(stage)
    stage.world.say("deleted", pod)
    stage.world.delete(pod)
    return (pod.name,), _whole(stage)


def _drain(stage: Stage) -> tuple[Targets, Ended]:
    return _drain_hosts(stage, 1)


def _drain_several(stage: Stage) -> tuple[Targets, Ended]:
    return _drain_hosts(stage, stage.assumptions.hosts_drained)


def _drain_hosts(stage: Stage, hosts: int) -> tuple[Targets, Ended]:
    names = stage.busiest()[:hosts]
    nodes = tuple(map(stage.number, names))
    drain = Drain(stage.world, stage.evictions, nodes)
    if stage.workload.kind == "DaemonSet":
        # --ignore-daemonsets: their pods stay where they are.
        return names, lambda: True
    _bring_along(stage, nodes)
    drain.start()
    return names, lambda: drain.done


def _bring_along(stage: Stage, nodes: Collection[int]) -> None:
    """The pods of others on these nodes are moved too, and their budgets asked."""
    moving, staying = parted(stage.others, nodes)
    if moving:
        Neighbours(stage.world, moving, stage.assumptions, stage.workload.version)
        still, passing = ([each.pod for each in those] for those in (staying, moving))
        stage.evictions.budgets = budgets(stage.workload, still, moving=passing, theirs=stage.their_budgets)


def _rolling_update(stage: Stage) -> tuple[Targets, Ended]:
    workload, controller = stage.workload, stage.controller
    asked = of_workload(workload, 2)
    new = Revision(2, workload, asked, timing.of(workload, stage.assumptions, updated=True))
    stage.world.attachments.track(asked.exclusive)
    if workload.kind != "DaemonSet" and (replicas := max(workload.replicas, workload.fewest)) != controller.replicas:
        # A change of template and replicas first scales what is there (deployment/sync.go scale).
        _scale(stage, replicas)
    stage.world.say("updated", revision=2)
    controller.update(new, stage.world)
    return (), _whole(stage)


def _hpa_scale(stage: Stage) -> tuple[Targets, Ended]:
    """Up to the most in the autoscaler's steps, and when the load is over back to the fewest."""
    autoscaler, (fewest, most) = stage.workload.autoscaler, autoscaled(stage.workload, stage.replicas)
    spec = {"behavior": dict(behavior(autoscaler.data))} if autoscaler else {}
    Autoscaling(stage.world, spec, (fewest, stage.replicas, most), partial(_scale, stage)).start()
    return (), _whole(stage)


def autoscaled(workload: Workload, replicas: int) -> tuple[int, int]:
    """The fewest and the most copies of an autoscaler: its own, else those of now and twice as many."""
    if workload.autoscaler is None:
        return replicas, 2 * replicas
    stated = [most(each.data) or 0 for each in workload.autoscalers]
    return max(1, workload.fewest), max(max(stated) or 2 * replicas, replicas)


def _vpa_restart(stage: Stage) -> tuple[Targets, Ended]:
    """The updater evicts pods through their budgets, at most half at a time, and never the only one."""
    world, replicas = stage.world, stage.replicas
    old = [pod for pod in world.pods if pod.node is not None]
    tolerated = replicas // 2

    def left() -> list[Pod]:
        return [pod for pod in old if pod.deleted_at is None]

    def round_of_evictions() -> bool:
        running = sum(pod.running and pod.deleted_at is None for pod in world.pods)
        for pod in left():
            if running <= replicas - tolerated:
                break
            running -= stage.evictions.evict(pod)
        return not left()

    if replicas >= 2:
        world.poll(0, round_of_evictions, VPA_PERIOD)
    else:
        world.say("spared", pods=len(old))
    return (), lambda: not left() and stage.controller.done(world)


def _host_loss(stage: Stage) -> tuple[Targets, Ended]:
    return _lose(stage, stage.busiest()[:1])


def _zone_loss(stage: Stage) -> tuple[Targets, Ended]:
    return _lose_labelled(stage, ZONE)


def _rack_loss(stage: Stage) -> tuple[Targets, Ended]:
    return _lose_labelled(stage, rack_label(stage.topology, stage.assumptions))


def _lose_labelled(stage: Stage, label: str) -> tuple[Targets, Ended]:
    value = next(iter(stage.busiest(label)), stage.topology.values(label)[0])
    return _lose(stage, tuple(node.name for node in stage.topology.nodes if node.labels.get(label) == value))


def unnoticed(workload: Workload, assumptions: Assumptions) -> float:
    """How long a dead host still counts as there."""
    stated = assumptions.unreachable_seconds
    return outage.grace(workload.version) if stated is None else stated


def _lose(stage: Stage, names: Targets) -> tuple[Targets, Ended]:
    seconds = unnoticed(stage.workload, stage.assumptions)
    nodes = tuple(map(stage.number, names))
    outage.Outage(stage.world, nodes, seconds, daemons=stage.workload.kind == "DaemonSet").start()
    return names, _whole(stage)


SCENARIOS: dict[str, Callable[[Stage], tuple[Targets, Ended]]] = {
    "scale-up": _scale_up,
    "pod-deleted": _pod_deleted,
    "drain": _drain,
    "drain-several": _drain_several,
    "rolling-update": _rolling_update,
    "hpa-scale": _hpa_scale,
    "vpa-restart": _vpa_restart,
    "host-loss": _host_loss,
    "zone-loss": _zone_loss,
    "rack-loss": _rack_loss,
}
"""Every scenario by its name, in the order of tables."""
