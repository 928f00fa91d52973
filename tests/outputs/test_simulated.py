"""`surefoot simulate`: the same numbers for people and programs, and what they stand on."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.building import SERVICE, WEB, first, plan
from wizard.cli import main
from wizard.places import assets
from wizard.simulation.events.neighbours import others_of
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.scenarios import SCENARIOS

BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: theirs, namespace: shop}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: db}}
"""
ANSWERS = ["--readiness", "http:/healthz:8080"]


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "web.yaml"
    path.write_text(WEB.lstrip("\n") + "---" + SERVICE)
    return path


def played(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["simulate", "web.yaml", "--format", "json", *words]) == 0
    (found,) = json.loads(capsys.readouterr().out)["workloads"]
    return found


def scenario(found: Any, name: str) -> Any:
    return next(each for each in found["scenarios"] if each["name"] == name)


def test_every_scenario_has_its_numbers_before_and_after(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys)
    # Its hosts are a picture without racks.
    assert [each["name"] for each in found["scenarios"]] == [each for each in SCENARIOS if each != "rack-loss"]
    assert set(found["scenarios"][0]) == {"name", "title", "before", "after"}
    assert set(found["scenarios"][0]["after"]) == {
        "said",
        "ends",
        "targets",
        "wanted",
        "lowest_ready",
        "below_seconds",
        "seconds_to_full",
        "pending",
        "others_pending",
        "evictions",
        "refused_evictions",
        "outage_seconds",
        "partial_seconds",
        "requests",
        "refused",
        "cut",
        "lost",
        "share",
        "lasting",
        "ready",
        "why",
    }


