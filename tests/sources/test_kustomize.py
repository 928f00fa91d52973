"""A kustomization's files are judged as kubectl builds them, and edited as they are written."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB
from tests.kubectl import KUBECTL, needs_kubectl
from tests.sources.test_neighbours import BUDGET, Put, added, loaded, put
from tests.trials import trial
from wizard.checks import mistakes, object_mistakes
from wizard.cli import main
from wizard.model.worlds import World
from wizard.planning.fixing import fix
from wizard.sources import kustomize
from wizard.sources.folders import origins
from wizard.sources.kustomize import Kustomize
from wizard.sources.loading import Loaded, Target, load
from wizard.sources.rendered import NotRendered

__all__ = ["put"]

BARE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - {name: c, image: "nginx:1", ports: [{containerPort: 80}]}
"""
LABELS = "resources: [web.yaml]\ncommonLabels: {app: shop}\n"
PATCH = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  template: {spec: {containers: [{name: web, image: "web:2"}]}}
"""


def built(folder: Path | str = ".") -> str:
    """What the real kubectl makes of a folder; fails where it refuses."""
    done = subprocess.run([str(KUBECTL), "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ids(found: Loaded) -> set[str]:
    """Everything that is found in what was read."""
    inventory = found.inventory
    own = {each.id for id in inventory.ids for each in mistakes(inventory.workload(id))}
    return own | {each.id for each in object_mistakes(inventory)}


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a program called kubectl, and nothing else, on the PATH; gives the file in which it counts its calls."""

    def stand_in(body: str) -> Path:
        programs = tmp_path / "bin"
        programs.mkdir()
        calls = tmp_path / "calls"
        (programs / "kubectl").write_text(f'#!/bin/sh\necho "$@" >> {calls}\n{body}\n')
        (programs / "kubectl").chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
        return calls

    return stand_in


@needs_kubectl
def test_the_trial_of_a_patch_is_fixed_and_still_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(trial("kustomize-patch"), tmp_path / "p")
    for each in (tmp_path / "p").iterdir():
        each.chmod(0o644)
    (tmp_path / "p").chmod(0o755)
    monkeypatch.chdir(tmp_path / "p")
    patch = Path("patch.yaml").read_bytes()
    assert main(["fix", "--write", "."]) == 0
    assert Path("patch.yaml").read_bytes() == patch
    assert "PodDisruptionBudget" in built()
    written = Path("deployment.yaml").read_bytes()
    assert main(["fix", "--write", "."]) == 0
    assert Path("deployment.yaml").read_bytes() == written
    assert loaded(".").inventory.workload(loaded(".").inventory.ids[0]).replicas == 3


@needs_kubectl
def test_the_trial_of_labels_has_no_false_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(trial("kustomize-labels-and-patches"))
    found = loaded(".")
    assert [each.origin for each in found.inventory.ids] == ["deployment.yaml"]
    workload = found.inventory.workload(found.inventory.ids[0])
    assert workload.selector == {"matchLabels": {"app": "poddefaults"}}
    assert not list(object_mistakes(found.inventory))
    assert not any("schema" in each for each in ids(found))


@needs_kubectl
@pytest.mark.parametrize(
    "listing",
    [
        LABELS,
        "resources: [web.yaml]\nlabels: [{pairs: {app: shop}, includeSelectors: true}]\n",
        "resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n"
        "      name: web\n    spec:\n      selector: {matchLabels: {app: shop}}\n      template:\n"
        "        metadata: {labels: {app: shop}}\n",
    ],
)
def test_labels_and_selectors_are_known_as_built(put: Put, listing: str) -> None:
    put(web_yaml=BARE, kustomization_yaml=listing)
    for found in (loaded("."), loaded("web.yaml")):
        assert found.inventory.workload(found.inventory.ids[0]).labels["app"] == "shop"
        assert added(found) == ["PodDisruptionBudget"]
    assert main(["fix", "web.yaml", "--write"]) == 0
    assert "kind: PodDisruptionBudget" in built()
    again = fix(loaded("web.yaml").inventory, {})
    assert not again.plan.changes


