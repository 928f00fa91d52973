"""A team's defaults: surefoot.yaml, found in the folder one is in or above it. Knows what may stand there."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from wizard.errors import ManifestError, WizardError
from wizard.model.shapes import integer, items, mapping, text, whole
from wizard.model.workload import AppFacts
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Data
from wizard.wording import _, listed, safe

NAME = "surefoot.yaml"
FAIL_ON = ("error", "missing", "warning")
LEVELS = ("none", "host", "zone", "region")
TRAFFIC = ("none", "service", "ingress", "headless", "lb-nodes", "lb-local", "lb-pods")
_NUMBERS = {"drain_seconds", "start_seconds", "failover_seconds"}
_TRUTHS = {"shell", "quorum"}
_WORDS = {"traffic": TRAFFIC, "survive": LEVELS}


@dataclass(frozen=True)
class Settings:
    """What a team has agreed on; options of the command line come before it."""

    origin: str = ""
    """The file it was read from; empty where there is none."""
    kube_version: str | None = None
    nodes: int | None = None
    zones: int | None = None
    topology: str | None = None
    """A file of nodes."""
    severity: str | None = None
    """The least that is shown; None for everything."""
    select: tuple[str, ...] = ()
    """The only checks that count; empty for all."""
    ignore: tuple[str, ...] = ()
    fail_on: tuple[str, ...] = ()
    """What makes the exit code 1: levels and ids; empty for the program's own way."""
    baseline: str | None = None
    """A file of findings that were there before."""
    facts: Mapping[str, Data] = field(default_factory=dict)
    """Of AppFacts, by the names of its fields."""


def read_settings(start: Path, is_id: Callable[[str], bool], severities: Sequence[str]) -> Settings:
    """The nearest surefoot.yaml of a folder or those above it, up to the repository's top.

    Raises WizardError, also for what the caller does not know as the id of a check or as a severity.
    """
    for folder in (start, *start.parents):
        found = folder / NAME
        # os.path, for Path raises where a folder above may not be entered.
        if os.path.isfile(found):  # noqa: PTH113
            return _read(found, is_id, severities)
        if os.path.exists(folder / ".git"):  # noqa: PTH110
            break
    return Settings()


def _read(path: Path, is_id: Callable[[str], bool], severities: Sequence[str]) -> Settings:
    try:
        manifest = Manifest.read(str(path), path.read_bytes())
    except OSError as error:
        raise WizardError(
            _("{path}: cannot be read ({why}); check its permissions").format(path=safe(str(path)), why=error.strerror)
        ) from error
    id = next(iter(manifest.objects), ObjectId(str(path), 0))
    data = manifest.objects.get(id)
    reading = _Reading(manifest, id)
    if not isinstance(data, dict):
        raise reading.wrong((), _("this is no mapping"), _("write keys such as severity: warning"))
    known = {
        "kube-version",
        "nodes",
        "zones",
        "topology",
        "severity",
        "select",
        "ignore",
        "fail-on",
        "baseline",
        "facts",
    }
    reading.refuse_unknown((), data, known)
    return Settings(
        str(path),
        kube_version=reading.word(data, "kube-version"),
        nodes=reading.number(data, "nodes"),
        zones=reading.number(data, "zones"),
        topology=reading.beside(path, data, "topology"),
        severity=reading.one_of(data, "severity", severities),
        select=reading.ids(data, "select", is_id),
        ignore=reading.ids(data, "ignore", is_id),
        fail_on=reading.ids(_listed(data, "fail-on"), "fail-on", lambda word: word in FAIL_ON or is_id(word)),
        baseline=reading.beside(path, data, "baseline"),
        facts=reading.facts(data),
    )


def _listed(data: Mapping[str, Data], key: str) -> Mapping[str, Data]:
    """A word alone stands for a list of it."""
    return {**data, key: [data[key]]} if isinstance(data.get(key), str) else data


