"""How long a pod takes to be there and to be gone (FACTS 3)."""

import pytest

from tests.simulation.making import Object, web
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.timing import of

GET = {"httpGet": {"path": "/", "port": 80}}


@pytest.mark.parametrize(
    ("container", "ready"),
    [
        ({}, 2),
        ({"readinessProbe": GET}, 12),
        ({"readinessProbe": {**GET, "periodSeconds": 3}}, 14),
        ({"readinessProbe": {**GET, "periodSeconds": 3, "initialDelaySeconds": 20}}, 22),
        ({"readinessProbe": {**GET, "periodSeconds": 5, "successThreshold": 3}}, 22),
        ({"readinessProbe": GET, "startupProbe": {**GET, "periodSeconds": 1}}, 12),
    ],
)
def test_a_pod_is_ready_at_the_first_probe_that_finds_it_answering(container: Object, ready: float) -> None:
    found = of(web(container=container), Assumptions(start_seconds=10, run_seconds=2))
    assert (found.ready, found.serving) == (ready, 12)


def _pause(seconds: int) -> Object:
    return {"lifecycle": {"preStop": {"sleep": {"seconds": seconds}}}}


@pytest.mark.parametrize(
    ("wait", "grace", "work", "term", "gone"),
    [(15, 30, 2, 15, 17), (30, 30, 20, 30, 32), (15, 30, 60, 15, 30), (29, 30, 9, 29, 31), (15, 0, 2, 0, 0)],
)
def test_grace_cuts_off_what_takes_longer(wait: int, grace: int, work: int, term: float, gone: float) -> None:
    workload = web(pod={"terminationGracePeriodSeconds": grace}, container=_pause(wait))
    found = of(workload, Assumptions(stop_seconds=work))
    assert (found.term, found.gone) == (term, gone)