@needs_kubectl
def test_names_and_namespaces_are_not_put_on_twice(put: Put) -> None:
    put(web_yaml=WEB, kustomization_yaml="resources: [web.yaml]\nnamePrefix: prod-\nnamespace: shop\n")
    assert main(["fix", "web.yaml", "--write"]) == 0
    budget = Path("web.yaml").read_text().split("---")[1]
    assert "name: web\n" in budget
    assert "namespace" not in budget
    assert "name: prod-web\n  namespace: shop" in built().split("PodDisruptionBudget")[1]


@needs_kubectl
def test_what_a_patch_says_is_not_said_in_the_file(put: Put, capsys: pytest.CaptureFixture[str]) -> None:
    put(web_yaml=WEB.replace("replicas: 3", "replicas: 1"), patch_yaml=PATCH)
    put(kustomization_yaml="resources: [web.yaml]\npatches: [{path: patch.yaml}]\n")
    assert main(["fix", "web.yaml", "--write", "--replicas", "5", "--skip", "budget", "--skip", "shutdown"]) == 0
    assert "replicas: 1" in Path("web.yaml").read_text()
    assert "spec.replicas is said elsewhere" in capsys.readouterr().err


@needs_kubectl
def test_several_objects_of_a_file_are_found_again(put: Put) -> None:
    texts = [WEB, WEB.replace("web", "web-admin"), WEB.replace("web", "api"), SERVICE]
    listing = "resources: [all.yaml]\nnamePrefix: a-\nnameSuffix: -b\n"
    put(all_yaml="---".join(texts), kustomization_yaml=listing)
    inventory = loaded(".").inventory
    names = [inventory.workload(id).name for id in inventory.ids]
    assert names == ["a-web-b", "a-web-admin-b", "a-api-b"]
    assert [each.name for each in inventory.workload(inventory.ids[0]).services] == ["a-web-b"]


@needs_kubectl
def test_a_component_and_a_selectorless_base_are_seen_as_what_brings_them_in_builds_them(put: Put) -> None:
    put(base__web_yaml=BARE, base__kustomization_yaml="resources: [web.yaml]\n")
    put(part__pdb_yaml=BUDGET.replace(", selector: {matchLabels: {app: web}}", ", selector: {matchLabels: {a: b}}"))
    kind = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    put(part__kustomization_yaml=kind + "resources: [pdb.yaml]\n")
    put(prod__kustomization_yaml="resources: [../base]\ncomponents: [../part]\ncommonLabels: {app: shop}\n")
    found = loaded(".")
    assert found.inventory.workload(found.inventory.ids[0]).labels == {"app": "shop"}
    budget = next(each for each in found.inventory.judged_alone if each.kind == "PodDisruptionBudget")
    assert budget.spec["selector"] == {"matchLabels": {"a": "b", "app": "shop"}}