def test_update_as_suggested_loses_nothing(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scenario(played(capsys, "--scenario", "rolling-update", *ANSWERS), "rolling-update")
    assert found["before"]["refused"] > 0
    assert found["after"]["refused"] == found["after"]["cut"] == 0


def test_text_has_the_same_words_as_json(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys, *ANSWERS)
    assert main(["simulate", "web.yaml", *ANSWERS]) == 0
    text = capsys.readouterr().out
    for each in found["scenarios"]:
        (line,) = (line for line in text.splitlines() if line.startswith(f"  {each['title']} "))
        assert each["before"]["said"] in line
        assert line.endswith(each["after"]["said"])
    assert all(len(line) <= 80 for line in text.splitlines())
    folded = " ".join(text.split())
    assert all(each["message"] in folded for each in found["assumed"])


def test_each_assumption_is_said_and_can_be_set(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--run-seconds=3", "--start-seconds=17", "--stop-seconds=4", "--request-rate=50", "--request-seconds=0.5"]
    more = ["--propagation=8", "--longest-share=0.1", "--drain-seconds=20", "--keep-alive", "--nodes=4", "--zones=2"]
    found = {each["id"]: each["values"] for each in played(capsys, *words, *more)["assumed"]}
    assert found["pods"] == {"run": 3, "start": 17, "stop": 4}
    assert found["requests"] == {"rate": 50, "seconds": 0.5}
    assert found["routes"] == {"traffic": "service", "first": 1.6, "last": 8}
    assert found["longest"] == {"share": 10, "seconds": 20}
    assert {"keep-alive", "finishes"} < set(found)
    assert "nodes" not in found


SET = {
    "start_seconds": ["--start-seconds=17"],
    "run_seconds": ["--run-seconds=3"],
    "stop_seconds": ["--stop-seconds=4"],
    "unreachable_seconds": ["--unreachable-seconds=9"],
    "rack_label": ["--rack-label=topology.kubernetes.io/zone"],
    "hosts_drained": ["--hosts-drained=3"],
    "scale_to": ["--scale-to=11"],
    "broken": ["--broken"],
    "broken_update": ["--broken-update"],
    "silent_update": ["--silent-update"],
    "zonal_volumes": ["--volumes-anywhere"],
    "request_rate": ["--request-rate=7"],
    "request_seconds": ["--request-seconds=0.7"],
    "longest_share": ["--longest-share=0.5"],
    "propagation_seconds": ["--propagation=77"],
    "keep_alive": ["--keep-alive"],
    "finishes": ["--drops-work"],
}
"""By the field of Assumptions, the words that set it."""


def test_every_assumption_has_its_words() -> None:
    assert set(SET) == {each.name for each in fields(Assumptions)}


@pytest.mark.parametrize("field", SET)
def test_what_is_set_is_said(field: str, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> list[Any]:
        shop = ["simulate", str(assets("demo/shop.yaml")), "--topology", str(assets("demo/nodes.yaml"))]
        assert main([*shop, "--format", "json", "--drain-seconds=20", *words]) == 0
        return [each["assumed"] for each in json.loads(capsys.readouterr().out)["workloads"]]

    assert said(*SET[field]) != said()


@pytest.mark.parametrize(("words", "said"), [(["--finishes-work"], "finishes"), (["--drops-work"], "drops-work")])
def test_work_under_way_is_finished_or_dropped_as_told(
    web: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert said in {each["id"] for each in played(capsys, *words)["assumed"]}


def test_broken_update_sticks_and_the_old_version_serves(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scenario(played(capsys, "--scenario=rolling-update", "--broken-update"), "rolling-update")["before"]
    assert (found["ends"], found["lowest_ready"], found["refused"]) == (False, 3, 0)
    assert any("no progress for 600 s" in why for why in found["why"])
    assert "the old version still serves (3 pods)" in found["why"]


def test_silent_update_is_stopped_by_a_probe_only(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scenario(played(capsys, "--scenario=rolling-update", "--silent-update", *ANSWERS), "rolling-update")
    assert found["before"]["ends"]
    assert found["before"]["refused"] > 0
    assert "Ready, for no probe asks, and answering nobody (3 pods)" in found["before"]["why"]
    assert (found["after"]["ends"], found["after"]["refused"]) == (False, 0)


def test_what_is_broken_cannot_be_silent_too(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "web.yaml", "--broken-update", "--silent-update"])
    assert "--silent-update" in capsys.readouterr().err


def test_faster_routes_lose_less_and_nobody_who_asks_loses_nothing(
    web: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow, fast, none = (
        scenario(played(capsys, "--scenario=drain", *words), "drain")["before"]
        for words in (["--propagation=20"], ["--propagation=2"], ["--traffic=none"])
    )
    assert slow["refused"] > fast["refused"] > 0
    assert none["requests"] == 0
    assert "lost" not in none["said"]


def test_pod_that_fits_nowhere_is_told_in_the_schedulers_words(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.write_text(web.read_text().replace("      containers:", "      nodeSelector: {gpu: 'yes'}\n      containers:"))
    nodes = (f"apiVersion: v1\nkind: Node\nmetadata: {{name: n{number}}}\n" for number in range(6))
    Path("nodes.yaml").write_text("---\n".join(nodes))
    assert main(["simulate", "web.yaml", "--scenario", "pod-deleted", "--topology", "nodes.yaml"]) == 0
    said = capsys.readouterr().out
    assert "3 Pending" in said
    assert "0/6 nodes are available: 6 node(s) didn't match Pod's node affinity/selector." in " ".join(said.split())


def test_same_seed_plays_the_same(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(capsys, "--seed=7") == played(capsys, "--seed=7")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scenario", "flood"], "'flood' is no scenario; there are scale-up"),
        (["--start-seconds", "soon"], "start_seconds takes seconds"),
    ],
)
def test_bad_words_get_a_sentence(web: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(["simulate", "web.yaml", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("--request-rate=-3", "'-3' is no number of 0 or more"),
        ("--scale-to=-1", "'-1' is no whole number of 0 or more"),
        ("--hosts-drained=0", "'0' is no whole number of 1 or more"),
    ],
)
def test_number_too_small_is_refused(web: Path, capsys: pytest.CaptureFixture[str], word: str, said: str) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "web.yaml", word])
    assert said in capsys.readouterr().err


def test_shop_has_an_outcome_in_every_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    shop = str(assets("demo"))
    assert main(["simulate", f"{shop}/shop.yaml", "--topology", f"{shop}/nodes.yaml", "--format", "json"]) == 0
    for each in json.loads(capsys.readouterr().out)["workloads"]:
        left_out = {"scale-up", "hpa-scale"} if each["kind"] == "DaemonSet" else set()
        assert {played["name"] for played in each["scenarios"]} >= set(SCENARIOS) - left_out - {"rack-loss"}
        for played in each["scenarios"]:
            for side in ("before", "after"):
                assert played[side]["said"]
                assert 0 <= played[side]["refused"] + played[side]["cut"] <= played[side]["requests"] + 0.01


def test_pods_and_budgets_of_others_are_brought_along_but_not_its_own() -> None:
    loaded = plan(WEB.replace("  name: web\nspec", "  name: web\n  namespace: shop\nspec", 1), BUDGET)
    workload = loaded.before(first(loaded))
    pods = [
        {"metadata": {"namespace": namespace, "name": name, "labels": {"app": app}}}
        for namespace, name, app in (("shop", "own", "web"), ("shop", "other", "db"), ("else", "namesake", "web"))
    ]
    budgets = [each.data for each in loaded.inventory.of_kind("PodDisruptionBudget")]
    found = others_of(workload, pods, budgets)
    assert [each["metadata"]["name"] for each in found] == ["other", "namesake", "theirs"]
    assert others_of(workload, [], budgets) == ()
