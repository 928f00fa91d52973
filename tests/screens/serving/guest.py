"""A visitor without a browser: the websocket as the page opens it, and the screen that comes over it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pyte

from tests.screens.serving.browser import PATIENCE


class Guest:
    """One websocket, and what was drawn on it."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse) -> None:
        self._line = line
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self.drawn = b""
        """All that was sent to the screen so far."""
        self.told: list[Any] = []
        """What came beside the screen."""

    @property
    def farewell(self) -> int | None:
        """The code that the server closed the line with; None while it is open."""
        return self._line.close_code

    def shown(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def press(self, keys: str) -> None:
        """One message for each key, as a browser sends them, and no waiting between."""
        for key in keys:
            await self.say("stdin", key)

    async def say(self, kind: str, data: object) -> None:
        await self._line.send_str(json.dumps([kind, data]))

    async def wait(self, wanted: Callable[[str], bool] | str) -> str:
        """The screen once it is as wanted, or holds these words."""
        holds = wanted if callable(wanted) else lambda shown: wanted in shown
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds(self.shown()):
                    assert await self.listen(), f"closed at:\n{self.shown()}"
        except TimeoutError as error:
            raise AssertionError(f"never came:\n{self.shown()}") from error
        return self.shown()

    async def told_of(self, kind: str) -> Any:
        """What is said beside the screen, once it is."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [data for name, data in self.told if name == kind]):
                assert await self.listen(), f"closed at:\n{self.shown()}"
        return found[-1]

    async def ended(self) -> int | None:
        """Wait until the line is closed; with which code."""
        async with asyncio.timeout(PATIENCE):
            while await self.listen():
                pass
        return self.farewell

    async def listen(self) -> bool:
        """Take in the next message; False when the line is closed."""
        message = await self._line.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            self._stream.feed(message.data)
            self.drawn += message.data
        elif message.type is aiohttp.WSMsgType.TEXT:
            self.told.append(message.json())
        else:
            return False
        return True


async def alike(*guests: Guest) -> None:
    """Wait until all see the same screen."""
    hearing = {asyncio.create_task(each.listen()): each for each in guests}
    try:
        async with asyncio.timeout(PATIENCE):
            while len({each.shown() for each in guests}) > 1:
                heard, _still = await asyncio.wait(hearing, return_when=asyncio.FIRST_COMPLETED)
                for task in heard:
                    guest = hearing.pop(task)
                    assert task.result(), f"closed at:\n{guest.shown()}"
                    hearing[asyncio.create_task(guest.listen())] = guest
    except TimeoutError as error:
        raise AssertionError("\nnever the same as\n".join(each.shown() for each in guests)) from error
    finally:
        for task in hearing:
            task.cancel()


@asynccontextmanager
async def visiting(address: str, session: aiohttp.ClientSession | None = None) -> AsyncIterator[Guest]:
    """Come in, in a session of one's own where none is given."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as own:
        session = session or own
        async with session.get(address) as page:
            await page.read()
        async with session.ws_connect(
            f"{address}ws?width=80&height=24", headers={"Origin": address.rstrip("/")}, max_msg_size=0
        ) as line:
            yield Guest(line)
