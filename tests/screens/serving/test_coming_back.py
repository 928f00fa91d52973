"""A page that is loaded again, a computer that slept, a tab that was closed: what is lost and what is not."""

import aiohttp
import pytest

from screens.serving.guests import LARGEST, REMEMBERED, Guest, Guests
from screens.serving.visitor import ENDED
from tests.screens.serving.conftest import ends
from tests.screens.serving.guest import visiting

pytestmark = pytest.mark.xdist_group("room")

ESCAPE = "\x1b"


@pytest.fixture
async def browser():
    """A cookie jar, which is what a tab that was closed and one opened after it have in common."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def choose(guest):
    """Go on from the first step of the shop's web."""
    await guest.wait("The wizard itself")
    for key, shows in (("\r", "4 workloads"), ("\r", "Which failure must web survive?"), ("\r", "1 choice")):
        await guest.press(key)
        await guest.wait(shows)


async def test_a_line_that_is_lost_ends_the_wizard_and_keeps_what_was_chosen(room, browser):
    async with visiting(room.address, browser) as guest:
        await choose(guest)
        (wizard,) = room.wizards()
    assert ends(wizard)
    async with visiting(room.address, browser) as guest:
        await guest.wait("Choices for 1 workload")
        await guest.press("u")
        await guest.wait("1 changed")


async def test_a_draft_that_is_not_wanted_is_gone(room, browser):
    async with visiting(room.address, browser) as guest:
        await choose(guest)
        await guest.say("stdin", "\x11")
        await guest.wait("Leave, and keep them as a draft")
        await guest.press("x")
        assert await guest.ended() == ENDED
    async with visiting(room.address, browser) as guest:
        assert "A draft was found" not in await guest.wait("The wizard itself")


async def test_nobody_else_is_given_it(room, browser):
    async with visiting(room.address, browser) as guest:
        await choose(guest)
    async with visiting(room.address) as other:
        assert "A draft was found" not in await other.wait("The wizard itself")


def test_who_takes_no_cookie_is_given_nothing():
    guests = Guests()
    guests.keep(Guest("192.0.2.1", ""), {"won": ["host"]})
    assert guests.kept(Guest("192.0.2.1", "")) == {}


def test_what_is_kept_has_a_bound():
    guests = Guests()
    for number in range(REMEMBERED + 1):
        guests.keep(Guest("192.0.2.1", str(number)), {"won": [str(number)]})
    assert guests.kept(Guest("", "0")) == {}
    assert guests.kept(Guest("", str(REMEMBERED))) == {"won": [str(REMEMBERED)]}
    assert LARGEST * REMEMBERED < 64 << 20


def test_a_page_that_is_loaded_again_gets_a_new_wizard_and_ends_the_old_one(room, browse):
    tab = browse()
    tab.open(room.address)
    tab.wait(lambda shown: "The wizard itself" in shown)
    (wizard,) = room.wizards()
    tab.open(room.address)
    assert ends(wizard)
    tab.again()
    tab.wait(lambda shown: "The wizard itself" in shown)
    assert len(room.wizards()) == 1


@pytest.mark.parametrize(("keys", "said"), [("\ue00c", "This wizard has ended."), (None, "The line to the room was")])
def test_the_page_says_what_ended_and_that_enter_starts_again(room, browse, keys, said):
    tab = browse()
    tab.open(room.address)
    tab.wait(lambda shown: "The wizard itself" in shown)
    (wizard,) = room.wizards()
    if keys:
        tab.press(keys)
    else:
        tab.run("window.line.close(3000)")
    while not tab.closed:
        tab.listen()
    assert ends(wizard)
    shown = tab.run("return document.querySelector('#ended').innerText")
    assert said in shown
    assert "stays with this browser" in shown
    tab.press("\ue007")
    tab.again()
    tab.wait(lambda shown: "The wizard itself" in shown)
