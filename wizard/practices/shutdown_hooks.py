"""What a shutdown choice makes of a container's hook: a person's command is chained behind the wait, never deleted."""

from dataclasses import replace

from wizard.model.commands import FOREVER, program, waiting
from wizard.model.images import lacks
from wizard.model.pausing import does_more, unchainable
from wizard.model.probing import pre_stop, pre_stop_command, pre_stop_read, pre_stop_seconds
from wizard.model.shapes import text
from wizard.model.versions import knows
from wizard.model.workload import Container, Workload
from wizard.practices.editing import section
from wizard.practices.practice import Question
from wizard.practices.shutdown_choice import PreStop
from wizard.text.yamldata import Data

FORM = "--pre-stop-form"


def present_hook(container: Container) -> PreStop | None:
    """The container's own hook as a choice; `keep` where it does something else than wait."""
    hook = pre_stop(container)
    if not hook:
        return None
    seconds = pre_stop_seconds(container) or 0
    form = "sleep" if "sleep" in hook else "exec" if "exec" in hook else "keep"
    return PreStop(container.name, form, seconds) if 0 < seconds < FOREVER else PreStop(container.name, "keep")


def asked_instead(container: Container, workload: Workload) -> Question | None:
    """What to ask where no wait can be put before the hook; None where one can."""
    why = unchainable(container, workload)
    return Question(why, FORM) if why else None


def suggested_hook(container: Container, workload: Workload, wait: int) -> PreStop | Question | None:
    """The hook to suggest; None where an old server and an image without a shell leave no way to wait."""
    hook, native, shell = present_hook(container), knows(workload.version, "sleep-action"), workload.facts.shell
    if hook is None:
        form = "sleep" if native else "exec"
        return PreStop(container.name, form, wait) if native or shell is not False else None
    found, command = pre_stop_read(container), pre_stop_command(container)
    if found is None or not (found.exact or found.least):
        return hook
    seconds = wait if _too_short(container, workload, wait) or found.least >= FOREVER else found.least
    if "sleep" in pre_stop(container):
        form = "sleep" if native or shell is False else "exec"
        return PreStop(container.name, form, seconds) if seconds else hook
    fails = bool(lacks(text(container.data.get("image")), program(command), shell))
    if not does_more(container):
        return PreStop(container.name, "sleep" if fails and native else "exec", seconds) if seconds else hook
    asked = asked_instead(container, workload) if fails or seconds != found.least else None
    return asked or (PreStop(container.name, "exec", seconds) if seconds else hook)


def _too_short(container: Container, workload: Workload, wait: int) -> bool:
    """Whether the hook surely waits for less than it should: not at all, or less than a way that somebody told."""
    found = pre_stop_read(container)
    told = workload.facts.traffic is not None
    return found is not None and found.exact and (found.least == 0 or (told and found.least < wait))


def form_of_wait(container: Container, workload: Workload) -> str:
    """How the container can wait, with what its hook does behind it."""
    if does_more(container):
        return "exec"
    hook = present_hook(container)
    native = knows(workload.version, "sleep-action")
    return hook.form if hook and hook.form != "keep" else ("sleep" if native else "exec")


def set_hook(container: dict[str, Data], hook: PreStop) -> None:
    """Put the hook into a container; what its own command does runs behind the wait."""
    lifecycle = section(container, "lifecycle")
    own = Container("", container, ())
    if hook.form == "sleep":
        lifecycle["preStop"] = {"sleep": {"seconds": hook.seconds}}
    elif hook.form == "http":
        lifecycle["preStop"] = {"httpGet": {"path": hook.path, "port": hook.port}}
    elif pre_stop_seconds(own) != hook.seconds or "exec" not in pre_stop(own):
        # Else it waits that long already, however it is written.
        command = pre_stop_command(own) or ["/bin/sh", "-c", ""]
        lifecycle["preStop"] = {"exec": {"command": list(waiting(command, hook.seconds))}}


def same_wait(hook: PreStop, wait: int) -> PreStop:
    """A hook with another wait, unless it does something else than wait."""
    return replace(hook, seconds=wait) if hook.form in {"sleep", "exec"} else hook
