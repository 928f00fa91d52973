"""What a shutdown choice makes of a workload, and what it reads from one. Edits a copy."""

from collections.abc import Mapping

from wizard.errors import WizardError
from wizard.model.pausing import stopping
from wizard.model.places import every_place_taken
from wizard.model.probing import pre_stop_seconds
from wizard.model.routes import MARGIN, route
from wizard.model.shapes import integer, mapping, percent
from wizard.model.volumes import exclusive
from wizard.model.workload import Container, Workload
from wizard.practices.editing import section
from wizard.practices.practice import Given, Question
from wizard.practices.shutdown_choice import DRAIN, TRAFFIC, PreStop, ShutdownChoice
from wizard.practices.shutdown_hooks import asked_instead, form_of_wait
from wizard.text.yamldata import Data
from wizard.wording import _, listed


def pause(workload: Workload) -> int:
    """Seconds that a pod should wait before it stops."""
    return route(workload).seconds


def fitted_grace(hooks: tuple[PreStop, ...], workload: Workload) -> int | None:
    """The grace period that holds wait, work and margin; None where the present one does."""
    waits = [hook.seconds for hook in hooks]
    work = DRAIN if workload.facts.drain_seconds is None else workload.facts.drain_seconds
    needed = max(waits, default=0) + work + MARGIN
    told = workload.facts.drain_seconds is not None
    there = {each.name: pre_stop_seconds(each) or 0 for each in workload.running}
    longer = any(hook.seconds > there.get(hook.container, 0) for hook in hooks)
    # A wait that is there and fits stays as it is, unless somebody said how long the work takes.
    enough = workload.grace_seconds > max(waits, default=0) + MARGIN and not told and not longer
    if not waits or enough or needed <= workload.grace_seconds:
        return None if workload.grace_seconds else 30
    return needed


def set_strategy(spec: dict[str, Data], choice: ShutdownChoice) -> None:
    """Set surge and unavailable; Recreate, which knows neither, becomes RollingUpdate."""
    strategy = section(spec, "strategy")
    if strategy.get("type") != "RollingUpdate" and ("type" in strategy or "rollingUpdate" not in strategy):
        strategy["type"] = "RollingUpdate"
    rolling = section(strategy, "rollingUpdate")
    for key, value in (("maxSurge", choice.max_surge), ("maxUnavailable", choice.max_unavailable)):
        if value is not None:
            rolling[key] = value


def takes_strategy(workload: Workload) -> bool:
    """Whether the steps of a rolling update may be set without asking: Recreate was chosen by somebody.

    Where the copies have one volume that is in each other's way, the old pod has to go first.
    """
    return workload.kind == "Deployment" and workload.update_type != "Recreate" and not exclusive(workload)


def safer_strategy(workload: Workload) -> tuple[int | str | None, int | str | None]:
    """Surge and unavailable that keep every copy during an update; None where the manifest decides or does so."""
    strategy = mapping(workload.spec, "strategy")
    if not takes_strategy(workload) or mapping(strategy, "rollingUpdate"):
        return None, None
    if workload.count > 1 and every_place_taken(workload):
        return 0, 1  # no place is free for a surge pod (FACTS 2.3)
    return ("25%", 0) if workload.unavailable else (None, None)


def amount(value: Data) -> int | str | None:
    """An int-or-percent as it stands, None for anything else."""
    return value if percent(value) is not None or integer(value) is not None else None  # type: ignore[return-value]


def read_hooks(given: Given, workload: Workload, suggested: tuple[PreStop, ...]) -> tuple[PreStop, ...] | Question:
    """The hooks that --pre-stop and --pre-stop-form make of the suggested ones; `CONTAINER=` limits a word to one.

    A question where a wait is asked for and none can be put before what the hook does.
    """
    seconds = _by_container(given.get("pre_stop", ()), workload)
    forms = _by_container(given.get("pre_stop_form", ()), workload)
    if not seconds and not forms:
        return suggested
    by_name = {hook.container: hook for hook in suggested}
    named = [name for name in (*seconds, *forms) if name]
    waiting = [hook.container for hook in suggested if hook.form != "keep"]
    ended = [each.name for each in stopping(workload) or workload.containers]
    wanted = dict.fromkeys(named or [*waiting, *ended])
    kept = [] if named else [hook for hook in suggested if hook.container not in wanted]
    found = []
    for container in (each for each in workload.running if each.name in wanted):
        hook = _read_hook(container, by_name.get(container.name), seconds, forms, workload)
        if isinstance(hook, Question):
            return hook
        found.append(hook)
    return *sorted(found, key=lambda each: list(wanted).index(each.container)), *kept


def _read_hook(
    container: Container,
    suggested: PreStop | None,
    seconds: Mapping[str, str],
    forms: Mapping[str, str],
    workload: Workload,
) -> PreStop | Question:
    name = container.name
    word, form = seconds.get(name, seconds.get("")), forms.get(name, forms.get(""))
    wait = number(word) if word is not None else (suggested.seconds if suggested else 0)
    if form is None:
        form = suggested.form if suggested and suggested.form != "keep" else form_of_wait(container, workload)
    if form == "exec" and (asked := asked_instead(container, workload)):
        return asked
    if not form.startswith("http:"):
        return PreStop(name, form, wait)
    path, _sign, port = form.removeprefix("http:").rpartition(":")
    return PreStop(name, "http", wait, path, int(port) if port.isdecimal() else port)


def _by_container(words: object, workload: Workload) -> dict[str, str]:
    names = {each.name for each in workload.running}
    found: dict[str, str] = {}
    for word in words if isinstance(words, tuple | list) else ():
        name, sign, rest = word.partition("=")
        if sign and name not in names:
            raise WizardError(
                _("{workload} has no container {container!r}; it has {names}").format(
                    workload=workload.name, container=name, names=listed(sorted(names))
                )
            )
        found[name if sign else ""] = rest if sign else word
    return found


def read_amount(word: str) -> int | str:
    """An int-or-percent from the command line; raises WizardError for anything else."""
    if word.isdecimal():
        return int(word)
    if percent(word) is None:
        raise WizardError(_("{value!r} is no number of pods and no percentage").format(value=word))
    return word


def number(word: str) -> int:
    """Seconds from the command line; raises WizardError for anything else."""
    if not word.isdecimal():
        raise WizardError(_("{word!r} is no whole number of seconds").format(word=word))
    return int(word)


def read_traffic(word: str) -> str:
    """A key of TRAFFIC; raises WizardError for anything else."""
    if word not in TRAFFIC:
        raise WizardError(
            _("traffic path {word!r} is not known; use one of {paths}").format(word=word, paths=listed(TRAFFIC))
        )
    return word
