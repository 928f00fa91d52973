"""The wizard itself on a pseudo-terminal: bytes a key, a walk by keys to a written file, pipes, drafts and hang-ups."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB, within

from .pseudo import Terminal
from .test_bytes import CHANGE, RIGHT, STAY, TAB, UP

SUREFOOT = (sys.executable, "-c", "import sys; from wizard.cli import main; sys.exit(main())")
LIVE = within(
    WEB.replace("replicas: 3", "replicas: 1"), "image: web:1", "livenessProbe: {httpGet: {path: /ok, port: http}}"
)
WEAK = LIVE.lstrip("\n") + "---" + SERVICE

Wizard = Callable[..., Terminal]


@pytest.fixture
def weak(tmp_path: Path) -> Path:
    path = tmp_path / "web.yaml"
    path.write_text(WEAK)
    return path


@pytest.fixture
def wizard(start: Wizard, tmp_path: Path) -> Wizard:
    """The wizard with its first screen drawn, and drafts of its own."""

    def drawn(*words: str | Path, shows: str = "diff +", **how: object) -> Terminal:
        terminal = start(*words, argv=SUREFOOT, env={"XDG_STATE_HOME": str(tmp_path / "state")}, **how)
        terminal.wait_for(shows)
        terminal.settle()
        return terminal

    return drawn


@pytest.mark.parametrize("step", ["1", "2", "3", "4"])
def test_keys_of_a_step_stay_within_their_bytes(wizard: Wizard, weak: Path, step: str) -> None:
    terminal = wizard(weak)
    terminal.cost("\r", shows="How many copies")
    terminal.cost(step) if step != "2" else 0
    tabs = [terminal.cost("\t") for _row in range(6)]
    moves = {key: terminal.cost(key) for key in (RIGHT, UP, "d", "d", "n", "u")}
    assert max(tabs) <= TAB, tabs
    assert max(moves.values()) <= STAY, moves


def test_changing_the_step_stays_within_its_bytes(wizard: Wizard, weak: Path) -> None:
    terminal = wizard(weak)
    costs = [
        terminal.cost("\r", shows=text) for text in ("How many copies", "How do we know", "How does a copy", "Schema")
    ]
    costs.append(terminal.cost("?"))
    assert max(costs) <= CHANGE, costs


def test_workload_is_walked_by_keys_alone_and_written(wizard: Wizard, weak: Path) -> None:
    terminal = wizard(weak)
    for text in ("How many copies", "How do we know", "How does a copy", "valid"):
        terminal.cost("\r", shows=text)
    terminal.cost("w", shows="Write in place?")
    terminal.cost("\r", shows="1 file written")
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.is_given_back()
    written = weak.read_text()
    gone = set(WEAK.splitlines()) - set(written.splitlines())
    assert gone == {"  replicas: 1"}
    for line in (
        "replicas: 3",
        "kind: PodDisruptionBudget",
        "readinessProbe:",
        "preStop:",
        "topologySpreadConstraints:",
    ):
        assert line in written


def test_stream_goes_through_the_pipe_while_the_screen_is_on_the_terminal(
    start: Wizard, weak: Path, tmp_path: Path
) -> None:
    result = tmp_path / "result.yaml"
    with weak.open("rb") as source, result.open("wb") as target:
        terminal = start("-", argv=SUREFOOT, stdin=source.fileno(), stdout=target.fileno())
        terminal.wait_for("diff +")
        terminal.settle()
        for text in ("How many copies", "How do we know", "How does a copy", "valid"):
            terminal.cost("\r", shows=text)
        terminal.send("\r")
        terminal.until(lambda: terminal.process.poll() is not None or "print" in terminal.text().lower(), "end")
        if terminal.process.poll() is None:
            terminal.send("\r")
        assert terminal.wait_exit() == 0
    assert "kind: PodDisruptionBudget" in result.read_text()
    assert "\x1b" not in result.read_text()
    assert weak.read_text() == WEAK


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGTERM])
def test_choices_survive_a_dropped_connection(wizard: Wizard, weak: Path, tmp_path: Path, end: signal.Signals) -> None:
    terminal = wizard(weak)
    terminal.cost("\x1b[D")
    terminal.signal(end)
    assert terminal.wait_exit() == 128 + end
    (draft,) = (tmp_path / "state" / "surefoot" / "drafts").iterdir()
    assert draft.stat().st_mode & 0o777 == 0o600
    assert "image" not in draft.read_text()
    assert "livenessProbe" not in draft.read_text()
    again = wizard(weak, shows="A draft was found")
    again.cost("u", shows="1 choice")
    again.cost("1", shows="● host")
    assert weak.read_text() == WEAK


def test_file_changed_by_somebody_else_is_not_overwritten(wizard: Wizard, weak: Path) -> None:
    terminal = wizard(weak)
    terminal.cost("\r", shows="How many copies")
    terminal.cost("5", shows="valid")
    terminal.cost("w", shows="Write in place?")
    weak.write_text(WEAK.replace("web:1", "web:2"))
    terminal.cost("\r", shows="Changed on disk")
    assert weak.read_text() == WEAK.replace("web:1", "web:2")
    terminal.cost("r", shows="valid")
    terminal.cost("w", shows="Write in place?")
    terminal.cost("\r", shows="1 file written")
    assert "web:2" in weak.read_text()
    assert "replicas: 3" in weak.read_text()


def test_demo_opens_its_table_and_writes_nothing(wizard: Wizard) -> None:
    terminal = wizard("demo", shows="orders")
    terminal.cost("\r", shows="Which failure must web survive?")
    terminal.cost("\x1b", shows="4 workloads")
    terminal.send("\x1b")
    assert terminal.wait_exit() == 0


def test_bad_file_is_a_sentence_before_any_screen(start: Wizard, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("a: [")
    terminal = start(bad, argv=SUREFOOT)
    assert terminal.wait_exit() == 2
    assert b"\x1b[?1049h" not in bytes(terminal.received)
    # The path of a temporary folder is as long as it likes, and is broken at the edge.
    assert "bad.yaml" in terminal.text().replace("\n", "")


def test_nothing_of_a_hostile_manifest_reaches_the_terminal(wizard: Wizard, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.yaml"
    name = '"[/x]\\e]52;c;cHduZWQ=\\a\\u202e\\x9b2J"'
    hostile.write_text(
        WEAK.replace("  name: web\nspec", f"  name: {name}\nspec", 1).replace("image: web:1", f"image: {name}")
    )
    terminal = wizard(hostile)
    for key in ("d", "d", "?", "\x1b", "5"):
        terminal.cost(key)
    for attack in (b"\x1b]52", b"\xc2\x9b", "\u202e".encode(), b"\x07"):
        assert attack not in bytes(terminal.received)
    assert "[/x]" in terminal.text()


def test_start_without_a_path_offers_the_demo(wizard: Wizard) -> None:
    terminal = wizard(shows="d Demo")
    terminal.cost("d", shows="orders")