@dataclass(frozen=True)
class _Reading:
    """Takes values out of the file, or says which line is wrong and why."""

    manifest: Manifest
    id: ObjectId

    def wrong(self, path: tuple[str, ...], what: str, todo: str) -> ManifestError:
        at = self.manifest.position(self.id, path)
        return ManifestError(self.manifest.origin, at.line, at.column, what, todo)

    def refuse_unknown(self, path: tuple[str, ...], data: Mapping[str, Data], known: set[str]) -> None:
        for key in data:
            if key not in known:
                from difflib import get_close_matches  # noqa: PLC0415  # only a slip of the pen needs it

                nearest = get_close_matches(key, known, 1) or sorted(known)
                todo = _("use {nearest}").format(nearest=_(" or ").join(nearest))
                raise self.wrong((*path, key), _("{key} is not known here").format(key=safe(key)), todo)

    def word(self, data: Mapping[str, Data], key: str) -> str | None:
        value = data.get(key)
        if value is not None and not isinstance(value, str | int | float):
            raise self.wrong((key,), _("{key} takes a word").format(key=key), _("write {key}: ...").format(key=key))
        return None if value is None else str(value)

    def beside(self, settings: Path, data: Mapping[str, Data], key: str) -> str | None:
        """A path that counts from the folder of the file."""
        name = self.word(data, key)
        if name is not None and "\0" in name:
            raise self.wrong((key,), _("{key} takes a path").format(key=key), _("write {key}: ...").format(key=key))
        return None if name is None else str(settings.parent / name)

    def number(self, data: Mapping[str, Data], key: str) -> int | None:
        if data.get(key) is not None and integer(data[key]) is None:
            raise self.wrong((key,), _("{key} takes a number").format(key=key), _("write {key}: 3").format(key=key))
        return integer(data.get(key))

    def one_of(self, data: Mapping[str, Data], key: str, allowed: Sequence[str]) -> str | None:
        value = data.get(key)
        if value is not None and value not in allowed:
            what = _("{key} is one of {allowed}").format(key=key, allowed=listed(allowed))
            raise self.wrong((key,), what, _("use one of them"))
        return None if value is None else str(value)

    def ids(self, data: Mapping[str, Data], key: str, is_id: Callable[[str], bool]) -> tuple[str, ...]:
        value = data.get(key)
        if value is not None and not isinstance(value, list):
            raise self.wrong((key,), _("{key} takes a list").format(key=key), _("write {key}: [...]").format(key=key))
        found = [text(each) for each in items(value)]
        for each in found:
            if not is_id(each):
                what = _("{id!r} is no id of the catalogue").format(id=safe(each))
                raise self.wrong((key,), what, _("list them with: surefoot explain"))
        return tuple(found)

    def facts(self, data: Mapping[str, Data]) -> Mapping[str, Data]:
        if data.get("facts") is not None and not isinstance(data["facts"], dict):
            raise self.wrong(("facts",), _("facts takes a mapping"), _("write facts: {drain-seconds: 30}"))
        stated = {key.replace("-", "_"): value for key, value in mapping(data, "facts").items()}
        try:
            return {key: fact(key, value) for key, value in stated.items()}
        except WizardError as error:
            raise self.wrong(("facts",), str(error), _("change it")) from None


def fact(key: str, value: Data) -> Data:
    """One fact as AppFacts takes it, None for `unknown`. Raises WizardError for no fact and for no value of it."""
    if key not in {each.name for each in fields(AppFacts)}:
        known = listed(each.name for each in fields(AppFacts))
        raise WizardError(_("{key!r} is no fact; there are {known}").format(key=safe(key), known=known))
    if value == "unknown":
        return None
    if key in _NUMBERS:
        number = whole(value) if isinstance(value, str) else integer(value)
        if number is None or number < 0:
            raise WizardError(_("{key} takes seconds, for example {key}=30").format(key=key))
        return number
    if key in _TRUTHS:
        said = {"true": True, "yes": True, "false": False, "no": False}.get(str(value).lower())
        if said is None:
            raise WizardError(_("{key} takes true or false").format(key=key))
        return said
    if value not in _WORDS[key]:
        raise WizardError(_("{key} is one of {allowed}").format(key=key, allowed=listed(_WORDS[key])))
    return value


def fact_words(facts: AppFacts, otherwise: AppFacts) -> tuple[str, ...]:
    """The options that state these facts, also to a run that knows `otherwise`."""
    found: list[str] = []
    for name in (each.name for each in fields(AppFacts)):
        value, other = getattr(facts, name), getattr(otherwise, name)
        if value is not None or other is not None:
            word = "unknown" if value is None else str(value).lower()
            found += ["--fact", f"{name}={word}"]
    return tuple(found)


def app_facts(known: Mapping[str, Data]) -> AppFacts:
    """The facts that a settings file or the options state, already read by `fact`."""
    return AppFacts(**known)  # type: ignore[arg-type]
