"""On a cluster the pictures count the pods of others, and say so where those may not be seen."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from screens.review.worth import worth
from screens.walk import Live
from screens.widgets.paragraphs import Paragraphs
from tests.building import SERVICE, WEB, first, plan, within
from tests.screens.conftest import settled
from wizard.cluster.connection import Cluster
from wizard.cluster.errors import ClusterError, Forbidden
from wizard.cluster.loading import Wanted
from wizard.model.topology import HOSTNAME, ZONE, Node, Topology
from wizard.planning.plan import Plan
from wizard.sources.loading import Target

REQUESTS = """
resources:
  requests: {cpu: "1"}
"""
ASKING = within(WEB, "image: web:1", REQUESTS)
HOSTS = Topology(
    tuple(
        Node(f"n{each}", {HOSTNAME: f"n{each}", ZONE: f"z{each % 3}"}, allocatable={"cpu": 2000, "pods": 50})
        for each in range(3)
    )
)


class Told(Cluster):
    """A cluster that answers with these pods, or not at all."""

    def __init__(self, *pods: dict[str, Any], refuses: ClusterError | None = None) -> None:
        self.context, self.namespace, self.server = "test", "shop", "https://test"
        self._pods, self._refuses, self.asked = pods, refuses, 0

    def pages(self, path: str, query: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        del query
        assert path == "/api/v1/pods"
        self.asked += 1
        if self._refuses:
            raise self._refuses
        yield {"items": list(self._pods)}


def other(node: str) -> dict[str, Any]:
    """A pod of somebody else that leaves its node no room."""
    containers = [{"name": "it", "resources": {"requests": {"cpu": "2"}}}]
    return {"metadata": {"namespace": "other", "name": node}, "spec": {"nodeName": node, "containers": containers}}


def loaded() -> Plan:
    return plan(ASKING, SERVICE, topology=HOSTS)


def app(cluster: Cluster) -> SurefootApp:
    live = Live(cluster, Wanted(namespace="shop"), read_only=True)
    return SurefootApp(Opening(loaded(), Target(), wanted=live.wanted, live=live))


async def picture(pilot: Pilot[int], wanted: str) -> str:
    """The picture once it holds a text."""
    for _try in range(200):
        await settled(pilot)
        rows = pilot.app.screen.query_one("#picture", Paragraphs)._paragraphs
        said = "\n".join(each.plain for each in rows)
        if wanted in said:
            return said
        await pilot.pause(0.01)
    raise AssertionError(said)


async def test_full_hosts_take_no_copy() -> None:
    async with app(Told(other("n0"), other("n1"))).run_test(size=(100, 40)) as pilot:
        said = await picture(pilot, "Pending")
        assert "Insufficient cpu" in said
        assert "Without the pods of others" not in said


async def test_empty_hosts_take_all() -> None:
    async with app(Told()).run_test(size=(100, 40)) as pilot:
        said = await picture(pilot, "Lose the fullest host")
        assert "Pending" not in said


@pytest.mark.parametrize("step", ["1", "2", "3"])
async def test_what_may_not_be_seen_is_said(step: str) -> None:
    async with app(Told(refuses=Forbidden("pods may not be listed"))).run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await pilot.press(step)
        assert "Without the pods of others" in await picture(pilot, "Without")


async def test_pods_are_asked_for_once_for_all_steps() -> None:
    cluster = Told(other("n0"))
    async with app(cluster).run_test(size=(100, 40)) as pilot:
        await picture(pilot, "Lose the fullest host")
        for step in ("2", "3", "4", "1"):
            await settled(pilot)
            await pilot.press(step)
        await picture(pilot, "Lose the fullest host")
        assert cluster.asked == 1


def test_review_counts_them_and_says_so() -> None:
    found = loaded()
    alone, crowded = (worth(found, first(found), pods) for pods in ((), (other("n0"), other("n1"))))
    assert any("nothing else runs" in each for each in alone.assumed)
    assert any("2 pods of others" in each for each in crowded.assumed)
    assert any("Pending" in each.plain for each in crowded.rows)
    assert not any("Pending" in row.plain for row in alone.rows if "host" not in row.plain)
