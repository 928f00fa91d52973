"""What a command does: how long it waits before the program is asked to stop, in whatever form it is written."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.model.commands import FOREVER, instant, read, rest, shell_script, waiting

WAITS = [
    (["sleep", "5"], 5),
    (["/bin/sleep", "60"], 60),
    (["/usr/bin/sleep", "1m"], 60),
    (["busybox", "sleep", "7"], 7),
    (["sleep", "1m", "30s"], 90),
    (["sleep", "0.5"], 1),
    (["sleep", "infinity"], FOREVER),
    (["sh", "-c", "sleep 15"], 15),
    (["/bin/sh", "-ec", "sleep 15"], 15),
    (["bash", "-euo", "pipefail", "-c", "sleep 15"], 15),
    (["/usr/bin/env", "bash", "-lc", "sleep 15"], 15),
    (["sh", "-c", "exec sleep 60"], 60),
    (["sh", "-c", "exec /bin/sleep 60"], 60),
    (["sh", "-c", "deregister && sleep 60"], 60),
    (["sh", "-c", "sleep 60; nginx -s quit"], 60),
    (["sh", "-c", "sleep 5; touch /tmp/x; sleep 10"], 15),
    (["sh", "-c", "sleep '5'\nsleep 10 # and no more\n"], 15),
    (["sh", "-c", "echo 'sleep 99'; sleep 5"], 5),
    (["sh", "-c", "{ sleep 5; } > /dev/null 2>&1"], 5),
    (["sh", "-c", "sleep 60 & wait"], 60),
    (["sh", "-c", "sleep 60 &"], 0),
    (["sh", "-c", "timeout 10 sleep 60"], 10),
    (["sh", "-c", "sh -c 'sleep 20'"], 20),
    (["sh", "-c", "if test -f /x; then sleep 60; fi; sleep 5"], 5),
    (["sh", "-c", "exit 0; sleep 60"], 0),
    (["sh", "-c", "sleep", "15"], 0),
    (["sleep 15"], 0),
    (["nginx", "-s", "quit"], 0),
]


@pytest.mark.parametrize(("command", "seconds"), WAITS)
def test_wait_is_read_in_every_form(command: list[str], seconds: int) -> None:
    assert read(command).waits == seconds


@pytest.mark.parametrize(
    "script",
    [
        "sleep $WAIT",
        'sleep "${WAIT:-30}"',
        "sleep $(cat /etc/wait)",
        "while pgrep java; do sleep 1; done",
        "[ -f /x ] && sleep 60",
        "deregister || sleep 60",
        "/drain.sh",
        "f() { sleep 5; }; f",
        "sleep 'open",
        "cat <<E\nsleep 5\nE",
        "pgrep nginx && nginx -s quit",
        "",
    ],
)
def test_what_nobody_can_tell_is_not_known(script: str) -> None:
    command = ["sh", "-c", script] if script else ["/app/stop"]
    assert read(command).waits is None


STOPS = [
    "nginx -s quit",
    "/usr/sbin/nginx -c /etc/nginx.conf -s stop",
    "apachectl graceful-stop",
    "httpd -k graceful-stop",
    "kill 1",
    "kill -TERM 1",
    "kill -QUIT 1",
    "kill -SIGQUIT 1",
    "kill -s QUIT $(cat /run/nginx.pid)",
    "kill -15 `cat /run/app.pid`",
    "kill -WINCH 1",
    "pkill nginx",
    "killall -q -INT httpd",
    "pgrep nginx | xargs kill -TERM",
    "kill -USR1 $(pidof haproxy)",
    "supervisorctl stop all",
    "redis-cli -a x shutdown nosave",
    "curl -sf -XPOST http://127.0.0.1:15020/quitquitquit",
]


@pytest.mark.parametrize("script", STOPS)
def test_stop_is_seen_and_what_stands_behind_it_is_no_pause(script: str) -> None:
    for written in (script, f"{script}; sleep 60", f"echo bye; {script} && sleep 60"):
        found = read(["sh", "-c", written])
        assert (found.waits, bool(found.stops)) == (0, True), written
    assert read(["sh", "-c", f"sleep 12; {script}; sleep 60"]).waits == 12


@pytest.mark.parametrize(
    "script", ["kill -0 1", "kill -HUP 1", "nginx -s reload", "pkill -USR1 app", "kong quit --wait=15", "echo stop"]
)
def test_what_stops_nothing_is_no_stop(script: str) -> None:
    assert not read(["sh", "-c", script]).stops


def test_script_that_takes_no_time_is_instant() -> None:
    assert instant(["cat", "/tmp/ready"])
    assert instant(["sh", "-c", "test -f /tmp/ready && ! grep -q x /tmp/y"])
    assert not instant(["bin/ask.sh"])
    assert not instant(["sh", "-c", "sleep 1"])


CHAINED = [
    (["nginx", "-s", "quit"], ["/bin/sh", "-c", "sleep 15; exec nginx -s quit"]),
    (["/app/stop", "a b", "c'd"], ["/bin/sh", "-c", "sleep 15; exec /app/stop 'a b' 'c'\"'\"'d'"]),
    (["bash", "/stop.sh", "-v"], ["bash", "-c", "sleep 15; exec bash /stop.sh -v"]),
    (["sh", "-c", "nginx -s quit"], ["sh", "-c", "sleep 15; nginx -s quit"]),
    (["bash", "-ec", "a | b\nc"], ["bash", "-ec", "sleep 15; a | b\nc"]),
    (["sh", "-c", 'stop "$0" "$@"', "x", "y"], ["sh", "-c", 'sleep 15; stop "$0" "$@"', "x", "y"]),
    (["sh", "-c", "sleep 5; nginx -s quit"], ["sh", "-c", "sleep 15; nginx -s quit"]),
    (["sh", "-c", "deregister && sleep 60"], ["sh", "-c", "deregister && sleep 15"]),
    (["sh", "-c", "sleep 2; sleep '3'; quit"], ["sh", "-c", "sleep 12; sleep '3'; quit"]),
    (["sh", "-c", 'sleep "5"'], ["sh", "-c", "sleep 15"]),
    (["sh", "-c", "sleep infinity"], ["sh", "-c", "sleep 15"]),
    (["sleep", "5"], ["sleep", "15"]),
    (["/bin/sleep", "1m"], ["/bin/sleep", "15"]),
    (["busybox", "sleep", "5"], ["busybox", "sleep", "15"]),
    (["sh", "-c", ""], ["sh", "-c", "sleep 15"]),
]


@pytest.mark.parametrize(("command", "after"), CHAINED)
def test_wait_goes_before_what_the_command_does(command: list[str], after: list[str]) -> None:
    assert list(waiting(command, 15)) == after
    assert read(after).waits == 15
    assert list(waiting(after, 15)) == after


words = st.text("ab c'\"$;&|\\\n#~*", min_size=1, max_size=6)


@given(st.lists(words, min_size=1, max_size=4))
def test_any_words_are_read_and_chained_without_being_changed(command: list[str]) -> None:
    read(command)
    read(["sh", "-c", " ".join(command)])
    assert waiting(command, 9)


@settings(deadline=None, max_examples=15)
@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell here")
@given(st.lists(words, max_size=3), st.sampled_from([0, 3, 42]))
def test_chained_program_gets_its_words_and_gives_its_status(arguments: list[str], status: int) -> None:
    asked = "import sys; sys.stdout.write(repr(sys.argv[2:])); sys.exit(int(sys.argv[1]))"
    shell, option, script = waiting([shutil.which("python3") or "python3", "-c", asked, str(status), *arguments], 0)
    ended = subprocess.run([shell, option, script], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == (repr(arguments), status)


def test_rest_of_a_command_is_what_does_not_wait() -> None:
    assert not rest(["sleep", "5"])
    assert not rest(["sh", "-c", "exec sleep 5"])
    assert rest(["sh", "-c", "sleep 5; nginx -s quit"])
    assert rest(["/stop"])


def test_script_of_a_shell_is_found_behind_its_options() -> None:
    assert shell_script(["bash", "-o", "pipefail", "-c", "x"]) == 4
    assert shell_script(["sh", "/stop.sh", "-c"]) is None
    assert shell_script(["sh", "-c"]) is None
