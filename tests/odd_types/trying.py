"""Run every command, and what the screens ask of the engine, over a folder; tell what ends in a traceback."""

import contextlib
import io
import traceback
from collections.abc import Callable, Iterator
from functools import partial

from screens.table.rows import Rows
from screens.table.words import invalid, offers, weaknesses
from tests.odd_types import COMMANDS, Odd
from wizard.cli import main
from wizard.errors import WizardError
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.sources.loading import Target, load


def crashes(odd: Odd, commands: tuple[str, ...] | None = None) -> Iterator[str]:
    """What each command, and the wizard, ends with where that is no sentence; the folder one is in holds the files."""
    runs = [(words, partial(_run, words)) for words in (COMMANDS[odd.file] if commands is None else commands)]
    for name, run in [*runs, *([("wizard", _shown)] if odd.file == "web.yaml" else [])]:
        if (said := _crash(run)) is not None:
            yield f"{name}: {odd}: {said}"


def _crash(run: Callable[[], None]) -> str | None:
    out, error = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            run()
    except SystemExit:
        return None
    except Exception as problem:  # any of them is what is looked for
        places = [f"{each.filename}:{each.lineno}" for each in traceback.extract_tb(problem.__traceback__)]
        return f"{type(problem).__name__}: {str(problem)[:80]} in {' < '.join(reversed(places[-4:]))}"
    return "asks for the lines around it" if "send us" in error.getvalue() else None


def _run(words: str) -> None:
    main(words.split())


def _shown() -> None:
    """The table, line by line, and what the step of each practice suggests."""
    try:
        plan = Plan(load(["web.yaml"], Target()).inventory)
    except WizardError:
        return
    rows = Rows(plan, set(), "")
    for number, id in enumerate(rows.shown):
        rows.line(plan, number, 120)
        offers(plan, id)
        weaknesses(plan, id)
        invalid(plan, id)
        plan.first_open(id)
        for practice in PRACTICES:
            workload = plan.upto(id, practice.key)
            practice.not_applicable(workload)
            practice.present(workload)
            practice.suggest(workload)
