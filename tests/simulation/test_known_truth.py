"""The simulator says of each case of `make agree` what the real scheduler and controllers did."""

import pytest

from tests.cluster.agree.cases import CASES, Case
from tests.simulation.cases import played

BAD = {
    "more-copies-than-hosts",
    "more-copies-than-zones",
    "update-of-as-many-as-hosts",
    "update-with-none-unavailable",
    "hash-added-to-running-rule",
    "update-of-as-many-as-zones",
    "strict-hosts-drained",
    "min-domains-not-there",
    "strict-key-on-no-node",
    "budget-keeps-all",
    "budget-keeps-all-by-percent",
    "budget-lets-none-go",
    "percent-rounds-to-all",
    "budget-of-everything",
    "budget-without-a-field",
    "two-budgets",
    "one-copy-with-a-budget",
    "sick-pods-held",
    "host-port-on-too-few-nodes",
    "host-port-on-each-node",
}
"""Those that came to no good end on a Kubernetes 1.36 control plane."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_simulator_says_what_the_cluster_did(case: Case) -> None:
    good = {"create": "fits", "update": "finishes", "drain": "passes"}[case.does]
    for seed in range(3):
        assert (played(case, seed) == good) is (case.name not in BAD)
