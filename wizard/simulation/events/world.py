"""The kernel: pods, what happens to them at which second, and how many are ready. Knows no controller and no rule."""

import heapq
from collections.abc import Callable, Collection, Mapping
from itertools import count
from math import inf
from typing import Protocol

from wizard.errors import WizardError
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.volumes import Attachments
from wizard.simulation.given.asked import Asked
from wizard.simulation.placing.fitting import Unschedulable
from wizard.simulation.placing.scheduler import Scheduler
from wizard.wording import _

MOST_TURNS = 1000
"""Of the controllers within one moment; more would be a loop of theirs."""

PLACING = 50
"""Steps that it takes to place a pod, beside one for each node."""
BEGINNING = 300
"""Steps that it takes to begin, beside three for each node."""


class TooLong(WizardError):
    """A play that took all the steps it was given."""


class Controller(Protocol):
    """Whatever brings the pods towards what is wanted."""

    def turn(self, world: "World") -> bool:
        """Do what is to be done now; tell whether anything was."""


class World:
    """The state of the cluster at one moment, and what will happen."""

    def __init__(
        self, scheduler: Scheduler, controllers: Collection[Controller] = (), steps: int | None = None
    ) -> None:
        self.scheduler, self.board = scheduler, scheduler.board
        self.spent, self._most = BEGINNING + 3 * len(self.board.nodes), steps
        self.controllers = list(controllers)
        self.now = 0.0
        self.pods: list[Pod] = []
        """Those of the workload that exist, terminating ones included."""
        self.others: list[Pod] = []
        """Those of others that are moved; what of others stays is on the board only."""
        self.lives: list[Pod] = []
        """Every pod there has been."""
        self.steps: list[tuple[float, str, Mapping[str, str | int]]] = []
        self.ready: list[tuple[float, int]] = []
        """From when on how many pods serve; the first is what was before the play."""
        self.attachments = Attachments()
        self.dead: set[int] = set()
        """Nodes that have lost power or network."""
        self._serving = 0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._polls: list[tuple[float, int, Callable[[], bool], float, int]] = []
        self._numbers = count()
        self._moves = 0
        self._unsettled = True

    def at(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something `seconds` from now."""
        heapq.heappush(self._events, (self.now + seconds, next(self._numbers), action))

    def poll(self, seconds: float, again: Callable[[], bool], every: float) -> None:
        """Try something `seconds` from now, and again until it returns True; what only waits moves nothing."""
        heapq.heappush(self._polls, (self.now + seconds, next(self._numbers), again, every, -1))

    def say(self, event: str, about: Pod | None = None, **values: str | int) -> None:
        """Keep a step for the reader, who is told nothing of a pod of others."""
        if about is None:
            self.steps.append((self.now, event, values))
        elif about.own:
            self.steps.append((self.now, event, {"pod": about.name, **values}))

    def moved(self) -> None:
        """Something has changed that waiting pods and controllers may look at."""
        self._moves += 1
        self._unsettled = True

    def spend(self, steps: int) -> None:
        """Count work, about a microsecond a step: a bound by a clock would end the same play here and there."""
        self.spent += steps
        if self._most is not None and self.spent > self._most:
            raise TooLong(_("it takes more than {steps:,} steps to play").format(steps=self._most))

    def begin(self) -> None:
        """What has happened so far was before the play: the clock starts, and nothing is remembered but the pods."""
        self.now = 0.0
        self.steps.clear()
        self._events.clear()
        self._serving = sum(pod.serves for pod in self.pods)
        self.ready = [(self.now, self._serving)]

    # what happens to pods

    def create(self, pod: Pod) -> Pod:
        """A pod object is there; it is placed when the controllers have had their turn."""
        if pod.own:
            self.pods.append(pod)
            self.lives.append(pod)
        else:
            self.others.append(pod)
        self.moved()
        return pod

    def delete(self, pod: Pod) -> None:
        """Its grace period begins; on a dead node it never ends, because no kubelet is there to say so."""
        if pod.deleted_at is not None:
            return
        self._count(pod, -1)
        pod.deleted_at = self.now
        self.moved()
        if pod.node is None:
            self._end(pod)
            return
        self.board.leave(pod.asked, pod.node)
        if pod.node not in self.dead:
            # Nothing runs in a pod that still waits for its volume.
            self.at(0 if pod.held_up else pod.timing.gone, lambda: self._end(pod))

    def lose(self, node: int) -> None:
        """A node dies: its pods serve no more, and nobody is told."""
        self.dead.add(node)
        for pod in self.pods:
            if pod.node == node and pod.lost_at is None:
                self._count(pod, -1)
                pod.lost_at = self.now
        self.moved()

    def notice(self, node: int) -> None:
        """The cluster finds a node silent: its pods are no longer Ready."""
        for pod in self.pods:
            if pod.node == node and pod.ready:
                pod.ready = False
                pod.unready_at = self.now
        self.moved()

    def _end(self, pod: Pod) -> None:
        if pod.node is not None:
            if pod.node in self.dead:
                return
            self.board.take(pod.asked, pod.node)
        pod.gone_at = self.now
        (self.pods if pod.own else self.others).remove(pod)
        if pod.attached:
            self.attachments.detach(pod.asked.volumes)
            for waiting in [each for each in (*self.pods, *self.others) if each.held_up and each.staying]:
                if self.attach(waiting):
                    self._start(waiting)
        self.moved()

    def _place_waiting(self) -> None:
        failed: dict[Asked, Unschedulable] = {}
        for pod in (*self.pods, *self.others) if self.others else self.pods:
            if pod.node is not None or pod.deleted_at is not None:
                continue
            # Pods of one template fare alike until one of another template is placed beside them.
            found = failed.get(pod.asked) if pod.pinned is None else None
            self.spend(1 if found else PLACING + len(self.board.nodes))
            result = found or self.scheduler.place(pod.asked, pod.pinned, pod.pinned_by)
            if isinstance(result, Unschedulable):
                if pod.pinned is None:
                    failed[pod.asked] = result
                if pod.waits_for != result:
                    pod.waits_for = result
                    self.say("pending", pod)
            else:
                self._bind(pod, result)
                if failed:
                    failed.clear()
                    self._unsettled = True

    def _bind(self, pod: Pod, node: int) -> None:
        pod.node, pod.waits_for = node, None
        self._moves += 1
        self.say("placed", pod, node=self.board.nodes[node].name)
        if node in self.dead:
            pod.lost_at = self.now
            return
        if self.attach(pod):
            self._start(pod)
        elif pod.held_up:
            self.say("held-up", pod, volume=pod.held_up[-1])

    def attach(self, pod: Pod) -> bool:
        """Whether a pod has all its volumes on its node, now if not before."""
        if pod.node is not None and not pod.attached:
            pod.held_up = self.attachments.attach(pod.asked.volumes, pod.node)
            pod.attached = pod.held_up is None
        return pod.attached

    def _start(self, pod: Pod) -> None:
        pod.runs_at, pod.serving_at = self.now + pod.timing.running, self.now + pod.timing.serving
        self.at(pod.timing.running, lambda: self._run(pod))
        if pod.timing.ready is not None:
            self.at(pod.timing.ready, lambda: self._become_ready(pod))
        for down, up in pod.timing.killing.times if pod.timing.killing else ():
            self.at(down, lambda: self._kill(pod))
            if pod.timing.ready is not None and up < inf:
                self.at(max(up, pod.timing.ready), lambda: self._become_ready(pod))

    def _run(self, pod: Pod) -> None:
        pod.running = pod.lost_at is None

    def _become_ready(self, pod: Pod) -> None:
        if pod.deleted_at is None and pod.lost_at is None:
            if pod.ready_at is not None and pod.unready_at is not None:
                pod.spells = (*pod.spells, (pod.ready_at, pod.unready_at))
            pod.ready, pod.ready_at, pod.unready_at = True, self.now, None
            self._count(pod, 1)
            self.say("ready", pod)
            self.moved()

    def _kill(self, pod: Pod) -> None:
        """A probe has a container killed; the pod stays where it is."""
        if pod.deleted_at is None and pod.lost_at is None:
            self.say("killed", pod)
            if pod.ready:
                self._count(pod, -1)
                pod.ready, pod.unready_at = False, self.now
                self.moved()

    def _count(self, pod: Pod, sign: int) -> None:
        if pod.serves and pod.own:
            self._serving += sign

    # time

    def settle(self) -> None:
        """Let the controllers and the scheduler react until nothing more happens at this moment."""
        for _turn in range(MOST_TURNS):
            if not self._unsettled:
                break
            self._unsettled = False
            self.spend(len(self.pods))
            while any(each.turn(self) for each in self.controllers):
                self.spend(len(self.pods))
            self._place_waiting()
        if len(self.ready) > 1 and self.ready[-1][0] == self.now:
            self.ready.pop()
        if not self.ready or self.ready[-1][1] != self._serving:
            self.ready.append((self.now, self._serving))

    def run(self) -> None:
        """Play until nothing more will happen, or only tries that have failed since anything last moved."""
        self.settle()
        while self._events or any(poll[4] != self._moves for poll in self._polls):
            self.now = min(queue[0][0] for queue in (self._events, self._polls) if queue)
            while self._events and self._events[0][0] == self.now:
                heapq.heappop(self._events)[2]()
            self.settle()
            while self._polls and self._polls[0][0] == self.now:
                _time, number, again, every, _moves = heapq.heappop(self._polls)
                self.spend(len(self.pods))
                if not again():
                    heapq.heappush(self._polls, (self.now + every, number, again, every, self._moves))
            self.settle()

    @property
    def waiting(self) -> bool:
        """Whether something is still tried that can never succeed."""
        return bool(self._polls)
