"""How a room is opened and closed: what it says, in which language, and that nobody is left behind."""

import os
import signal
from urllib.request import urlopen

import pytest

from tests.screens.serving.conftest import ends, opened_room
from tests.screens.serving.guest import visiting

pytestmark = pytest.mark.xdist_group("room")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
async def test_a_room_that_is_closed_ends_every_process_and_says_so(room, number):
    async with visiting(room.address) as one, visiting(room.address) as other:
        await one.wait("The wizard itself")
        await other.wait("The wizard itself")
        there = [room.nursery, *room.wizards()]
        os.kill(there[1], signal.SIGSTOP)
        room.server.send_signal(number)
        assert {await one.ended(), await other.ended()} == {1001}
    assert room.server.wait(30) == 0
    assert all(map(ends, there))


def test_an_address_for_everybody_warns_and_says_where_to_come():
    with opened_room("--bind", "0.0.0.0") as room:  # noqa: S104
        assert room.server.stdout is not None
        assert "There is no password: who can reach 0.0.0.0 can come in." in room.server.stdout.readline()
    assert "//0.0.0.0" not in room.address


async def test_a_chinese_room_speaks_chinese_on_its_page_and_in_its_wizards():
    with opened_room("--lang", "zh", "--bind", "127.0.0.1") as room:
        with urlopen(room.address) as page:  # noqa: S310
            text = page.read().decode()
        assert '<html lang="zh">' in text
        assert "<title>Surefoot：让工作负载高可用</title>" in text
        assert "这个向导已结束。" in text
        async with visiting(room.address) as guest:
            await guest.wait("任务")
            assert "won" not in guest.shown()


async def test_a_room_in_ascii_has_ascii_signs():
    with opened_room("--ascii") as room:
        async with visiting(room.address) as guest:
            await guest.wait("The wizard itself")
            for key, shows in (("\r", "4 workloads"), ("\r", "Which failure must web survive?")):
                await guest.press(key)
                await guest.wait(shows)
            assert guest.shown().isascii()


async def test_a_page_needs_nothing_of_any_other_address(room):
    with urlopen(room.address) as page:  # noqa: S310
        text, policy = page.read().decode(), page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not [word for word in text.split('"') if word.startswith(("http", "//"))]
