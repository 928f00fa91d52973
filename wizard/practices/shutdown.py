"""Shutdown: stop taking requests before stopping, and leave time to finish those under way."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from wizard.checks.check import Mistake
from wizard.errors import WizardError
from wizard.model.routes import gated, traffic
from wizard.model.shapes import integer, mapping, mappings
from wizard.model.versions import knows
from wizard.model.workload import Container, Workload
from wizard.practices.editing import edited_pod
from wizard.practices.practice import Edited, Given, Option, Question, risk
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.shutdown_edits import (
    amount,
    can_run,
    fitted_grace,
    number,
    pause,
    present_hook,
    read_amount,
    read_hooks,
    read_traffic,
    safer_strategy,
    set_hook,
    set_strategy,
    takes_strategy,
)
from wizard.text.yamldata import Path
from wizard.wording import mark
from wizard.wording.practices import Words

T = TypeVar("T")


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
        ("*", ("spec", "template", "spec", "containers", "*", "lifecycle")),
        ("*", ("spec", "template", "spec", "terminationGracePeriodSeconds")),
        ("*", ("spec", "strategy")),
        ("*", ("spec", "minReadySeconds")),
    )

    def not_applicable(self, workload: Workload) -> str:
        return "" if workload.served else "no-ports"

    def present(self, workload: Workload) -> ShutdownChoice | None:
        hooks = tuple(hook for each in workload.containers if (hook := present_hook(each)))
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

    def suggest(self, workload: Workload) -> ShutdownChoice:
        """FACTS 6c and 6e: wait for the slowest hop, then grace = wait + work under way + 5 s."""
        wait = pause(workload)
        served = workload.served if wait else ()
        hooks = tuple(hook for each in served if (hook := self._hook(each, workload, wait)))
        present = self.present(workload)
        if present is not None:
            named = {hook.container for hook in hooks}
            hooks += tuple(hook for hook in present.hooks if hook.container not in named)
        surge, unavailable = safer_strategy(workload)
        late = traffic(workload) == "lb-pods" and not gated(workload)
        ready = 30 if late and not integer(workload.spec.get("minReadySeconds")) else None
        return ShutdownChoice(hooks, fitted_grace(hooks, workload), surge, unavailable, ready)

    def _hook(self, container: Container, workload: Workload, wait: int) -> PreStop | None:
        """The hook to suggest; None where an old server and an image without a shell leave no way to wait."""
        hook, native, shell = present_hook(container), knows(workload.version, "sleep-action"), workload.facts.shell
        if hook is None:
            form = "sleep" if native else "exec"
            return PreStop(container.name, form, wait) if native or shell is not False else None
        if hook.form == "exec" and native and (shell is False or (shell is None and not can_run(container))):
            return replace(hook, form="sleep")
        if hook.form == "sleep" and not native and shell is not False:
            return replace(hook, form="exec")
        return hook

    def edits(self, choice: ShutdownChoice, workload: Workload) -> Edited:
        data = copy.deepcopy(dict(workload.data))
        pod = edited_pod(workload, data)
        spec = mapping(data.get("spec"))
        for hook in choice.hooks:
            for container in mappings(pod.get("containers")):
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
        return tuple(found)

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
        chosen = self.suggest(told)
        hooks = () if list(given.get("pre_stop", ())) == ["none"] else read_hooks(given, told, chosen.hooks)
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
        hooks = tuple(replace(hook, seconds=wait) if hook.form in {"sleep", "exec"} else hook for hook in kept.hooks)
        surge, away = (choice.max_surge, choice.max_unavailable) if takes_strategy(workload) else (None, None)
        grace = max(filter(None, (fitted_grace(hooks, workload), choice.grace)), default=None)
        return ShutdownChoice(hooks, grace, surge, away, choice.min_ready)


def _unless_kept(read: Callable[[str], T], word: str) -> T | None:
    """What the word says; None for `keep`, which leaves the field as it is."""
    return None if word == "keep" else read(word)


SHUTDOWN = Shutdown()
