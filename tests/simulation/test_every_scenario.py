"""Every scenario on every workload of the shop and of five files of the corpus, by the command and by the engine."""

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import FOLDER
from wizard.cli import main
from wizard.errors import WizardError
from wizard.model.workload import Workload
from wizard.places import assets
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import SCENARIOS, play, unplayable
from wizard.sources.loading import Target, load

SHOP = "shop"
CORPUS = {
    "many deployments": "GoogleCloudPlatform__microservices-demo/release/kubernetes-manifests.yaml",
    "autoscaler and budget": "istio__istio/pilot/pkg/config/kube/gatewaycommon/testdata/deployment/customizations.yaml",
    "daemon set": "istio__istio/operator/cmd/mesh/testdata/manifest-generate/output/ztunnel.golden.yaml",
    "stateful set": "argoproj__argo-cd/manifests/ha/base/redis-ha/chart/upstream.yaml",
    "stateful set and budget": "kubernetes__examples/_archived/cockroachdb/cockroachdb-statefulset.yaml",
}
NAMES = (SHOP, *CORPUS)


def _words(name: str) -> tuple[str, ...]:
    """The words of the command line that name the file, and its nodes."""
    if name == SHOP:
        return str(assets("demo/shop.yaml")), "--topology", str(assets("demo/nodes.yaml"))
    path = FOLDER / CORPUS[name]
    if not path.is_file():
        pytest.skip("the corpus of real manifests is not here; SUREFOOT_CORPUS names it")
    return str(path), "--nodes", "7", "--zones", "3"


@cache
def _workloads(name: str) -> tuple[Workload, ...]:
    path, kind, value, *_more = _words(name)
    target = Target.told(None, None, value, None) if kind == "--topology" else Target.told(7, 3, None, None)
    inventory = load([path], target).inventory
    return tuple(map(inventory.workload, inventory.ids))


@cache
def _played(name: str) -> tuple[tuple[Workload, str, Outcome], ...]:
    return tuple(
        (workload, scenario, play(workload, scenario))
        for workload in _workloads(name)
        for scenario in SCENARIOS
        if scenario not in unplayable(workload)
    )


def _printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["simulate", *words]) == 0
    return capsys.readouterr().out


def _sides(found: Any) -> Iterator[tuple[str, str, Any]]:
    for each in found["scenarios"]:
        for side in ("before", "after"):
            yield each["title"], side, each[side]


@pytest.mark.parametrize("name", NAMES)
def test_what_does_not_end_says_why(name: str) -> None:
    for workload, scenario, outcome in _played(name):
        told = outcome.pending or outcome.reasons
        assert outcome.ends or told, f"{workload.name} {scenario}"


@pytest.mark.parametrize("name", NAMES)
def test_ready_stays_between_none_and_what_surge_allows(name: str) -> None:
    for workload, scenario, outcome in _played(name):
        most = {"scale-up": 2 * outcome.wanted, "hpa-scale": max(workload.most, 2 * workload.count)}.get(
            scenario, outcome.wanted
        )
        if scenario == "rolling-update" and workload.kind == "Deployment":
            most += workload.surge
        assert all(0 <= count <= most for _seconds, count in outcome.ready), f"{workload.name} {scenario}"
        assert outcome.lowest_ready == min(count for _seconds, count in outcome.ready)


@pytest.mark.parametrize("name", NAMES)
def test_moments_are_in_order(name: str) -> None:
    for _workload, _scenario, outcome in _played(name):
        seconds = [each for each, _count in outcome.ready]
        assert seconds == sorted(seconds)
        for life in outcome.lives:
            moments = (life.created, life.deleted_at, life.gone_at)
            there = [each for each in moments if each is not None]
            assert there == sorted(there)


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_plays_the_same(name: str) -> None:
    for workload, scenario, outcome in _played(name):
        assert play(workload, scenario) == outcome
        assert play(workload, scenario, seed=5) == play(workload, scenario, seed=5)


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_played_is_refused_in_words(name: str) -> None:
    for workload in _workloads(name):
        for scenario, why in unplayable(workload).items():
            assert " " in why
            with pytest.raises(WizardError, match=re.escape(why)):
                play(workload, scenario)


