"""The spread step beside rules that are there, and beside ports of the node: what it shows, what it never weakens."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from textual.pilot import Pilot

from screens.widgets.fields import NumberField
from screens.widgets.radio_row import RadioRow
from tests.building import SERVICE, WEB
from tests.screens.steps.test_steps import diff, kept, said, step, walking
from wizard.model.topology import told
from wizard.practices.spread import SpreadChoice

__all__ = ["walking"]
Walking = Callable[..., AbstractAsyncContextManager[Pilot[int]]]

RULE = "{maxSkew: 1, topologyKey: KEY, whenUnsatisfiable: WHEN, nodeTaintsPolicy: Honor, labelSelector: SELECTOR}"
OWN = "{matchLabels: {app: web}}"


def spread(key: str, when: str) -> str:
    return RULE.replace("KEY", key).replace("WHEN", when).replace("SELECTOR", OWN)


def ruled(*rules: str) -> str:
    """The web Deployment with these constraints."""
    return WEB.replace(
        "      containers:\n", f"      topologySpreadConstraints: [{', '.join(rules)}]\n      containers:\n"
    )


MIXED = ruled(
    spread("topology.kubernetes.io/zone", "ScheduleAnyway"), spread("kubernetes.io/hostname", "DoNotSchedule")
)
PORTED = WEB.replace("replicas: 3", "replicas: 1").replace(
    "containerPort: 8080", "containerPort: 8080\n              hostPort: 8080"
)


def rule(pilot: Pilot[int]) -> str | None:
    return step(pilot).query_one("#rule", RadioRow).value


async def test_rule_of_each_level_is_shown_as_firm_as_it_is(walking: Walking) -> None:
    async with walking(MIXED, SERVICE) as pilot:
        await pilot.press("1")
        assert rule(pilot) == "preferred"
        step(pilot).query_one("#level", RadioRow).focus()
        await pilot.press("left")
        assert rule(pilot) == "strict"
        assert kept(pilot)["spread"] == SpreadChoice("host", strict=True, weaken=True)
        assert diff(pilot).splitlines()[-1].endswith(f"[{spread('kubernetes.io/hostname', 'DoNotSchedule')}]")


async def test_answer_about_copies_leaves_the_rules_alone(walking: Walking) -> None:
    async with walking(MIXED, SERVICE) as pilot:
        await pilot.press("1")
        step(pilot).query_one("#replicas", NumberField).focus()
        await pilot.press("backspace", "5")
        assert kept(pilot)["spread"] == SpreadChoice("zone", replicas=5)
        assert diff(pilot).splitlines() == ["-  replicas: 3", "+  replicas: 5"]


async def test_preferred_is_weaker_and_done_because_it_was_answered(walking: Walking) -> None:
    async with walking(ruled(spread("kubernetes.io/hostname", "DoNotSchedule")), SERVICE) as pilot:
        await pilot.press("1")
        assert rule(pilot) == "strict"
        step(pilot).query_one("#rule", RadioRow).focus()
        await pilot.press("left")
        assert kept(pilot)["spread"] == SpreadChoice("host", weaken=True)
        assert "ScheduleAnyway" in diff(pilot)


async def test_f_never_weakens_a_rule_that_was_there(walking: Walking) -> None:
    text = WEB.replace(
        "      containers:\n",
        "      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        f"[{{topologyKey: kubernetes.io/hostname, labelSelector: {OWN}}}]}}}}\n      containers:\n",
    )
    async with walking(text, SERVICE, topology=told(2, 1)) as pilot:
        await pilot.press("1")
        assert "1 stay Pending" in said(pilot)
        await pilot.press("f")
        assert kept(pilot) == {}


async def test_fewer_copies_are_suggested_where_each_needs_a_port_of_its_node(walking: Walking) -> None:
    async with walking(PORTED, SERVICE, topology=told(3, 3)) as pilot:
        assert step(pilot).query_one("#replicas", NumberField).value == 2
        assert "maxSurge" not in diff(pilot)


async def test_copies_for_every_node_let_one_go_first_and_say_so(walking: Walking) -> None:
    async with walking(PORTED, SERVICE, topology=told(3, 3), size=(120, 50)) as pilot:
        step(pilot).query_one("#replicas", NumberField).focus()
        await pilot.press("backspace", "3")
        assert "+      maxSurge: 0" in diff(pilot)
        assert "An update stops one copy first" in said(pilot)
        await pilot.press("backspace", "5", "escape", "f")
        assert kept(pilot)["spread"] == SpreadChoice("zone", replicas=3)
