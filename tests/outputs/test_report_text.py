"""The report for people: what stands where, and a caret that points at what it speaks of."""

from pathlib import Path
from typing import Any

import pytest

from tests.building import SIX_HOSTS, WEB
from wizard.checks import Severity
from wizard.model.versions import Version
from wizard.model.workload import AppFacts
from wizard.outputs.hiding import Hiding, hidden
from wizard.outputs.report import gather
from wizard.outputs.report_text import as_text
from wizard.sources.loading import Target, load
from wizard.wording import cells

API = WEB.replace("web", "api").replace("  name: api\nspec", "  name: api\n  namespace: shop\nspec")
BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: lost}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: nothing}}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(*documents: str, hiding: Hiding | None = None, target: Target | None = None) -> dict[str, Any]:
    Path("shop.yaml").write_text("---\n".join(each.lstrip("\n") for each in documents))
    return hidden(gather(load(["."], target or Target())).report(), hiding or Hiding())


def blocks(found: dict[str, Any]) -> list[list[str]]:
    return [each.split("\n") for each in as_text(found).split("\n\n")]


def end(found: dict[str, Any]) -> list[str]:
    return blocks(found)[-1]


def place_of(block: list[str], sign: str) -> int:
    return next(index for index, line in enumerate(block) if sign in line)


def test_workloads_come_first_then_other_objects_then_what_cannot_be_read_then_the_sum() -> None:
    Path("broken.yaml").write_text("apiVersion: v1\nkind: Service\na: [")
    workload, other, object_, file, sums = (block[0] for block in blocks(report(WEB, BUDGET, API)))
    assert workload == "Deployment web  shop.yaml:1"
    assert other == "Deployment shop/api  shop.yaml:27"
    assert object_ == "PodDisruptionBudget lost  shop.yaml:22"
    assert file.startswith("broken.yaml:3:6  error: this is not YAML")
    assert file.endswith("[unreadable]")
    assert sums.startswith("not judged")


def test_finding_stands_below_its_practice_with_line_caret_and_what_to_do() -> None:
    web = blocks(report(WEB))[0]
    at = place_of(web, "  Budget     missing")
    assert web[at + 1].startswith("    4:3  warning: ")
    assert web[at + 1].endswith("  [no-budget]")
    assert web[at + 2 : at + 4] == ["      4 |   name: web", "        |   ^"]
    assert web[at + 4].startswith("      to do: add a budget")
    assert web[at + 5] == "  Readiness  missing"


def test_what_an_edit_mends_says_with_which_option() -> None:
    web = blocks(report(WEB.replace("replicas: 3", "replicas: 3\n  strategy: {type: Recreate}")))[0]
    assert any(line.startswith("      to do: ") and line.endswith("  (fix --mend recreate-strategy)") for line in web)
    assert sum("(fix --mend" in line for line in web) == 1


@pytest.mark.parametrize(
    "before",
    ["", '"\u6f22\u5b57": 1, ', "cafe\u0301: 1, ", '"x": "\t\t", ', '"\\u202e": "\u202e", '],
    ids=["plain", "wide", "combining", "tabs", "hidden"],
)
def test_caret_stands_below_what_it_means(before: str) -> None:
    web = blocks(report(WEB.replace("replicas: 3", f"strategy: {{{before}nonsense: 1}}")))[0]
    at = place_of(web, "there is no field nonsense here")
    quoted, caret = web[at + 1 : at + 3]
    assert "\t" not in quoted
    assert caret.endswith("| " + " " * cells(quoted.partition("| ")[2].partition("nonsense")[0]) + "^")
    assert caret.index("|") == quoted.index("|")


def test_line_too_long_to_read_is_not_quoted() -> None:
    web = blocks(report(WEB.replace("replicas: 3", f"strategy: {{nonsense: {'x' * 100}}}")))[0]
    at = place_of(web, "there is no field nonsense here")
    assert len(web) == at + 1


def test_finding_in_a_file_of_its_own_names_that_file() -> None:
    budget = BUDGET.replace("nothing", "web").replace("maxUnavailable: 1", "maxUnavailable: 0")
    Path("budget.yaml").write_text(budget.lstrip())
    web = blocks(report(WEB))[0]
    assert web[place_of(web, "[budget-blocks-drain]")].startswith("    budget.yaml:4:")


def test_what_is_hidden_is_counted_before_the_sum() -> None:
    lines = end(report(WEB, hiding=Hiding(ignore=("no-budget", "no-resource-requests"), severity=Severity.INFO)))
    assert lines[0] == "hidden: 2 findings ignored by option or surefoot.yaml"
    assert not [line for line in lines if "below the severity" in line]
    lines = end(report(WEB, hiding=Hiding(ignore=("no-budget",), severity=Severity.ERROR)))
    assert lines[0] == "hidden: 1 finding ignored by option or surefoot.yaml"
    assert lines[1] == "hidden: 4 findings below the severity asked for"


def test_annotation_that_hides_says_its_reason_on_one_line() -> None:
    annotated = "  name: web\n  annotations: {surefoot.dev/ignore: 'no-budget: moved\u202e by hand'}\nspec"
    found = report(WEB.replace("  name: web\nspec", annotated))
    assert end(found)[0] == "hidden: no-budget in Deployment web: moved<U+202E> by hand"
    assert "[no-budget]" not in as_text(found)


def test_what_could_not_be_judged_says_what_it_needs() -> None:
    lines = [line for line in end(report(WEB)) if line.startswith("not judged: ")]
    assert "not judged: 6 checks need the server version: --kube-version" in lines
    assert "not judged: 1 check needs the StorageClasses" in lines


def test_what_is_known_is_judged() -> None:
    told = AppFacts(
        traffic="service",
        drain_seconds=3,
        start_seconds=3,
        shell=False,
        quorum=False,
        failover_seconds=9,
        survive="host",
    )
    lines = end(report(WEB, target=Target(SIX_HOSTS, Version(1, 30), told)))
    assert [line for line in lines if line.startswith("not judged: ")] == [
        "not judged: 1 check needs the StorageClasses"
    ]


def test_sum_counts_workloads_and_states() -> None:
    one = WEB.replace("replicas: 3", "replicas: 1")
    assert end(report(WEB))[-1] == "1 workload: 4 missing"
    assert end(report(WEB, API, one.replace("web", "db")))[-1] == "3 workloads: 11 missing, 1 n/a"


def test_finding_of_no_practice_stands_apart_from_the_last_one() -> None:
    block = blocks(report(WEB.replace("replicas: 3", "replicas: 3\n  replica: 4")))[0]
    assert place_of(block, "  Shutdown") < block.index("  Object")
    assert block.index("  Object") < place_of(block, "[schema-unknown-field]")