def test_without_a_tool_patches_are_no_workloads_and_one_line_says_what_to_install(
    put: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    put(bare_yaml=BARE, own_yaml=WEB.replace("web", "own"), pdb_yaml=BUDGET.replace("selector", "labels"))
    put(patch_yaml=PATCH, more__patch_yaml=PATCH, old_yaml=PATCH)
    listing = "resources: [bare.yaml, own.yaml, pdb.yaml]\ncommonLabels: {app: shop}\npatches: [{path: patch.yaml}]\n"
    listing += "patchesStrategicMerge: [more/patch.yaml]\n"
    listing += "patchesJson6902: [{target: {version: v1, kind: Deployment, name: web}, path: old.yaml}]\n"
    put(kustomization_yaml=listing)
    found = loaded(".")
    assert [each.origin for each in found.inventory.ids] == ["own.yaml"]
    assert not object_mistakes_of(found)
    notes = [note for note in found.notes if "install kubectl or kustomize" in note]
    assert len(notes) == 1
    assert sum("a patch that a kustomization lists; left alone" in note for note in found.notes) == 3
    assert any("it has no selector of its own" in note for note in found.notes)
    assert main(["fix", "."]) == 0
    said = capsys.readouterr()
    assert "PodDisruptionBudget" not in said.out  # pdb.yaml may select anything
    assert "pdb.yaml" in said.err


def object_mistakes_of(found: Loaded) -> list[str]:
    return [each.id for each in object_mistakes(found.inventory)]


def test_a_kustomization_that_changes_nothing_is_not_built(put: Put, tool: Callable[[str], Path]) -> None:
    calls = tool("exit 1")
    put(web_yaml=WEB, kustomization_yaml="resources: [web.yaml]\nconfigMapGenerator: [{name: a, literals: [b=c]}]\n")
    assert not loaded(".").notes
    assert not calls.exists()


@pytest.mark.parametrize(
    "away",
    [
        "resources: [web.yaml, 'https://example.com/deploy.yaml']",
        "resources: [web.yaml, 'github.com/example/app//base?ref=v1']",
        "resources: [web.yaml, 'git@example.com:app.git']",
        "resources: [web.yaml]\nbases: ['github.com/example/app']",
        "resources: [web.yaml, ../missing]",
        "resources: [web.yaml]\ncomponents: ['https://example.com/a.git//b']",
        "resources: [web.yaml]\npatches: [{path: 'https://example.com/patch.yaml'}]",
        "resources: [web.yaml]\nhelmCharts: [{name: a, repo: 'https://example.com'}]",
        "resources: [web.yaml]\ntransformers: ['github.com/example/app']",
        "resources: [web.yaml]\nopenapi: {path: 'https://example.com/schema.json'}",
        "resources: [web.yaml, nested]",
    ],
)
def test_what_would_be_fetched_is_refused_before_it_is_built(put: Put, tool: Callable[[str], Path], away: str) -> None:
    calls = tool("exit 1")
    put(web_yaml=WEB, kustomization_yaml=f"{away}\nnamePrefix: a-\n")
    put(nested__kustomization_yaml="resources: ['https://example.com/deploy.yaml']\n")
    found = loaded("web.yaml")
    assert not calls.exists()
    assert any("which is not here; nothing is fetched" in note for note in found.notes)
    assert found.inventory.workload(found.inventory.ids[0]).name == "web"


def test_the_tool_gets_no_way_to_the_network(put: Put, tool: Callable[[str], Path]) -> None:
    tool("env >&2; exit 1")
    put(web_yaml=WEB, kustomization_yaml="resources: [web.yaml]\nnamePrefix: a-\n")
    found = Kustomize.found()
    assert found is not None
    with pytest.raises(NotRendered):
        found.render(os.path.realpath("."))
    assert kustomize._NO_NETWORK["GIT_ALLOW_PROTOCOL"] == "none"
    assert all(kustomize._NO_NETWORK[name].endswith(":9") for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY"))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("echo 'Error: no' >&2; exit 1", "Error: no"),
        ("printf 'kind: [\\n'", "kustomize:2"),
        ("exec sleep 60", "did not end within"),
        ("printf '\\033[31mred' >&2; exit 1", "red"),
    ],
)
def test_a_tool_that_fails_is_a_note_and_the_files_are_judged_as_they_stand(
    put: Put, tool: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, body: str, why: str
) -> None:
    monkeypatch.setattr(kustomize, "SECONDS", 0.3)
    tool(body)
    put(web_yaml=WEB, kustomization_yaml="resources: [web.yaml]\nnamePrefix: a-\n")
    begun = time.monotonic()
    found = loaded("web.yaml")
    assert time.monotonic() - begun < 20
    assert len(found.notes) == 1
    assert why in found.notes[0]
    assert "\033" not in found.notes[0]
    assert found.notes[0].startswith("kustomization.yaml: not built, its files are judged as they stand")
    assert found.inventory.workload(found.inventory.ids[0]).name == "web"


