"""Several processes find what one finds, in the same order, and end in a sentence where one would."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB
from wizard.cli import main
from wizard.outputs import bulk
from wizard.outputs.report import gather
from wizard.sources.folders import origins
from wizard.sources.loading import Target, load

BUDGET = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: NAME}\nspec: {SPEC}\n"
JOB = """apiVersion: batch/v1
kind: Job
metadata: {name: NAME}
spec: {template: {metadata: {labels: {app: job-NAME}}, spec: {containers: [{name: a, image: a}]}}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Workloads whose Services, budgets and autoscalers lie in other files, and what cannot be read."""
    order = random.Random(3)  # noqa: S311  # an order, no secret
    texts = []
    for number in range(12):
        name = f"app-{number}"
        place = f"  name: {name}\n  namespace: team-{number % 2}\nspec"
        texts += [WEB.replace("app: web", f"app: {name}").replace("  name: web\nspec", place)]
        texts += [SERVICE.replace("app: web", f"app: {name}").replace("  name: web\nspec", place)]
        spec = f"maxUnavailable: {number % 2}, selector: {{matchLabels: {{app: {name}}}}}"
        budget = BUDGET.replace("SPEC", spec)
        texts += [budget.replace("name: NAME", f"name: {name}, namespace: team-{order.choice([0, 1])}")]
    hidden = "NAME, annotations: {surefoot.dev/ignore: 'budget-cannot-count: it is short, budget-blocks-drain'}"
    on_job = BUDGET.replace("SPEC", "maxUnavailable: 1, selector: {matchLabels: {app: job-NAME}}")
    texts += [on_job.replace("name: NAME", f"name: {hidden}"), JOB, "a: [", "", "kind: {{ .Values.x }}\n", "a: \t- b\n"]
    texts += [
        WEB.replace("          image: web:1\n", "").replace("  selector:\n    matchLabels:\n      app: web\n", "")
    ]
    order.shuffle(texts)
    for number, text in enumerate(texts):
        (tmp_path / f"{number:02}.yaml").write_text(text)
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_several_processes_find_what_one_finds(shop: Path, jobs: int) -> None:
    one = gather(load([str(shop)], Target())).report()
    many = bulk.gather(origins([str(shop)]), Target(), jobs=jobs)
    assert many is not None
    assert many.report() == one
    assert any(each["mistakes"] for each in one["objects"])
    assert len(one["unreadable"]) == 3


@pytest.mark.parametrize("jobs", [2, 3])
def test_custom_resource_of_another_file_may_make_the_pods_of_a_budget(tmp_path: Path, jobs: int) -> None:
    stray = BUDGET.replace("SPEC", "maxUnavailable: 1, selector: {matchLabels: {app: other}}")
    operated = "apiVersion: example.com/v1\nkind: Cache\nmetadata: {name: cache}\nspec: {size: 3}\n"
    for number, text in enumerate([WEB, stray.replace("NAME", "stray"), operated]):
        (tmp_path / f"{number}.yaml").write_text(text)
    many = bulk.gather(origins([str(tmp_path)]), Target(), jobs=jobs)
    assert many is not None
    assert many.report() == gather(load([str(tmp_path)], Target())).report()
    (tmp_path / "2.yaml").unlink()
    alone = bulk.gather(origins([str(tmp_path)]), Target(), jobs=jobs)
    assert alone is not None
    found = {each["id"] for group in alone.report()["objects"] for each in group["mistakes"]}
    assert "budget-selects-no-pods" in found


@pytest.mark.parametrize("jobs", [1, 2])
def test_named_files_that_cannot_be_read_are_findings_beside_all_others(shop: Path, jobs: int) -> None:
    (shop / "named.yaml").write_text("a: [")
    paths = [str(shop), str(shop / "named.yaml"), str(shop / "gone.yaml")]
    many = bulk.gather(origins(paths), Target(), jobs=jobs)
    assert many is not None
    assert many.report() == gather(load(paths, Target())).report()
    assert [each["file"] for each in many.unreadable if each["named"]] == paths[1:]


def test_nothing_to_judge_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: ConfigMap\napiVersion: v1\n")
    assert bulk.gather(origins([str(tmp_path)]), Target(), jobs=2) is None


def test_many_files_take_the_way_of_many(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(shop)]) == 1
    one = capsys.readouterr()
    monkeypatch.setattr(bulk, "PAYS_FROM", 2)
    monkeypatch.setattr(bulk, "processors", lambda: 2)
    assert main(["check", str(shop)]) == 1
    assert capsys.readouterr() == one


def test_ctrl_c_leaves_no_process_and_no_traceback(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.yaml").write_text(("---" + WEB) * 20)
    program = (
        "import sys; from wizard.outputs import bulk; bulk.processors = lambda: 2;"
        "from wizard.cli import main; sys.exit(main(['check', sys.argv[1]]))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    end = time.monotonic() + 60
    while not children.read_text().split() and time.monotonic() < end:
        os.sched_yield()
    started = children.read_text().split()
    os.killpg(running.pid, signal.SIGINT)
    _out, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in said
    assert len(started) >= 1
    assert not any(Path(f"/proc/{child}").exists() for child in started)
