"""A small app of two screens with every widget on it; the tests of the terminal layer run it as a program."""

import argparse
import os
import sys
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding

from screens.terminal.lean import LeanScreen
from screens.terminal.running import TerminalApp, run
from screens.terminal.signs import shown
from screens.widgets.diff_view import DiffView
from screens.widgets.field_row import FieldRow
from screens.widgets.fields import NumberField, TextField
from screens.widgets.headers_field import HeadersField
from screens.widgets.key_bar import KeyBar
from screens.widgets.radio_row import Answer, RadioRow
from screens.widgets.rule import Rule
from screens.widgets.step_tabs import Step, StepTabs
from wizard.errors import WizardError
from wizard.planning.diff import Row

HOSTILE = "[/x]\x1b[31mred\x1b]52;c;cHduZWQ=\x07\u202e\x9b2J\x00\x7f[red]"
"""Markup that crashes, a colour, a write to the clipboard, a bidi override, an 8-bit control, NUL."""

ASSETS = Path(__file__).parents[3] / "assets"


def rows(level: str, replicas: object, name: str) -> tuple[Row, ...]:
    head = [Row(" ", number, number, f"  field-{number}: {name}", None) for number in range(1, 41)]
    added = [f"  replicas: {replicas}"]
    if level != "none":
        added += ["  topologySpreadConstraints:", f"    - topologyKey: {level}", f"      # for {name}"]
    middle = [Row("+", None, 40 + number, text, "spread") for number, text in enumerate(added, 1)]
    tail = [Row(" ", number, number + len(added), f"  field-{number}: tail", None) for number in range(41, 80)]
    return (*head, *middle, *tail)


class FormScreen(LeanScreen[None]):
    BINDINGS = [
        Binding("enter", "next", "Next"),
        Binding("escape", "back", "Back"),
        Binding("w", "write", "Write"),
        Binding("d", "diff", "Diff"),
        Binding("x", "crash", "Crash"),
        Binding("e", "refuse", "Refuse"),
        Binding("b", "block", "Block"),
    ]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose(self) -> ComposeResult:
        yield StepTabs((Step(f"Spread {self._name[:0]}", "missing"), Step("Budget", "weak"), Step("Review")))
        yield Rule(f"Which failure must {self._name} survive?", shown("missing", now=True))
        levels = ("none", "host", "zone", "region", "placement-set")
        yield RadioRow("Level", [Answer(level, level) for level in levels], "none", kube="topologyKey", id="level")
        rule = [Answer("a", f"prefer {self._name[:4]}"), Answer("b", self._name, "refused for " + self._name)]
        yield RadioRow("Rule", rule, "a", kube="whenUnsatisfiable")
        yield NumberField("Replicas", 3, minimum=1, maximum=9, kube="replicas", hint=self._name, id="replicas")
        yield TextField("Path", self._name, check=lambda text: f"wrong: {text}" if "!" in text else None, kube="path")
        every = NumberField("every", 5, minimum=1, after="s", box=3, label_width=0, show_error=False)
        wait = NumberField("wait", 2, minimum=1, after="s", box=3, label_width=0, show_error=False)
        yield FieldRow("Timing", every, wait, after=self._name)
        yield HeadersField("Headers", [("Host", self._name)], kube="httpHeaders")
        yield Rule("diff", "line 1")
        yield DiffView(rows("none", 3, self._name))
        yield KeyBar()

    def on_radio_row_changed(self) -> None:
        self.show_diff()

    def on_field_changed(self) -> None:
        self.show_diff()

    def on_radio_row_refused(self, event: RadioRow.Refused) -> None:
        self.query_one(KeyBar).tell(event.reason)

    def show_diff(self) -> None:
        replicas = self.query_one("#replicas", NumberField)
        diff = self.query_one(DiffView)
        diff.stale = replicas.error is not None
        if replicas.value is not None:
            diff.show(rows(self.query_one("#level", RadioRow).value or "none", replicas.value, self._name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return None if action == "write" else True

    def why_not(self, action: str) -> str | None:
        return f"nothing to write for {self._name}" if action == "write" else None

    def action_next(self) -> None:
        self.app.switch_screen(DiffScreen(self._name))

    def action_back(self) -> None:
        self.query_one(KeyBar).tell("Esc was taken")

    def action_diff(self) -> None:
        self.query_one(DiffView).focus()

    def action_crash(self) -> None:
        secret = self._name + "hunter2"
        raise KeyError(secret)

    def action_refuse(self) -> None:
        raise WizardError("shop.yaml:3: it moved; read it again")

    def action_block(self) -> None:
        # Never comes back, as a write to a frozen terminal.
        read, _write = os.pipe()
        os.read(read, 1)


class DiffScreen(LeanScreen[None]):
    BINDINGS = [Binding("escape", "back", "Back"), Binding("t", "turn", "Side by side")]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose(self) -> ComposeResult:
        yield Rule("The whole diff", "side by side")
        yield DiffView(rows("zone", 3, self._name), side_by_side=True)
        yield KeyBar()

    def action_back(self) -> None:
        self.app.switch_screen(FormScreen(self._name))

    def action_turn(self) -> None:
        diff = self.query_one(DiffView)
        diff.side_by_side = not diff.side_by_side


class Playground(TerminalApp[str]):
    CSS_PATH = ASSETS / "wizard.tcss"
    BINDINGS = [Binding("ctrl+q", "leave", "Quit", priority=True)]

    def __init__(self, name: str, draft: Path | None) -> None:
        super().__init__()
        self._name = name
        self._draft = draft

    def get_default_screen(self) -> FormScreen:
        return FormScreen(self._name)

    def tell(self, said: str) -> None:
        self.screen.query_one(KeyBar).tell(said)

    def action_leave(self) -> None:
        self.exit("done")

    def save_draft(self) -> None:
        if self._draft:
            with self._draft.open("a") as file:
                file.write("saved\n")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--draft", type=Path)
    parser.add_argument("--read", action="store_true")
    given = parser.parse_args()
    read = sys.stdin.read().strip() if given.read else ""
    app = Playground(HOSTILE if given.hostile else read or "web", given.draft)
    try:
        code = run(app)
    except WizardError as error:
        print(f"surefoot: {error}", file=sys.stderr)
        return error.exit_code
    if app.return_value:
        print(f"result: {app.return_value} {read}")
    return code


if __name__ == "__main__":
    sys.exit(main())
