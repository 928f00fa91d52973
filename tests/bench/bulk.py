"""Check 10,000 workloads in 3,000 files made from the corpus: `python -m tests.bench.bulk [FOLDER]`."""

import copy
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests import corpus
from wizard.errors import WizardError
from wizard.model.inventory import NEIGHBOURS, Inventory, namespace
from wizard.model.kinds import WORKLOADS as KINDS
from wizard.text.edits import spliced, to_splices
from wizard.text.manifest import Manifest

FILES, WORKLOADS = 3000, 10_000
LIMIT = 500
"""Megabytes of memory, of all processes together."""
_COPY = "copy-0000"
"""Stands in a source for the number of the copy."""
_NAMESPACED = NEIGHBOURS | {kind.name for kind in KINDS} | {"PersistentVolumeClaim"}
TEMPLATE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: copy-0000}
spec:
  replicas: 3
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
        - name: main
          image: example.com/NAME:1
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: NAME, namespace: copy-0000}
spec: {selector: {app: NAME}, ports: [{port: 80, targetPort: http}]}
"""


@dataclass(frozen=True)
class Source:
    """A file to be copied: its text, in namespaces of its own, and how many workloads are judged in it."""

    text: str
    workloads: int
    suffix: str = ".yaml"
    alone: bool = False
    """JSON, and what cannot be read, would spoil what stands in the same file."""


def sources() -> list[Source]:
    """The corpus, or as many files from a template where it is not."""
    if not corpus.FOLDER.is_dir():
        return [Source(TEMPLATE.replace("NAME", f"app-{number}"), 1) for number in range(400)]
    return [_source(path) for path in corpus.files()]


def _source(path: Path) -> Source:
    content = path.read_bytes()
    try:
        manifest = Manifest.read(str(path), content)
        changed = {}
        for id, data in manifest.objects.items():
            if isinstance(data, dict) and data.get("kind") in _NAMESPACED and isinstance(data.get("metadata"), dict):
                repository = path.relative_to(corpus.FOLDER).parts[0].partition("__")[0].lower()
                changed[id] = copy.deepcopy(data)
                changed[id]["metadata"]["namespace"] = f"{repository}-{namespace(data) or 'default'}-{_COPY}"
        text = spliced(manifest.text, to_splices(manifest, changed)).removeprefix("\ufeff")
    except WizardError:
        return Source(content.decode(errors="replace"), 0, path.suffix, alone=True)
    ids = Inventory.of([manifest]).ids
    return Source(text, len(ids), path.suffix, alone=manifest.format == "json")


def make(target: Path) -> None:
    """Copies of the sources, one or a few to a file, until there are exactly so many files and workloads."""
    copies = _copies(sources())
    made = 0
    for number in range(FILES):
        wanted = WORKLOADS * (number + 1) // FILES
        first = next(copies)
        together = [first]
        made += first.workloads
        while made < wanted and not first.alone:
            more = next(copies)
            if not more.alone and made + more.workloads <= WORKLOADS:
                together.append(more)
                made += more.workloads
        place = target / f"team-{number % 40}"
        place.mkdir(exist_ok=True, parents=True)
        text = "\n---\n".join(each.text for each in together)
        (place / f"{number}{first.suffix}").write_text(text, encoding="utf-8", newline="")


def _copies(originals: list[Source]) -> Iterator[Source]:
    for number, source in enumerate(cycle(originals)):
        name = f"copy-{number // len(originals):04}"
        yield Source(source.text.replace(_COPY, name), source.workloads, source.suffix, source.alone)


class Memory(threading.Thread):
    """Samples what a process and its children take together; shared pages count once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            self.peak = max(self.peak, sum(map(_proportional, _family(self.pid))))


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _proportional(pid: int) -> int:
    """The proportional set size in KiB; none of a process that has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def main() -> int:
    """Make the files unless a folder is given, check them, and print time and memory; 1 where it takes too much."""
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryFile() as out:
        target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        target.mkdir(exist_ok=True)
        if not any(target.iterdir()):
            make(target)
        started, before = time.perf_counter(), os.times()
        command = [Path(sys.executable).with_name("surefoot"), "check", target, "--format", "json"]
        running = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        memory = Memory(running.pid)
        memory.start()
        code = running.wait()
        seconds, after = time.perf_counter() - started, os.times()
        memory.ended.set()
        memory.join()
        size = out.tell()
        out.seek(0)
        found = json.load(out)
    files = {each["file"] for each in (*found["workloads"], *found["objects"], *found["unreadable"])}
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    peak = memory.peak * 1024 / 1e6
    print(f"{len(found['workloads']):,} workloads, {len(found['unreadable'])} unreadable, {len(files):,} files named")
    print(f"exit {code}, {size / 1e6:.1f} MB of JSON")
    print(f"{seconds:.1f} s, {cpu:.1f} s of CPU, {peak:.0f} MB the most of all processes together (limit {LIMIT})")
    return 0 if code in {0, 1} and len(found["workloads"]) == WORKLOADS and peak < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
