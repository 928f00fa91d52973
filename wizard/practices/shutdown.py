"""Shutdown: stop taking requests before stopping, and leave time to finish those under way."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from wizard.checks.check import Mistake
from wizard.checks.rollout import rollout_takes_only_copy
from wizard.errors import WizardError
from wizard.model.pausing import does_more, pausing, proxies, why_none
from wizard.model.probing import pre_stop
from wizard.model.routes import gated, traffic
from wizard.model.shapes import integer, mapping, mappings
from wizard.model.versions import knows
from wizard.model.workload import Workload
from wizard.practices.editing import edited_pod
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.shutdown_edits import (
    amount,
    fitted_grace,
    number,
    pause,
    read_amount,
    read_hooks,
    read_traffic,
    safer_strategy,
    set_strategy,
    takes_strategy,
)
from wizard.practices.shutdown_hooks import present_hook, same_wait, set_hook, suggested_hook
from wizard.text.yamldata import Path
from wizard.wording import mark
from wizard.wording.practices import Words

T = TypeVar("T")

_SAYS_HOW = {"pre_stop", "pre_stop_form", "grace", "max_surge", "max_unavailable", "min_ready"}
"""Options that say something else than what is true of the application."""


class Shutdown:
    """lifecycle.preStop, terminationGracePeriodSeconds, the rollout strategy and minReadySeconds."""

    key = "shutdown"
    said = Words(
        mark("Shutdown"),
        mark("STOP"),
        mark("How does a copy of {name} leave without dropping requests?"),
        mark(
            "Routes learn late that a pod is leaving, and send requests to a program that has already stopped. "
            "A pause before stopping, and time to finish, lets every update pass unnoticed."
        ),
    )
    sentences = {
        "wait-shorter-than-route": mark("the last hop may learn of it only after {needed} s; {seconds} s is shorter"),
        "shell-unknown": mark("exec needs a shell in the image; without one the hook fails at once and nothing waits"),
        "no-way-to-wait": mark(
            "without a shell in the image this server knows no pause: wait in the application, or offer one by HTTP"
        ),
        "http-hook-must-wait": mark("the application itself must wait before it answers this request"),
        "hook-goes": mark("what preStop of {container} does now is deleted; exec would run it behind the wait"),
    }
    options = (
        Option(
            "--pre-stop", "SECONDS", mark("how long a pod waits before it stops: [CONTAINER=]15, or none"), repeat=True
        ),
        Option("--pre-stop-form", "FORM", mark("sleep, exec, keep or http:/path:port"), repeat=True),
        Option("--grace", "SECONDS", mark("terminationGracePeriodSeconds, or keep; fitted to the wait when not given")),
        Option(
            "--traffic",
            "PATH",
            mark("how requests come in: none, service, ingress, headless, lb-nodes, lb-local, lb-pods"),
        ),
        Option("--drain-seconds", "SECONDS", mark("how long the longest request needs to finish")),
        Option("--max-surge", "N", mark("pods more than replicas during an update, a number or a percentage")),
        Option("--max-unavailable", "N", mark("pods fewer than replicas during an update, a number or a percentage")),
        Option("--min-ready", "SECONDS", mark("minReadySeconds")),
    )
    owns: tuple[tuple[str, Path], ...] = (
        *(("*", ("spec", "template", "spec", field, "*", "lifecycle")) for field in ("containers", "initContainers")),
        ("*", ("spec", "template", "spec", "terminationGracePeriodSeconds")),
        ("*", ("spec", "strategy")),
        ("*", ("spec", "minReadySeconds")),
    )

    def not_applicable(self, workload: Workload) -> str:
        """A hook or a grace period that stands is judged, and an update that need not stop the only copy first."""
        stands = any(map(pre_stop, workload.running)) or not workload.grace_seconds
        why = why_none(workload)
        return "" if why != "no-ports" and (stands or any(rollout_takes_only_copy(workload))) else why

    def present(self, workload: Workload) -> ShutdownChoice | None:
        hooks = tuple(hook for each in workload.running if (hook := present_hook(each)))
        rolling = mapping(workload.spec, "strategy", "rollingUpdate")
        stated = integer(workload.pod.get("terminationGracePeriodSeconds"))
        if not hooks:
            return None
        try:
            return ShutdownChoice(
                hooks,
                stated or None,
                amount(rolling.get("maxSurge")),
                amount(rolling.get("maxUnavailable")),
                integer(workload.spec.get("minReadySeconds")),
            )
        except WizardError:  # what is there can never be right, so there is nothing to open with
            return ShutdownChoice(hooks)

    def suggest(self, workload: Workload) -> ShutdownChoice | Question:
        """FACTS 6c and 6e: wait for the slowest hop, then grace = wait + work under way + 5 s."""
        wait = pause(workload)
        hooks: tuple[PreStop, ...] = ()
        for container in (*pausing(workload), *proxies(workload)) if wait else ():
            hook = suggested_hook(container, workload, wait)
            if isinstance(hook, Question):
                return hook
            hooks += (hook,) if hook else ()
        return self._with(hooks, workload)

    def _with(self, hooks: tuple[PreStop, ...], workload: Workload) -> ShutdownChoice:
        """The choice with these hooks beside those that are there, and all else as it suits them."""
        named = {hook.container for hook in hooks}
        for container in workload.running:
            if pre_stop(container) and container.name not in named:
                # Nobody asks it for a pause; that its own can run at all is another matter.
                hook = suggested_hook(container, workload, 0)
                hooks += (hook,) if isinstance(hook, PreStop) else (PreStop(container.name, "keep"),)
        surge, unavailable = safer_strategy(workload)
        late = traffic(workload) == "lb-pods" and not gated(workload)
        ready = 30 if late and not integer(workload.spec.get("minReadySeconds")) else None
        return ShutdownChoice(hooks, fitted_grace(hooks, workload), surge, unavailable, ready)

    def edits(self, choice: ShutdownChoice, workload: Workload) -> Edited:
        data = copy.deepcopy(dict(workload.data))
        pod = edited_pod(workload, data)
        spec = mapping(data.get("spec"))
        for hook in choice.hooks:
            for container in (*mappings(pod.get("containers")), *mappings(pod.get("initContainers"))):
                if container.get("name") == hook.container and hook.form != "keep":
                    set_hook(container, hook)
        if choice.grace is not None:
            pod["terminationGracePeriodSeconds"] = choice.grace
        if choice.min_ready is not None:
            spec["minReadySeconds"] = choice.min_ready
        if workload.kind == "Deployment" and (choice.max_surge is not None or choice.max_unavailable is not None):
            set_strategy(spec, choice)
        return Edited({workload.id: data}) if data != workload.data else Edited()

    def risks(self, choice: ShutdownChoice, workload: Workload) -> tuple[Mistake, ...]:
        found = []
        wait = pause(workload)
        shortest = min((hook.seconds for hook in choice.hooks if hook.form != "keep" and hook.seconds), default=wait)
        if shortest < wait:
            found.append(risk("wait-shorter-than-route", self.key, workload, seconds=shortest, needed=wait))
        if any(hook.form == "exec" for hook in choice.hooks) and workload.facts.shell is None:
            found.append(risk("shell-unknown", self.key, workload))
        old = not knows(workload.version, "sleep-action")
        if wait and not choice.hooks and old and workload.facts.shell is False:
            found.append(risk("no-way-to-wait", self.key, workload))
        if any(hook.form == "http" for hook in choice.hooks):
            found.append(risk("http-hook-must-wait", self.key, workload))
        replaced = {hook.container for hook in choice.hooks if hook.form in {"sleep", "http"}}
        going = (each for each in workload.running if each.name in replaced and does_more(each))
        return *found, *(risk("hook-goes", self.key, workload, container=each.name) for each in going)

    def words(self, choice: ShutdownChoice) -> tuple[str, ...]:
        found: list[str] = [] if choice.hooks else ["--pre-stop", "none"]
        for hook in choice.hooks:
            form = f"http:{hook.path}:{hook.port}" if hook.form == "http" else hook.form
            found += ["--pre-stop", f"{hook.container}={hook.seconds}", "--pre-stop-form", f"{hook.container}={form}"]
        for option, value in (
            ("--grace", choice.grace),
            ("--max-surge", choice.max_surge),
            ("--max-unavailable", choice.max_unavailable),
            ("--min-ready", choice.min_ready),
        ):
            # Without its option a field would be fitted anew, so a field that is left alone says so.
            found += [option, "keep" if value is None else str(value)]
        return tuple(found)

    def choice(self, given: Given, workload: Workload) -> ShutdownChoice | Question:
        facts = workload.facts
        if "traffic" in given:
            facts = replace(facts, traffic=read_traffic(given["traffic"][0]))
        if "drain_seconds" in given:
            facts = replace(facts, drain_seconds=number(given["drain_seconds"][0]))
        told = replace(workload, facts=facts)
        suggested = self.suggest(told)
        if isinstance(suggested, Question) and not _SAYS_HOW & given.keys():
            return suggested
        chosen = self._with((), told) if isinstance(suggested, Question) else suggested
        hooks = () if list(given.get("pre_stop", ())) == ["none"] else read_hooks(given, told, chosen.hooks)
        if isinstance(hooks, Question):
            return hooks
        grace = _unless_kept(number, given["grace"][0]) if "grace" in given else fitted_grace(hooks, told)
        surge = _unless_kept(read_amount, given["max_surge"][0]) if "max_surge" in given else chosen.max_surge
        away = (
            _unless_kept(read_amount, given["max_unavailable"][0])
            if "max_unavailable" in given
            else chosen.max_unavailable
        )
        ready = _unless_kept(number, given["min_ready"][0]) if "min_ready" in given else chosen.min_ready
        return ShutdownChoice(hooks, grace, surge, away, ready)

    def portable(self, choice: ShutdownChoice, workload: Workload) -> ShutdownChoice | None:
        """The waiting time and the strategy; hooks of the other workload that do something else stay."""
        wait = max((hook.seconds for hook in choice.hooks), default=0)
        if self.not_applicable(workload) or not wait:
            return None
        kept = self.suggest(workload)
        if isinstance(kept, Question):
            return None
        hooks = tuple(same_wait(hook, wait) for hook in kept.hooks)
        surge, away = (choice.max_surge, choice.max_unavailable) if takes_strategy(workload) else (None, None)
        grace = max(filter(None, (fitted_grace(hooks, workload), choice.grace)), default=None)
        return ShutdownChoice(hooks, grace, surge, away, choice.min_ready)


def _unless_kept(read: Callable[[str], T], word: str) -> T | None:
    """What the word says; None for `keep`, which leaves the field as it is."""
    return None if word == "keep" else read(word)


SHUTDOWN = Shutdown()