@pytest.mark.parametrize("name", NAMES)
def test_command_plays_every_scenario_or_says_why_not(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_printed(capsys, *_words(name), "--format", "json"))["workloads"]
    assert len(found) == len(_workloads(name)) > 0
    for each in found:
        there = [played["name"] for played in each["scenarios"]]
        not_there = {lacking["name"]: lacking["message"] for lacking in each["not_played"]}
        assert sorted((*there, *not_there)) == sorted(SCENARIOS)
        assert all(" " in why for why in not_there.values())
        for title, side, numbers in _sides(each):
            assert numbers["ends"] or numbers["why"], f"{each['name']} {title} {side}"


@pytest.mark.parametrize("name", NAMES)
def test_command_tells_the_engines_numbers(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_printed(capsys, *_words(name), "--format", "json"))["workloads"]
    outcomes = {(workload.name, scenario): outcome for workload, scenario, outcome in _played(name)}
    for each in found:
        for played in each["scenarios"]:
            outcome = outcomes[each["name"], played["name"]]
            for field in ("ends", "wanted", "lowest_ready", "below_seconds", "seconds_to_full"):
                assert played["before"][field] == getattr(outcome, field)


@pytest.mark.parametrize("name", NAMES)
def test_text_and_json_have_the_same_numbers(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_printed(capsys, *_words(name), "--format", "json"))["workloads"]
    blocks = _printed(capsys, *_words(name)).rstrip("\n").split("\n\n")
    assert len(blocks) == len(found)
    for each, block in zip(found, blocks, strict=True):
        lines, folded = block.splitlines(), " ".join(block.split())
        assert max(map(len, lines[1:])) <= 80
        for title, side, numbers in _sides(each):
            (line,) = (line for line in lines if line.startswith(f"  {title}  "))
            cells = [cell.strip() for cell in re.split(r"\s{2,}", line.strip())]
            assert cells[1 if side == "before" else 2] == numbers["said"]
            assert numbers["said"] == ", ".join(_said(title, numbers))
            assert all(" ".join(why.split()) in folded for why in numbers["why"])
        for lacking in each["not_played"]:
            assert f"not played: {lacking['title']}: {lacking['message']}" in folded


def _said(title: str, numbers: Any) -> Iterator[str]:
    """The cell of a table, made once more from the numbers alone."""
    out, pending = numbers["outage_seconds"], sum(each["count"] for each in numbers["pending"])
    none_ready = not numbers["ready"][-1]["ready"] and numbers["wanted"]
    if not numbers["ends"]:
        yield "never ends, none ready" if none_ready else "never ends"
    elif none_ready:
        yield "none ready for good"
    elif out:
        yield f"outage {math.ceil(out)} s"
    elif title == "scaled by hand" and numbers["seconds_to_full"] is not None:
        yield f"full after {math.ceil(numbers['seconds_to_full'])} s"
    else:
        yield f"{numbers['lowest_ready']} of {numbers['wanted']} ready"
    if pending:
        yield f"{pending} Pending"
    if numbers["requests"]:
        yield f"{math.ceil(round(numbers['refused'] + numbers['cut'], 3) - 1e-6):,} lost"


def test_corpus_files_differ_in_what_they_hold() -> None:
    held = {name: {workload.kind for workload in _workloads(name)} for name in NAMES}
    assert set().union(*held.values()) == {"Deployment", "StatefulSet", "DaemonSet"}
    everything = [workload for name in NAMES for workload in _workloads(name)]
    assert any(each.autoscalers for each in everything)
    assert any(each.budgets for each in everything)
    assert all(Path(_words(name)[0]).is_file() for name in NAMES)
