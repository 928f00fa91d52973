"""`surefoot simulate`: the same numbers for people and programs, and what they stand on."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.building import SERVICE, WEB
from wizard.cli import main
from wizard.places import assets
from wizard.simulation.scenarios import SCENARIOS

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
        "out_seconds",
        "seconds_to_full",
        "pending",
        "evictions",
        "refused_evictions",
        "requests",
        "refused",
        "cut",
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


def test_number_below_none_is_refused(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "web.yaml", "--request-rate=-3"])
    assert "'-3' is no number of 0 or more" in capsys.readouterr().err


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
