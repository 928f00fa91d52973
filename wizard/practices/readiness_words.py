"""Readiness choices as words of a command line, and back."""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wizard.errors import WizardError
from wizard.model.workload import Workload
from wizard.practices.practice import Given
from wizard.practices.readiness_choice import TIMINGS, WORDS, ProbeChoice, ReadinessChoice, Timing
from wizard.wording import _, listed


def spelled(choice: ReadinessChoice) -> tuple[str, ...]:
    """The options of `surefoot fix` that make this choice again."""
    found: list[str] = []
    for probe in choice.probes:
        name = probe.container
        found += ["--readiness", f"{name}={_spelled(probe)}"]
        for header, value in probe.headers:
            found += ["--header", f"{name}={header}:{value}"]
        timing = ",".join("_" if value is None else str(value) for value in vars(probe.timing).values())
        found += ["--probe-timing", f"{name}={timing}"]
        found += ["--start-seconds", f"{name}={probe.start_seconds}"] if probe.start_seconds is not None else []
    return tuple(found)


def read(given: Given, suggested: Sequence[ProbeChoice], workload: Workload) -> ReadinessChoice:
    """The choice that the options make of the suggested probes; raises WizardError for what is never right."""
    probes = [_read(word, workload) for word in given.get("readiness", ())] or list(suggested)
    for index, probe in enumerate(probes):
        headers = _meant(given, "header", probe, workload)
        timing = _meant(given, "probe_timing", probe, workload)
        start = _meant(given, "start_seconds", probe, workload)
        probes[index] = replace(
            probe,
            headers=tuple(map(_header, headers)) if headers else probe.headers,
            timing=_timing(timing[-1]) if timing else probe.timing,
            start_seconds=_number(start[-1]) if start else probe.start_seconds,
        )
    return ReadinessChoice(tuple(probes))


def _meant(given: Given, option: str, probe: ProbeChoice, workload: Workload) -> list[str]:
    """The words of an option that mean this probe: those with its `CONTAINER=`, and those that name none."""
    names = {each.name for each in workload.running}
    found = []
    for word in given.get(option, ()):
        name, sign, rest = word.partition("=")
        if not sign or name not in names:
            found.append(word)
        elif name == probe.container:
            found.append(rest)
    return found


def _spelled(probe: ProbeChoice) -> str:
    word = next(word for word, kind in WORDS.items() if kind == probe.handler)
    if word == "exec":
        return f"exec:{shlex.join(probe.command)}"
    return f"http:{probe.path}:{probe.port}" if word == "http" else f"{word}:{probe.port}"


def _read(word: str, workload: Workload) -> ProbeChoice:
    found = re.fullmatch(r"(?:([^=:/]+)=)?(http|tcp|grpc|exec):(.*)", word, re.DOTALL)
    if not found:
        raise WizardError(
            _("{word!r} is no probe; write http:/path:port, tcp:port, grpc:port or exec:command").format(word=word)
        )
    name, kind, rest = found.groups()
    served = [each.name for each in workload.served or workload.running]
    container = name or (served[0] if served else "")
    if container not in {each.name for each in workload.running}:
        raise WizardError(
            _("{workload} has no container {container!r}; it has {names}").format(
                workload=workload.name, container=container, names=listed(each.name for each in workload.running)
            )
        )
    if kind == "exec":
        return ProbeChoice(container, "exec", command=_command(rest))
    path, _sign, port = rest.rpartition(":") if kind == "http" else ("", "", rest)
    return ProbeChoice(container, WORDS[kind], int(port) if port.isdecimal() else port, path)


def _command(words: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(words))
    except ValueError as error:
        raise WizardError(_("the command {words!r} has an open quote; close it").format(words=words)) from error


def _header(word: str) -> tuple[str, str]:
    name, _sign, value = word.partition(":")
    return name.strip(), value.strip()


def _timing(word: str) -> Timing:
    parts = [each.strip() for each in word.split(",")]
    if len(parts) != len(TIMINGS):
        raise WizardError(
            _("{word!r} is no timing; give four values, for example 0,5,2,3 or _,5,2,3").format(word=word)
        )
    values: Mapping[str, int | None] = {
        name: None if part in {"", "_"} else _number(part) for name, part in zip(TIMINGS, parts, strict=True)
    }
    return Timing(**values)


def _number(word: str) -> int:
    if not word.isdecimal():
        raise WizardError(_("{word!r} is no whole number of seconds").format(word=word))
    return int(word)
