"""The random cases of `make agree`: the same for the same seed, and between them all that placement can meet."""

import json

from tests.cluster.agree.chance import draw


def test_same_seed_draws_the_same_case() -> None:
    assert draw(7, "pool") == draw(7, "pool")
    assert draw(7, "pool") != draw(8, "pool")


def test_cases_hold_all_that_they_are_to_compare() -> None:
    cases = [draw(seed, "pool") for seed in range(300)]
    drawn = json.dumps([[case.nodes, case.workload, case.budgets, case.beside] for case in cases])
    wanted = (
        "podAntiAffinity",
        "podAffinity",
        "nodeAffinity",
        "topologySpreadConstraints",
        "matchLabelKeys",
        "minDomains",
        "nodeTaintsPolicy",
        "nodeAffinityPolicy",
        "hostPort",
        "requests",
        "tolerations",
        "unschedulable",
        "NoExecute",
        "minAvailable",
        "maxUnavailable",
        "unhealthyPodEvictionPolicy",
        "StatefulSet",
        "Parallel",
        "Recreate",
    )
    assert [word for word in wanted if word not in drawn] == []
    assert {len(case.nodes) for case in cases} == set(range(2, 13))
    assert any(case.sick for case in cases)
    assert {len(case.budgets) for case in cases} == {0, 1, 2}
