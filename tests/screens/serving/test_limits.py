"""What one browser, one address and one hand-made client can take of the room."""

import asyncio
import json
import struct
import zlib
from contextlib import AsyncExitStack

import aiohttp
import pytest

from screens.serving.guests import FROM_ONE_BROWSER, FROM_ONE_PLACE, MOST, Guest, Guests
from screens.serving.server import LONGEST, LONGEST_TYPED
from screens.serving.visitor import FULL
from tests.screens.serving.conftest import ends
from tests.screens.serving.guest import visiting

pytestmark = pytest.mark.xdist_group("room")


def enter(guests, many, place="192.0.2.{0}", browser="{0}"):
    for number in range(many):
        guests.enter(Guest.at(place.format(number), browser.format(number)))


def test_a_class_behind_one_router_comes_in_whole():
    guests = Guests()
    enter(guests, 31, place="192.0.2.1")
    assert guests.why_not(Guest.at("192.0.2.1", "the teacher's other screen")) is None


@pytest.mark.parametrize(
    ("many", "place", "browser", "said"),
    [
        (FROM_ONE_BROWSER, "192.0.2.1", "one", "This browser has 4 wizards open"),
        (FROM_ONE_PLACE, "192.0.2.1", "{0}", "40 wizards are open from your network address"),
        (FROM_ONE_PLACE, "192.0.2.1", "", "40 wizards are open from your network address"),
        (FROM_ONE_PLACE, "2001:db8::{0}", "{0}", "40 wizards are open from your network address"),
        (MOST, "192.0.2.{0}", "{0}", "The room is full: 60 wizards"),
    ],
)
def test_one_too_many_is_told_why(many, place, browser, said):
    guests = Guests()
    enter(guests, many - 1, place, browser)
    late = Guest.at(place.format(many), browser.format(many))
    assert guests.why_not(late) is None
    guests.enter(late)
    another = Guest.at(place.format(0), browser.format(many + 1))
    assert said in guests.why_not(another)
    guests.leave(late)
    assert guests.why_not(another) is None


def test_a_place_that_is_full_leaves_room_for_others():
    guests = Guests()
    enter(guests, FROM_ONE_PLACE, "192.0.2.1")
    assert guests.why_not(Guest.at("192.0.2.2", "x")) is None


async def test_a_fifth_tab_is_told_why_and_a_closed_one_makes_place(room):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser, AsyncExitStack() as tabs:
        for _ in range(FROM_ONE_BROWSER - 1):
            tab = await tabs.enter_async_context(visiting(room.address, browser))
            await tab.wait("The wizard itself")
        async with visiting(room.address, browser) as last:
            await last.wait("The wizard itself")
            there = {*room.wizards()}
            async with visiting(room.address, browser) as late:
                assert await late.ended() == FULL
            async with browser.get(f"{room.address}full") as page:
                assert page.status == 503
                assert "This browser has 4 wizards open" in await page.text()
            assert {*room.wizards()} == there
        async with visiting(room.address, browser) as guest:
            await guest.wait("The wizard itself")


async def test_a_client_that_never_reads_ends_with_its_wizard(room):
    """Nothing is taken from the line, so no answer to a ping comes either."""
    reader, writer = await raw(room)
    (wizard,) = room.wizards()
    reader._transport.pause_reading()
    for width in range(60, 200):
        writer.write(frame(json.dumps(["resize", {"width": 400 - width, "height": 150}]).encode()))
    assert await asyncio.to_thread(ends, wizard)
    writer.close()


@pytest.mark.parametrize("sent", ["huge", "bomb", "binary", "not utf-8", "unmasked", "half"])
async def test_what_no_browser_sends_harms_only_its_sender(room, sent):
    frames = {
        "huge": frame(b" " * (LONGEST + 1)),
        "bomb": frame(squeezed(b" " * (64 << 20)), 0xC1),
        "binary": frame(b"\x00\xff" * 100, 0x82),
        "not utf-8": frame(b'["stdin", "\xff\xfe"]'),
        "unmasked": b"\x81\x02[]",
        "half": frame(b" " * 1000)[:100],
    }
    async with visiting(room.address) as guest:
        await guest.wait("The wizard itself")
        (own,) = room.wizards()
        _reader, writer = await raw(room, squeezes=sent == "bomb")
        (other,) = {*room.wizards()} - {own}
        writer.write(frames[sent])
        if sent not in {"huge", "bomb", "not utf-8"}:
            writer.close()
        assert await asyncio.to_thread(ends, other)
        await guest.press("\r")
        await guest.wait("4 workloads")


async def test_a_paste_of_a_whole_book_is_passed_over(room):
    async with visiting(room.address) as guest:
        await guest.wait("The wizard itself")
        await guest.say("stdin", "\x1b" * (LONGEST_TYPED + 1))
        await guest.press("\r")
        await guest.wait("4 workloads")


async def raw(room, *, squeezes=False):
    """A websocket by hand, for what no client library sends; its wizard has begun."""
    host, port = room.address.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    offers = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if squeezes else ""
    asked = (
        f"GET /ws?width=80&height=24 HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"{offers}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    writer.write(asked.encode())
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(1)
    return reader, writer


def frame(payload, first=0x81):
    """A masked frame; the mask is all zeros."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + struct.pack("!H", size)
    else:
        length = b"\xff" + struct.pack("!Q", size)
    return bytes([first]) + length + b"\0" * 4 + payload


def squeezed(payload):
    """As permessage-deflate sends it."""
    deflating = zlib.compressobj(wbits=-15)
    return (deflating.compress(payload) + deflating.flush(zlib.Z_SYNC_FLUSH))[:-4]


def test_one_too_many_is_told_on_the_page(room, browse):
    tab = browse()
    for _ in range(FROM_ONE_BROWSER):
        tab.open(room.address)
        tab.again()
        tab.wait(lambda shown: "The wizard itself" in shown)
        tab.new_tab()
    tab.open(room.address)
    tab.comes("#refused")
    assert "close one of the tabs first" in tab.run("return document.body.innerText")
