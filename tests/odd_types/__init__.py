"""Files of every kind that is read, in which one value has a type or a size that nobody expects there."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from wizard.text.paths import Data

ODD: tuple[Data, ...] = (
    None,
    "odd",
    [],
    ["odd"],
    [["odd"]],
    [{}],
    [None],
    {},
    {"odd": "x"},
    {"odd": {"odd": []}},
    True,
    False,
    0,
    -1,
    0.5,
    1e300,
    2**31,
    2**63 - 1,
    -(2**63),
    "",
    "nul\0",
    "../up",
    "150%",
    "9" * 5000,
    "9" * 400 + "%",
    "1e400000000",
)
"""Of every type, and what has the right one but trips up arithmetic, patterns and paths."""

STREAMS = {
    name: (Path(__file__).parent / name).read_text()
    for name in ("web.yaml", "nodes.yaml", "kustomization.yaml", "surefoot.yaml")
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "web.yaml": (
        "check web.yaml",
        "check . --format json",
        "fix web.yaml",
        "fix web.yaml --mend all --separate",
        "simulate web.yaml --scenario drain --scenario hpa-scale --scenario rolling-update",
    ),
    "nodes.yaml": tuple(
        f"{command} web.yaml --topology nodes.yaml" for command in ("check", "fix", "simulate --scenario drain")
    ),
    "kustomization.yaml": ("check .", "fix . --separate", "check web.yaml"),
    "surefoot.yaml": ("check web.yaml", "fix web.yaml", "simulate web.yaml --scenario drain"),
}
"""What meets the value, by the file that it stands in."""


@dataclass(frozen=True)
class Odd:
    """One value in one place of one file."""

    file: str
    path: tuple[str | int, ...]
    value: Data

    @property
    def text(self) -> str:
        """The whole file; JSON is YAML too, and says each value as it is."""
        found = _replaced(list(yaml.safe_load_all(STREAMS[self.file])), self.path, self.value)
        return "".join(f"---\n{json.dumps(each, indent=1)}\n" for each in found)

    def __str__(self) -> str:
        return f"{self.file} {'.'.join(map(str, self.path))} = {str(self.value)[:30]!r}"


def odds(file: str) -> Iterator[Odd]:
    """Every value in every place of a file, place by place."""
    for path in _places(list(yaml.safe_load_all(STREAMS[file]))):
        yield from (Odd(file, path, value) for value in ODD)


def laid_out(folder: Path, odd: Odd) -> None:
    """Write the odd file, and beside it those that it needs."""
    for name, text in STREAMS.items():
        if name == odd.file or name in {"web.yaml", "nodes.yaml"}:
            (folder / name).write_text(odd.text if name == odd.file else text)
        else:
            (folder / name).unlink(missing_ok=True)


def _replaced(data: Data, path: tuple[str | int, ...], value: Data) -> Data:
    """A copy with another value at a path; what is not on the way there is shared."""
    if not path:
        return value
    made = copy.copy(data)
    made[path[0]] = _replaced(data[path[0]], path[1:], value)
    return made


def _places(data: Data, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every node below, the outer ones first."""
    for step, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, step)
        yield from _places(inner, (*path, step))
