"""Random cases side by side on a control plane of their own, each compared with the simulator question by question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.cluster.agree.chance import draw
from tests.cluster.agree.draining import drains
from tests.cluster.agree.moving import evictions, updates
from tests.cluster.agree.overhearing import Overhearing
from tests.cluster.agree.placing import Compared, Scene, placements
from tests.cluster.control_plane import ControlPlane
from tests.cluster.fake_kubelets import Api

AT_ONCE = 8


@dataclass(frozen=True)
class RandomlyPlayed:
    """What came of the case of one seed."""

    seed: int
    compared: tuple[Compared, ...] = ()
    failure: str = ""
    """Why it could not be played."""

    @property
    def agrees(self) -> bool:
        return not self.failure and all(each.agrees for each in self.compared)


def play_at_random(seeds: Iterable[int]) -> Iterator[RandomlyPlayed]:
    """Play the case of each seed; every one has nodes of its own."""
    with (
        Overhearing() as heard,
        ControlPlane.start(nodes=0, zones=1, scheduling=heard.scheduling) as plane,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        # One for all: each thread keeps its connection, so that hundreds of questions cost one greeting.
        api = Api(plane.kubeconfig)
        yield from pool.map(lambda seed: _play(plane, api, heard, seed), seeds)


def _play(plane: ControlPlane, api: Api, heard: Overhearing, seed: int) -> RandomlyPlayed:
    scene = Scene(api, plane.kubeconfig, heard, draw(seed, plane.namespace()))
    try:
        scene.open()
        return RandomlyPlayed(seed, (*placements(scene), *updates(scene), *evictions(scene), *drains(scene)))
    except AssertionError as failed:
        return RandomlyPlayed(seed, failure=str(failed))
    finally:
        scene.close()


def lines(played: RandomlyPlayed) -> Iterator[str]:
    """What differs, a line each, with the seed that plays it again."""
    if played.failure:
        yield f"FAILED  seed {played.seed}: {played.failure}"
    for each in played.compared:
        if not each.agrees:
            yield f"DIFFERS seed {played.seed}: {each.what}: simulated {each.ours}, real {each.theirs}"


def summary(played: Iterable[RandomlyPlayed]) -> Iterator[str]:
    """How many cases agree in all, and how many answers to each kind of question."""
    every = list(played)
    agreed = sum(each.agrees for each in every)
    yield f"{agreed} of {len(every)} random cases agree: {100 * agreed / max(1, len(every)):.1f} %"
    kinds: dict[str, list[bool]] = defaultdict(list)
    for each in every:
        for question in each.compared:
            kinds[question.what.partition(" of ")[0]].append(question.agrees)
    for kind, answers in kinds.items():
        yield f"  {kind:<12} {sum(answers)} of {len(answers)}"
