"""Judge many files in several processes: each reads its share once, and learns from the others of its neighbours.

What comes of it is the same as in one process.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wizard.errors import WizardError
from wizard.model.fronts import FRONTS
from wizard.model.holders import pod_labels, pod_spec
from wizard.model.host_ports import host_ports
from wizard.model.inventory import JUDGED, Object, is_custom, is_workload, namespace, why_partial
from wizard.model.rollouts import referred
from wizard.model.scales import definition
from wizard.model.shapes import mapping, mappings, text
from wizard.model.workload import Workload
from wizard.outputs.ignoring import ANNOTATION
from wizard.outputs.report import Gathered, judged, unreadable
from wizard.sources import files
from wizard.sources.folders import Origins, Unreadable
from wizard.sources.loading import Target, inventory_of, left_alone, not_judged, pod_holders
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data
from wizard.wording import _

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

    from wizard.sources.around import Around

PAYS_FROM = 100
"""Files; a process takes a tenth of a second to begin, the judging of so many files a second."""
_MOST = 4
"""Processes: each holds what may be a neighbour, so more of them cost memory that CI machines do not have."""
_WHOLE = JUDGED | FRONTS | {"PersistentVolumeClaim", "StorageClass", "Namespace", "PriorityClass"}

Progress = Callable[[int, int], None]


def pays(listed: Origins) -> bool:
    """Whether there are so many files, and processors, that several processes are faster."""
    return "-" not in listed.named and processors() > 1 and len(listed.named) >= PAYS_FROM


def processors() -> int:
    """How many this process may use."""
    known = getattr(os, "sched_getaffinity", None)
    return min(_MOST, len(known(0)) if known else os.cpu_count() or 1)


@dataclass(frozen=True)
class _Share:
    """The files of one process, each with its place among all."""

    files: tuple[tuple[int, str, bool], ...]
    target: Target
    mend_tabs: bool


@dataclass(frozen=True)
class _Read:
    """What the others must know of a share: what may be a neighbour, by file."""

    neighbours: dict[int, dict[ObjectId, Object]]
    found: dict[int, Gathered]
    holders: dict[int, tuple[tuple[str, str], ...]]
    """Kind and name of what holds pods and is not judged, by file."""


@dataclass(frozen=True)
class _Elsewhere:
    """What a process hears of the others, and of what lies around all of them."""

    neighbours: dict[ObjectId, Object]
    around: "Around"


def gather(
    listed: Origins, target: Target, progress: Progress | None = None, jobs: int = 0, *, mend_tabs: bool = False
) -> Gathered | None:
    """What is found of files and folders; None when no workload is among them."""
    every = [(number, origin, named) for number, (origin, named) in enumerate(listed.named.items())]
    count = jobs or processors()
    shares = [_Share(tuple(every[first::count]), target, mend_tabs) for first in range(count)]
    from multiprocessing import get_context  # noqa: PLC0415  # few files are judged by one process

    # A fork shares what is imported; elsewhere than on Linux system libraries do not survive it.
    context: ForkContext | SpawnContext = get_context("fork") if sys.platform == "linux" else get_context("spawn")
    pipes, processes = list["Connection"](), list["BaseProcess"]()
    # Held back while processes begin: one that hears Ctrl+C before it has said that it will not prints a traceback.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for share in shares:
            ours, theirs = context.Pipe()
            process: BaseProcess = context.Process(target=_work, args=(share, theirs), daemon=True)
            process.start()
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        return _asked(pipes, listed, progress)
    except (EOFError, ConnectionError) as error:
        said = _("a process ended while it judged, perhaps out of memory; check fewer folders at once")
        raise WizardError(said) from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _asked(pipes: "list[Connection]", listed: Origins, progress: Progress | None) -> Gathered | None:
    from wizard.sources.around import look_around  # noqa: PLC0415  # the processes read meanwhile

    files_ = len(listed.named)
    around = look_around(listed)
    read: list[_Read] = _answers(pipes, 2 * files_, 0, progress)
    by_file = {number: known for part in read for number, known in part.neighbours.items()}
    neighbours = {id: data for number in sorted(by_file) for id, data in by_file[number].items()}
    neighbours |= {id: known for id, data in around.built.items() if (known := _known(data))}
    for manifest in around.beside.manifests:
        neighbours |= {id: data for id, data in manifest.objects.items() if isinstance(data, dict)}
    around = around.told_apart(listed, ((id.origin, data) for id, data in neighbours.items()))
    slim = replace(around, beside=replace(around.beside, manifests=tuple(map(_slim, around.beside.manifests))))
    for pipe in pipes:
        pipe.send(_Elsewhere(neighbours, slim))
    found: list[dict[int, Gathered]] = _answers(pipes, 2 * files_, files_, progress)
    parts = {number: part for each in (*(one.found for one in read), *found) for number, part in each.items()}
    whole = Gathered(unreadable=[unreadable(each) for each in listed.shut])
    for number in sorted(parts):
        whole.add(parts[number])
    origins = list(listed.named)
    holders = {origins[number]: held for part in read for number, held in sorted(part.holders.items())}
    there = [(origin, holders[origin]) for origin in origins if origin in holders]
    whole.notes += not_judged([each for each in there if each[0] not in around.patches])
    whole.notes += [*around.notes, *filter(None, [around.said])]
    return whole if whole.workloads else None


def _answers(pipes: "list[Connection]", all_: int, done: int, progress: Progress | None) -> list[Any]:
    """One answer of each process, in their order; numbers that come before it are files that are done."""
    from multiprocessing.connection import wait  # noqa: PLC0415  # few files are judged by one process

    answers: dict[Connection, Any] = {}
    shown = time.monotonic()
    while len(answers) < len(pipes):
        ready = wait([each for each in pipes if each not in answers])
        for pipe in (each for each in pipes if each in ready):
            said = pipe.recv()
            if not isinstance(said, int):
                answers[pipe] = said
                continue
            done += said
            if progress is not None and time.monotonic() - shown > 0.1:
                shown = time.monotonic()
                progress(done, all_)
    return [answers[pipe] for pipe in pipes]


def _work(share: _Share, pipe: "Connection") -> None:
    """Of a process: read, tell what may be a neighbour, hear of the others', judge."""
    # The parent hears Ctrl+C and ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        manifests = _read(share, pipe)
        elsewhere = pipe.recv()
        pipe.send(dict(_judged(share, manifests, elsewhere, pipe)))
    except (EOFError, ConnectionError):
        # Whoever asked is gone.
        return