def test_building_is_put_off_for_a_first_screen_unless_nothing_can_be_shown(
    put: Put, tool: Callable[[str], Path]
) -> None:
    calls = tool("exit 1")
    put(web_yaml=WEB, kustomization_yaml="resources: [web.yaml]\nnamePrefix: a-\n")
    hurried = load(origins(["web.yaml"]), Target(), hurry=True)
    assert hurried.more is not None
    assert not calls.exists()
    assert "not built" in hurried.more().notes[0]


@needs_kubectl
def test_where_only_what_is_built_can_be_shown_it_is_waited_for(put: Put) -> None:
    put(web_yaml=BARE, kustomization_yaml=LABELS)
    hurried = load(origins(["web.yaml"]), Target(), hurry=True)
    assert hurried.more is None
    assert hurried.inventory.workload(hurried.inventory.ids[0]).labels == {"app": "shop"}


@pytest.mark.parametrize("wrong", ["7", "[]", "resources: 7", "resources: [7, {a: b}]", "patches: [7, [a]]", "kind: ["])
def test_a_kustomization_of_wrong_types_lists_nothing(put: Put, wrong: str) -> None:
    put(web_yaml=WEB, kustomization_yaml=f"{wrong}\n")
    assert loaded("web.yaml").inventory.ids


def worlds(*paths: str) -> dict[str, set[World]]:
    return {origin: set(found) for origin, found in loaded(*paths).inventory.worlds.of.items()}


def budgets(found: Loaded) -> dict[str, list[str]]:
    """The files of each workload's budgets, by the workload's file."""
    inventory = found.inventory
    return {id.origin: [each.id.origin for each in inventory.workload(id).budgets] for id in inventory.ids}


def test_two_trees_that_use_the_same_names_lend_each_other_nothing(put: Put) -> None:
    manager = WEB.replace("web", "controller-manager").replace(
        "metadata:\n  name", "metadata:\n  namespace: system\n  name"
    )
    service = SERVICE.replace("web", "controller-manager").replace("metadata:\n", "metadata:\n  namespace: system\n")
    for tree in ("one", "two"):
        put(
            **{
                f"{tree}__manager__manager_yaml": manager,
                f"{tree}__manager__kustomization_yaml": "resources: [manager.yaml]",
            }
        )
        default = "resources: [../manager, ../webhook]"
        put(
            **{f"{tree}__default__kustomization_yaml": default, f"{tree}__webhook__kustomization_yaml": "resources: []"}
        )
    put(one__webhook__service_yaml=service, one__webhook__kustomization_yaml="resources: [service.yaml]")
    inventory = loaded(".").inventory
    found = {id.origin: [each.name for each in inventory.workload(id).services] for id in inventory.ids}
    assert found == {"one/manager/manager.yaml": ["controller-manager"], "two/manager/manager.yaml": []}


def test_environments_side_by_side_lend_each_other_nothing(put: Put) -> None:
    put(prod__web_yaml=WEB, prod__pdb_yaml=BUDGET, test__web_yaml=WEB.replace("name: web", "name: web-test", 1))
    assert budgets(loaded(".")) == {"prod/web.yaml": ["prod/pdb.yaml"], "test/web.yaml": []}
    assert added(loaded(".")) == ["PodDisruptionBudget"]


def test_folders_of_one_application_lend_each_other_what_has_no_workload_at_home(put: Put) -> None:
    put(deployments__web_yaml=WEB, budgets__web_yaml=BUDGET, services__web_yaml=SERVICE)
    found = loaded(".")
    assert budgets(found) == {"deployments/web.yaml": ["budgets/web.yaml"]}
    assert not added(found)
    assert not object_mistakes_of(found)


