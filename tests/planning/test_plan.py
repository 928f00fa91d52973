from tests.building import SERVICE, WEB, first, plan
from wizard.checks import Severity
from wizard.model.workload import AppFacts
from wizard.planning.copying import copied
from wizard.practices import PRACTICES
from wizard.practices.practice import Question, Status
from wizard.practices.spread_choice import SpreadChoice

LIVE = WEB.replace(
    "containerPort: 8080", "containerPort: 8080\n          livenessProbe:\n            httpGet: {path: /ok, port: http}"
)


def suggested(made):
    """The plan with every suggestion of its first workload taken."""
    for practice in PRACTICES:
        choice = made.suggestion(first(made), practice)
        if not isinstance(choice, Question):
            made = made.choose(first(made), practice.key, choice)
    return made


def test_budget_of_the_plan_outlives_the_steps_behind_it():
    """It goes by the workload's id, and once became the workload itself when a later practice changed that."""
    made = suggested(plan(LIVE, SERVICE))
    budgets = made.workload(first(made)).budgets
    assert [each.data["kind"] for each in budgets] == ["PodDisruptionBudget"]


def test_every_suggestion_taken_leaves_no_error_and_all_practices_met():
    made = suggested(plan(LIVE, SERVICE))
    assert [made.standing(first(made), practice).status for practice in PRACTICES] == [Status.MET] * len(PRACTICES)
    assert not [each for each in made.mistakes(first(made)) if each.severity is Severity.ERROR]


def test_what_holds_for_others_too_is_copied_with_the_answers():
    made = plan(WEB, WEB.replace("web", "api"), SERVICE)
    web, api = made.inventory.ids
    made = made.know(web, AppFacts(traffic="lb-pods", drain_seconds=60, shell=False, survive="zone"))
    made = made.know(api, AppFacts(quorum=True)).choose(web, "spread", SpreadChoice("zone"))
    assert copied(made, web, (api,)).facts[api] == AppFacts(drain_seconds=60, quorum=True, survive="zone")