def _read(share: _Share, pipe: "Connection") -> dict[int, Manifest]:
    manifests, found, neighbours = dict[int, Manifest](), dict[int, Gathered](), dict[int, dict[ObjectId, Object]]()
    holders = dict[int, tuple[tuple[str, str], ...]]()
    for number, origin, named in share.files:
        manifest = files.read_one(origin, named=named, mend_tabs=share.mend_tabs)
        if isinstance(manifest, Unreadable):
            found[number] = Gathered(unreadable=[unreadable(manifest)])
        elif manifest is not None:
            manifests[number] = _slim(manifest)
            neighbours[number] = _neighbours(manifest)
            if held := pod_holders(manifest):
                holders[number] = held
        pipe.send(1)
    pipe.send(_Read(neighbours, found, holders))
    return manifests


def _judged(
    share: _Share, manifests: Mapping[int, Manifest], elsewhere: _Elsewhere, pipe: "Connection"
) -> Iterator[tuple[int, Gathered]]:
    own = inventory_of(list(manifests.values()), share.target)
    inventory = replace(elsewhere.around.over(own), elsewhere=elsewhere.neighbours)
    for number, (origin, found) in zip(manifests, judged(inventory), strict=True):
        found.notes += left_alone(inventory, origin)
        yield number, found
        pipe.send(1)


def _slim(manifest: Manifest) -> Manifest:
    """What is judged of a file. The rest, such as definitions of custom resources, would be most of the memory."""
    judged: dict[ObjectId, Data] = {}
    for id, data in manifest.objects.items():
        if isinstance(data, dict) and _counts(data):
            judged[id] = data if definition(data) is None else dict(_known(data) or {})
    documents = tuple(replace(each, data=None) for each in manifest.documents)
    return replace(manifest, content=b"", documents=documents, objects=judged)


def _counts(data: Object) -> bool:
    return _known(data) is not None or ANNOTATION in mapping(mapping(data.get("metadata")).get("annotations"))


def _neighbours(manifest: Manifest) -> dict[ObjectId, Object]:
    """What other files must know of a file's objects."""
    return {id: known for id, data in manifest.objects.items() if isinstance(data, dict) and (known := _known(data))}


def _known(data: Object) -> Object | None:
    if referred(data) is not None or text(data.get("kind")) in _WHOLE:
        return data
    metadata, spec = mapping(data.get("metadata")), mapping(data.get("spec"))
    labels: Data = dict(pod_labels(data))
    if (defined := definition(data)) is not None:
        return _definition(data, *defined)
    if not is_workload(data) and not labels and data.get("kind") != "Pod":
        own = {key: data[key] for key in ("apiVersion", "kind") if key in data}
        return {**own, "metadata": {"namespace": namespace(data)}} if is_custom(data) else None
    partial = is_workload(data) and why_partial(data)
    ignore = mapping(metadata.get("annotations")).get(ANNOTATION)
    return {
        **{key: data[key] for key in ("apiVersion", "kind") if key in data},
        "metadata": {
            "name": metadata.get("name"),
            "namespace": namespace(data),
            "labels": metadata.get("labels"),
            **({"annotations": {ANNOTATION: ignore}} if ignore else {}),
        },
        "spec": {
            "selector": spec.get("selector"),
            **({"replicas": spec["replicas"]} if "replicas" in spec else {}),
            **(
                {"containers": _ports(pod_spec(data), "containers")}
                if data.get("kind") == "Pod"
                else {"template": {"metadata": {"labels": labels}, "spec": {} if partial else _pod(data)}}
            ),
        },
    }


def _definition(data: Object, named: tuple[str, str], scaled: bool) -> Object:
    """What a definition of a custom resource says of its scale."""
    group, kind = named
    versions: list[Data] = [{"subresources": {"scale": {}}}] if scaled else []
    own = {key: data[key] for key in ("apiVersion", "kind", "metadata") if key in data}
    return {**own, "spec": {"group": group, "names": {"kind": kind}, "versions": versions}}


def _pod(data: Object) -> dict[str, Data]:
    """What others must know of its pods: their ports, and which nodes they take those of, if of any."""
    spec, one = pod_spec(data), Workload(ObjectId("", 0), data)
    hosted = is_workload(data) and any(host_ports(one))
    placed = ("hostNetwork", "nodeSelector", "affinity", "tolerations") if hosted else ()
    return {
        **{key: spec[key] for key in placed if key in spec},
        "containers": _ports(spec, "containers") or [{"image": "-"}],
        "initContainers": _ports(spec, "initContainers", restartPolicy="Always"),
    }


def _ports(spec: Object, field: str, **like: str) -> list[Data]:
    """Containers with their ports alone: a Service of another file may lead to one."""
    found = [each for each in mappings(spec.get(field)) if like.items() <= each.items()]
    return [{"image": "-", **like, "ports": each.get("ports")} for each in found]
