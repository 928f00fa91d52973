"""What the command of a hook or a probe does, as far as it can be read: how long it waits, whether it stops a program.

The only reader of commands: checks, practices, mends and the simulation ask here. Runs nothing.
"""

import math
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wizard.model.scripts import Simple, Word, simples

FOREVER = 2**31 - 1
"""Seconds of a wait that never ends."""
SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "mksh", "zsh"})
_WRAPPERS = frozenset({"exec", "command", "builtin", "nohup", "env", "nice", "stdbuf", "busybox", "xargs", "setsid"})
"""Programs and builtins that run what stands behind them."""
_INSTANT = frozenset(
    {
        ":",
        "[",
        "[[",
        "cat",
        "cd",
        "chmod",
        "cp",
        "date",
        "echo",
        "exit",
        "export",
        "false",
        "grep",
        "hostname",
        "id",
        "kill",
    }
    | {"ln", "local", "logger", "ls", "mkdir", "mv", "pgrep", "pidof", "printf", "ps", "pwd", "rm", "set", "shift"}
    | {"killall", "pkill", "test", "touch", "trap", "true", "umask", "unset"}
)
"""Programs and builtins that take no time worth counting."""
_TESTS = frozenset({"[", "[[", "test", "grep", "pgrep", "pidof", "which", "false", "type"})
"""What is asked before `&&`, so that what stands behind it may not run."""
_SPARING = frozenset({"0", "HUP", "1", "USR1", "10", "USR2", "12", "CONT", "18", "STOP", "19", "CHLD", "17", "L", "Z"})
"""Signals that end no program (signal(7)); WINCH ends the workers of httpd and nginx."""
_STOPPING = {
    program: frozenset(words.split())
    for programs, words in (
        ("nginx openresty tengine angie", "quit stop"),
        ("apachectl apache2ctl httpd apache2", "graceful-stop stop"),
        ("supervisorctl redis-cli valkey-cli mysqladmin mariadb-admin rabbitmqctl", "stop shutdown"),
        ("pg_ctl pg_ctlcluster varnishadm service systemctl catalina.sh pumactl caddy pm2 sv", "stop"),
    )
    for program in programs.split()
}
"""Programs that end another, or themselves as a server, when one of these words is among their own."""
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_OPERAND = re.compile(r"(\d+\.?\d*(?:e\d+)?|\.\d+|inf(?:inity)?)([smhd]?)", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """What a command does, in the order of time."""

    least: int
    """Seconds that it surely takes until it asks the program to stop, or until it is over where it never does."""
    exact: bool
    """Whether it takes no longer than that, as far as anybody can tell."""
    stops: str = ""
    """The words by which it asks the program to stop; empty where none is seen."""
    sleeps: tuple[tuple[int, int], ...] = ()
    """Where in its script the lengths of its sleeps before that stand, first and past the last sign of each."""

    @property
    def waits(self) -> int | None:
        """Seconds that it waits; None where nobody can tell."""
        return self.least if self.exact or self.least else None


def read(command: Sequence[str]) -> Command:
    """What a command does; the words go to the program as they are, no shell and no variable (core/v1 ExecAction)."""
    return _read(tuple(command))


@lru_cache(1024)
def _read(command: tuple[str, ...]) -> Command:
    shell = shell_script(command)
    if shell is not None:
        return _script(command[shell])
    words = tuple(Word(each, 0, 0) for each in command)
    return _sum((Simple(words, "", "\n", maybe=False),), placed=False) if words else Command(0, exact=True)


def shell_script(command: Sequence[str]) -> int | None:
    """The place of the script among the words of a shell's command line; None for any other command.

    An option with a `c` among its letters makes the first word that is no option the script (POSIX sh).
    """
    at = 0
    while at < len(command) and _name(command[at]) in {"env", "busybox", "exec"}:
        at += 1
    if at >= len(command) or _name(command[at]) not in SHELLS:
        return None
    at, asked = at + 1, False
    while at < len(command) and re.match(r"[-+].", command[at]):
        asked = asked or bool(re.fullmatch(r"-[A-Za-z]*c[A-Za-z]*", command[at]))
        at += 2 if re.fullmatch(r"[-+][A-Za-z]*[oO]", command[at]) else 1
    return at if asked and at < len(command) else None


def program(command: Sequence[str]) -> str:
    """The first program that must be in the image, as it is written; empty for no command."""
    return command[0] if command else ""


def waiting(command: Sequence[str], seconds: int) -> tuple[str, ...]:
    """The command behind a wait of that length: a sleep of its own takes it, all else stays word for word.

    What is no script is run by `exec`, so that its words, its signals and what it returns stay its own (POSIX sh).
    """
    found, shell = read(command), shell_script(command)
    if shell is not None:
        script = _waiting_script(command[shell], found, seconds)
        return *command[:shell], script, *command[shell + 1 :]
    if _sleep_at(command) is not None:
        return *command[: _sleep_at(command)], str(seconds)
    named = command[0] if command and _name(command[0]) in SHELLS else "/bin/sh"
    return named, "-c", f"sleep {seconds}; exec {shlex.join(command)}"


def _waiting_script(script: str, found: Command, seconds: int) -> str:
    if not found.sleeps:
        missing = seconds - found.least
        if missing <= 0:
            return script
        return f"sleep {missing}; {script}" if script.strip() else f"sleep {missing}"
    begin, end = found.sleeps[0]
    first = _whole(_operand(script[begin:end].strip("'\"")) or 0)
    others = 0 if first == FOREVER else found.least - first
    return script if seconds <= others else f"{script[:begin]}{seconds - others}{script[end:]}"


def rest(command: Sequence[str]) -> bool:
    """Whether a command does anything besides waiting."""
    shell = shell_script(command)
    if shell is None:
        return _sleep_at(command) is None
    found = simples(command[shell])
    return found is None or any(_name(_bare(each)[0].text) != "sleep" for each in found if _bare(each))


def instant(command: Sequence[str]) -> bool:
    """Whether a command is known to take no time worth counting."""
    found = read(command)
    return found.exact and not found.least


def _sleep_at(command: Sequence[str]) -> int | None:
    """Where the operands of a plain sleep begin; None for any other command."""
    names = [_name(each) for each in command]
    at = next((number for number, name in enumerate(names) if name not in _WRAPPERS), len(names))
    return at + 1 if at < len(names) and names[at] == "sleep" else None


def _script(script: str) -> Command:
    found = simples(script)
    return Command(0, exact=False) if found is None else _sum(found, placed=True)


def _sum(found: Sequence[Simple], *, placed: bool) -> Command:
    least, exact, sleeps, behind = 0.0, True, list[tuple[int, int]](), 0.0
    doubted = False
    for each in found:
        words = _bare(each)
        name = _name(words[0].text) if words else ""
        doubted = each.maybe or each.before == "||" or (each.before == "&&" and doubted)
        one = _single(words)
        if each.after == "&":
            # In the background it holds nothing up until somebody waits for it.
            behind, exact = max(behind, one.least), exact and not one.stops
        elif name == "wait":
            least, behind, exact = least + behind, 0, exact and bool(behind)
        elif doubted and one.stops:
            return Command(_whole(least), exact=False, sleeps=tuple(sleeps))
        elif doubted:
            exact = exact and one.exact and not one.least
        elif one.stops:
            return Command(_whole(least + one.least), exact and one.exact, one.stops, tuple(sleeps))
        else:
            least, exact = least + one.least, exact and one.exact
            if name == "sleep" and placed and len(words) == 2 and words[1].plain:
                sleeps.append((words[1].begin, words[1].end))
        if not doubted and (name == "exit" or (each.words[0].text == "exec" and words)):
            break
        doubted = doubted or name in _TESTS
    return Command(_whole(least), exact, "", tuple(sleeps))


def _single(words: Sequence[Word]) -> Command:
    """What one program does."""
    if not words:
        return Command(0, exact=True)
    name, plain = _name(words[0].text), all(each.plain for each in words)
    if name == "sleep":
        return _slept(words[1:]) if plain else Command(0, exact=False)
    if name == "timeout" and len(words) > 2 and plain:
        inner = _single(_unwrapped(words[2:]))
        limit = _operand(words[1].text)
        return replace(inner, least=min(inner.least, _whole(limit))) if limit is not None else Command(0, exact=False)
    texts = [each.text for each in words]
    if name in SHELLS and plain and shell_script(texts) is not None:
        return replace(_read(tuple(texts)), sleeps=())
    if _stops(name, texts):
        return Command(0, exact=True, stops=" ".join(texts))
    assigns = re.match(r"[A-Za-z_]\w*\+?=", words[0].text) is not None
    # A word with a blank in it is no program: it fails at once.
    fails = words[0].plain and " " in words[0].text.strip()
    return Command(0, exact=assigns or fails or (words[0].plain and name in _INSTANT))


def _slept(operands: Sequence[Word]) -> Command:
    """Without an operand, or with one that it cannot read, sleep fails at once (sleep(1))."""
    lengths = [_operand(each.text) for each in operands]
    return Command(_whole(sum(each or 0 for each in lengths)) if None not in lengths else 0, exact=True)


def _stops(name: str, texts: Sequence[str]) -> bool:
    if name in {"kill", "pkill", "killall", "killall5"}:
        return len(texts) > 1 and _signal(texts[1:], " ".join(texts)) not in _SPARING
    if any(text.rstrip("/").endswith("/quitquitquit") for text in texts):
        return True  # envoy's and pilot-agent's own word for it
    return bool(_STOPPING.get(name, set()) & set(texts[1:]))


def _signal(words: Sequence[str], whole: str) -> str:
    """The signal that a kill sends, without SIG; TERM where it names none (kill(1))."""
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word in {"-s", "--signal", "-n", "--signal="}:
            return _signal_name(following, whole)
        if re.fullmatch(r"-(?:\d{1,2}|[A-Za-z][A-Za-z0-9]+|l)", word) and word not in {"-f", "-x", "-o"}:
            return _signal_name(word[1:], whole)
        if word.startswith("--signal="):
            return _signal_name(word.partition("=")[2], whole)
    return "TERM"


def _signal_name(word: str, whole: str) -> str:
    name = word.upper().removeprefix("SIG")
    # haproxy takes USR1 for its soft stop (haproxy management guide).
    return "TERM" if name in {"USR1", "10"} and "haproxy" in whole else name


def _bare(simple: Simple) -> tuple[Word, ...]:
    return _unwrapped(simple.words)


def _unwrapped(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without what only runs what stands behind it, its options and its assignments."""
    at = 0
    while at < len(words) and (_name(words[at].text) in _WRAPPERS):
        at += 1
        while at < len(words) - 1 and re.match(r"-|[A-Za-z_]\w*=", words[at].text):
            at += 1
    return tuple(words[at:])


def _operand(text: str) -> float | None:
    """The seconds of one operand of sleep; None where it takes no such thing (sleep(1))."""
    found = _OPERAND.fullmatch(text)
    if found is None:
        return None
    number = float(found[1])
    return FOREVER if math.isinf(number) else number * _UNITS[found[2].lower()]


def _whole(seconds: float) -> int:
    return min(FOREVER, math.ceil(seconds))


def _name(word: str) -> str:
    return word.rpartition("/")[2]
