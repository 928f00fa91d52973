"""The room in a real browser: who comes gets a wizard of their own, and takes nothing of the host's."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.screens.serving.conftest import SUREFOOT, ends

pytestmark = pytest.mark.xdist_group("room")

ENTER, ESCAPE = "\ue007", "\ue00c"


def visit(browse, room):
    """A visitor whose wizard shows the shop."""
    visitor = browse()
    visitor.open(room.address)
    visitor.wait(lambda shown: "The wizard itself" in shown)
    visitor.press(ENTER)
    visitor.wait(lambda shown: "4 workloads" in shown)
    return visitor


def narrow(visitor):
    """Filter the table, which shows that this wizard still takes keys."""
    visitor.press("/")
    visitor.wait(lambda shown: "Esc clears" in shown)
    visitor.press("cart")


def test_a_browser_gets_a_wizard_that_takes_its_first_key(room, browse):
    visitor = visit(browse, room)
    visitor.press(ENTER)
    assert "shop/web" in visitor.wait(lambda shown: "Which failure must web survive?" in shown)


def test_two_visitors_do_not_meet(room, browse):
    one, other = visit(browse, room), visit(browse, room)
    one.press(ENTER)
    one.wait(lambda shown: "Which failure must web survive?" in shown)
    one.press(ENTER)
    one.wait(lambda shown: "maintenance take at once" in shown)
    narrow(other)
    assert "changed" not in other.wait(lambda shown: "1 of 4 workloads" in shown)
    assert len(room.wizards()) == 2


def test_a_closed_tab_ends_its_wizard_and_no_other(room, browse):
    leaving = visit(browse, room)
    (left,) = room.wizards()
    staying = visit(browse, room)
    leaving.close_tab()
    assert ends(left)
    narrow(staying)
    staying.wait(lambda shown: "1 of 4 workloads" in shown)


def test_a_wizard_that_was_left_makes_place_for_another(room, browse):
    visitor = visit(browse, room)
    (wizard,) = room.wizards()
    visitor.press(ESCAPE)
    while not visitor.closed:
        visitor.listen()
    assert ends(wizard)
    assert visitor.run("return getComputedStyle(document.querySelector('#ended')).display") == "flex"


def test_what_was_chosen_leaves_as_a_download(room, browse):
    visitor = visit(browse, room)
    visitor.press(ENTER)
    visitor.wait(lambda shown: "Which failure must web survive?" in shown)
    visitor.press(ENTER)
    visitor.wait(lambda shown: "maintenance take at once" in shown)
    visitor.press("5")
    visitor.wait(lambda shown: "valid" in shown and "Download" in shown)
    visitor.press(ENTER)
    text = visitor.download()
    shop = (Path(__file__).parents[3] / "assets/demo/shop.yaml").read_text()
    assert "topologySpreadConstraints" in text
    assert [line for line in shop.splitlines() if line not in text.splitlines()] == [
        '  replicas: 1  # "we will add more when it gets busy"'
    ]


def test_no_wizard_outlives_a_server_that_was_killed(room, browse):
    visit(browse, room)
    (wizard,), nursery = room.wizards(), room.nursery
    room.server.send_signal(signal.SIGKILL)
    assert ends(wizard)
    assert ends(nursery)


def test_a_stuck_wizard_is_ended_with_its_tab(room, browse):
    visitor = visit(browse, room)
    (wizard,) = room.wizards()
    os.kill(wizard, signal.SIGSTOP)
    visitor.close_tab()
    assert ends(wizard)


def test_a_wizard_can_write_no_file(room, browse):
    visit(browse, room)
    (wizard,) = room.wizards()
    limits = Path(f"/proc/{wizard}/limits").read_text().splitlines()
    assert next(line for line in limits if line.startswith("Max file size")).split()[3:5] == ["0", "0"]


def test_a_wizard_knows_no_cluster_and_no_password_of_the_host():
    code = "from screens.serving.serve import forget_the_host; forget_the_host(); import os; print(*os.environ)"
    told = {**os.environ, "KUBECONFIG": "config", "AWS_SECRET_ACCESS_KEY": "hidden", "LC_ALL": "C.UTF-8"}
    tried = subprocess.run([*SUREFOOT[:2], code], env=told, capture_output=True, text=True, check=True)
    kept = set(tried.stdout.split())
    assert "LC_ALL" in kept
    assert not {"KUBECONFIG", "AWS_SECRET_ACCESS_KEY", "XDG_STATE_HOME"} & kept


async def test_only_the_page_itself_gets_a_wizard(room):
    import aiohttp

    own = {"Origin": room.address.rstrip("/")}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"Origin": "https://evil.example"}, {**own, "Host": "evil.example"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{room.address}ws", headers=headers)
            assert refused.value.status == 403
        async with session.ws_connect(f"{room.address}ws", headers=own) as line:
            # What is no message of the page is passed over; the wizard answers what is.
            await line.send_str("[")
            await line.send_str('["resize", {"width": 1000000000, "height": "x"}]')
            await line.send_str('["ping", 7]')
            async with asyncio.timeout(30):
                while (heard := await line.receive()).type != aiohttp.WSMsgType.TEXT:
                    assert heard.type == aiohttp.WSMsgType.BINARY
            assert heard.json() == ["pong", 7]


def test_a_port_that_is_taken_is_said_in_a_sentence(room):
    port = room.address.rstrip("/").rpartition(":")[2]
    tried = subprocess.run([*SUREFOOT, "serve", "--port", port], capture_output=True, text=True, check=False)
    assert tried.returncode == 2
    assert tried.stderr.startswith(f"surefoot: 127.0.0.1 port {port}: cannot be listened on")
    assert len(tried.stderr.splitlines()) == 1


def test_a_missing_extra_is_said_with_the_line_that_brings_it():
    code = "import sys; sys.modules['textual_serve'] = None; from wizard.cli import main; sys.exit(main(['serve']))"
    tried = subprocess.run([*SUREFOOT[:2], code], capture_output=True, text=True, check=False)
    assert tried.returncode == 2
    assert "pip install 'surefoot[serve]'" in tried.stderr
    assert len(tried.stderr.splitlines()) == 1
