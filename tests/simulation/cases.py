"""The cases of `make agree`, played by the simulator instead of a cluster: what came of them there is known."""

from dataclasses import replace
from typing import Any

import yaml

from tests.building import workload
from tests.cluster.agree.cases import Case
from wizard.model.topology import told
from wizard.model.versions import Version
from wizard.model.workload import Workload
from wizard.simulation.events.drain import Drain
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.scenarios import play
from wizard.simulation.stage import set_up

QUICK = Assumptions(start_seconds=0, run_seconds=0.2, stop_seconds=0.3)
"""As the fake kubelets of the cluster tests have it."""
SERVER = Version(1, 36)


def case_workload(case: Case, after: dict[str, Any] | None = None) -> Workload:
    """The objects of a case as the wizard would load them."""
    container = {"name": "web", "image": "web:1", **case.container}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container], **(after or case.pod)}}
    selector = {"matchLabels": {"app": "web"}}
    spec = {"replicas": case.replicas, "selector": selector, "template": template, **case.spec}
    made: list[dict[str, Any]] = [
        {"apiVersion": "apps/v1", "kind": case.kind, "metadata": {"name": "web", "namespace": "x"}, "spec": spec}
    ]
    for number, budget in enumerate(case.budgets):
        metadata = {"name": f"web-{number}", "namespace": "x"}
        made.append(
            {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": metadata,
                "spec": {"selector": selector, **budget},
            }
        )
    return workload(*(yaml.safe_dump(each) for each in made), topology=told(case.nodes, case.zones), version=SERVER)


def played(case: Case, seed: int = 0) -> str:
    """What comes of a case in the simulator, in the words of the cluster tests."""
    assumptions = replace(QUICK, broken=case.sick)
    found = case_workload(case)
    if case.does == "create":
        outcome = play(found, "pod-deleted", assumptions, seed=seed)
        return "pending" if outcome.pending else "fits"
    if case.does == "update":
        new = case_workload(case, case.after)
        outcome = play(new, "rolling-update", assumptions, running=found, seed=seed)
        return "finishes" if outcome.ends else "sticks"
    return "passes" if _every_host_drained(found, assumptions, seed) else "blocks"


def _every_host_drained(found: Workload, assumptions: Assumptions, seed: int) -> bool:
    """One host after the other, each brought back before the next."""
    assert found.topology
    stage = set_up(found, found.topology, assumptions, (), seed)
    for name in sorted(stage.busiest()):
        node = stage.number(name)
        drain = Drain(stage.world, stage.evictions, [node])
        drain.start()
        stage.world.run()
        if not drain.done or stage.evictions.failed:
            return False
        if not assumptions.broken and not stage.controller.done(stage.world):
            return False
        stage.world.board.uncordon(node)
    return True