def test_an_overlay_joins_its_base_and_other_overlays_do_not_meet(put: Put) -> None:
    put(base__web_yaml=WEB, base__kustomization_yaml="resources: [web.yaml]\n")
    for overlay, name in (("prod", "web"), ("test", "web-test")):
        budget = BUDGET.replace("name: web", f"name: {name}")
        put(**{f"overlays__{overlay}__pdb_yaml": budget})
        put(**{f"overlays__{overlay}__kustomization_yaml": "resources: [../../base, pdb.yaml]\n"})
    found = loaded(".")
    assert budgets(found) == {"base/web.yaml": ["overlays/prod/pdb.yaml"]}
    assert "two-budgets-on-one-pod" not in ids(found)
    assert "budget-selects-no-pods" not in ids(found)
    assert not added(found)
    assert len(worlds(".")["base/web.yaml"]) == 2


def test_a_base_named_alone_sees_the_budgets_of_its_overlays(put: Put) -> None:
    put(base__web_yaml=WEB, base__kustomization_yaml="resources: [web.yaml]\n")
    put(overlays__prod__pdb_yaml=BUDGET, overlays__prod__kustomization_yaml="resources: [../../base, pdb.yaml]\n")
    found = loaded("base/web.yaml")
    assert set(found.inventory.neighbours) == {"overlays/prod/pdb.yaml"}
    assert not added(found)
    overlay = loaded("overlays/prod/pdb.yaml", "base/web.yaml")
    assert not overlay.inventory.neighbours


def test_an_overlay_named_alone_sees_its_base(put: Put) -> None:
    put(base__web_yaml=WEB, base__kustomization_yaml="resources: [web.yaml]\n")
    more = WEB.replace("web", "extra")
    put(prod__extra_yaml=more, prod__pdb_yaml=BUDGET)
    put(prod__kustomization_yaml="resources: [../base, pdb.yaml, extra.yaml]\n")
    found = loaded("prod")
    assert set(found.inventory.neighbours) == {"base/web.yaml"}
    assert not object_mistakes_of(found)


def test_a_kustomization_and_a_plain_folder_lend_each_other_nothing(put: Put) -> None:
    put(kustomized__web_yaml=WEB, kustomized__kustomization_yaml="resources: [web.yaml]\n", plain__pdb_yaml=BUDGET)
    assert budgets(loaded(".")) == {"kustomized/web.yaml": []}


def test_kustomizations_that_list_each_other_are_followed_once(put: Put) -> None:
    put(
        a__web_yaml=WEB,
        a__kustomization_yaml="resources: [web.yaml, ../b]\n",
        b__kustomization_yaml="resources: [../a]\n",
    )
    assert loaded(".").inventory.ids


def test_an_ingress_in_what_is_built_whole_must_find_its_service(put: Put) -> None:
    ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {defaultBackend: %s}\n"
    put(all_yaml="---\n".join([WEB, SERVICE, ingress % "{service: {name: cart, port: {number: 80}}}"]))
    assert [each.severity for each in object_mistakes(loaded("all.yaml").inventory)] == ["info"]
    put(kustomization_yaml="resources: [all.yaml]\n")
    assert [each.severity for each in object_mistakes(loaded("all.yaml").inventory)] == ["error"]
    put(top__kustomization_yaml="resources: [.., 'https://example.com/more.yaml']\n")
    assert [each.severity for each in object_mistakes(loaded("all.yaml").inventory)] == ["info"]


@needs_kubectl
def test_many_files_are_built_for_all_processes(put: Put) -> None:
    from wizard.outputs import bulk
    from wizard.outputs.report import gather

    folder = put(web_yaml=BARE, patch_yaml=PATCH.replace("name: web, image", "name: c, image"))
    put(kustomization_yaml=f"{LABELS}patches: [{{path: patch.yaml}}]\n", pdb_yaml=BUDGET)
    for number in range(8):
        put(**{f"more__a{number}_yaml": WEB.replace("web", f"a-{number}")})
    one = gather(loaded(".")).report()
    many = bulk.gather(origins(["."]), Target(), jobs=2)
    assert many is not None
    assert many.report() == one
    assert one["workloads"][-1]["replicas"] == 3
    assert folder
