"""The mistakes of the review: mended by a key, taken back by undo, each with its page."""

from screens.notes import NotesScreen
from screens.review.mending import MendingScreen
from screens.review.review import ReviewScreen
from tests.building import WEB
from tests.screens.conftest import settled
from wizard.planning.kept import kept, restored

OLD = WEB.replace("apps/v1", "extensions/v1beta1").lstrip("\n")
BUDGET = """---
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: stray}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: stray}}}
"""


RIGHT = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: logs}
spec:
  selector: {matchLabels: {app: logs}}
  template:
    metadata: {labels: {app: logs}}
    spec: {containers: [{name: logs, image: "logs:1", resources: {requests: {cpu: 10m, memory: 10Mi}}}]}
"""


async def mending(pilot):
    await pilot.press("f")
    await settled(pilot)
    assert isinstance(pilot.app.screen, MendingScreen)


def marked(pilot):
    return [line.split()[2] for line in pilot.app.lines() if line.strip().startswith("[x]")]


async def test_space_mends_and_the_diff_of_the_review_shows_it(running, folder):
    (folder / "shop.yaml").write_text(OLD + BUDGET + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        await mending(pilot)
        assert "[ ] error   workload-api-gone" in pilot.app.shown()
        await pilot.press("space")
        assert marked(pilot) == [pilot.app.screen._offered[0].mistake.id]
        await pilot.press("escape", "w")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert "+ apiVersion: apps/v1" in " ".join(pilot.app.shown().split())
        await pilot.press("f")
        assert isinstance(pilot.app.screen, MendingScreen)
        await pilot.press("space", "escape")
        await settled(pilot)
        assert "apiVersion: apps/v1" not in pilot.app.shown()


async def test_all_mends_what_is_safe_and_undo_takes_it_back(running, folder):
    (folder / "shop.yaml").write_text(OLD + BUDGET + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        await mending(pilot)
        await pilot.press("a")
        assert {"workload-api-gone", "budget-api-gone"} <= set(marked(pilot))
        after = pilot.app.plan.changes[0].after
        assert "v1beta1" not in after
        await pilot.press("u")
        assert marked(pilot) == []
        assert pilot.app.plan.changes == ()


FIGHTING = (
    WEB.replace("replicas: 3", "replicas: 4").lstrip("\n")
    + """---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 5}
"""
)


async def test_all_leaves_what_would_end_worse_and_says_why_but_a_mark_is_obeyed(running, folder):
    (folder / "shop.yaml").write_text(FIGHTING + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        await mending(pilot)
        await pilot.press("a")
        assert "replicas-fight-autoscaler" not in marked(pilot)
        assert "replicas-fight-autoscaler: not suggested" in pilot.app.shown()
        names = [each.mistake.id for each in pilot.app.screen._offered]
        for _line in range(names.index("replicas-fight-autoscaler")):
            await pilot.press("down")
        await pilot.press("space")
        assert "replicas-fight-autoscaler" in marked(pilot)
        assert "done, though: " in pilot.app.shown()


async def test_page_of_every_mistake_is_one_key_away(running, folder):
    (folder / "shop.yaml").write_text(OLD + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        await mending(pilot)
        await pilot.press("end", "question_mark")
        await settled(pilot)
        assert isinstance(pilot.app.screen, NotesScreen)
        assert "Before" in pilot.app.shown()


async def test_what_only_people_can_decide_says_so(running, folder):
    (folder / "shop.yaml").write_text(OLD + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        await mending(pilot)
        names = [each.mistake.id for each in pilot.app.screen._offered]
        for _line in range(names.index("no-resource-requests")):
            await pilot.press("down")
        await pilot.press("space")
        assert "for people to decide" in pilot.app.shown()
        assert pilot.app.plan.mends == frozenset()


async def test_draft_keeps_the_mends(running, folder):
    (folder / "shop.yaml").write_text(OLD + BUDGET + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        fresh = pilot.app.plan
        await mending(pilot)
        await pilot.press("a")
        assert restored(fresh, kept(pilot.app.plan)).plan.mends == pilot.app.plan.mends


async def test_key_is_greyed_and_says_why_where_nothing_is_wrong(running, folder):
    (folder / "shop.yaml").write_text(RIGHT.lstrip("\n") + "---" + RIGHT.replace("logs", "node"))
    async with running() as pilot:
        assert not pilot.app.screen.active_bindings["f"].enabled
        await pilot.press("f")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, MendingScreen)
        assert "No mistake is found here; there is nothing to mend" in pilot.app.shown()


async def test_many_workloads_without_a_mistake_open_no_empty_page(running, folder, monkeypatch):
    monkeypatch.setattr("screens.review.mending.FEW", 1)
    (folder / "shop.yaml").write_text(RIGHT.lstrip("\n") + "---" + RIGHT.replace("logs", "node"))
    async with running() as pilot:
        await pilot.press("f")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, MendingScreen)
        assert "No mistake is found here; there is nothing to mend" in pilot.app.shown()


async def test_key_of_the_table_is_named_after_the_review_that_it_opens(running, folder):
    (folder / "shop.yaml").write_text(OLD + "---" + WEB.replace("web", "api"))
    async with running() as pilot:
        assert "w Review" in " ".join(pilot.app.shown().split())
