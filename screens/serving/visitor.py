"""One visitor as the server sees them: a websocket on one side, the process of a wizard on the other."""

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from screens.serving.guests import LARGEST as LARGEST_KEPT
from screens.serving.guests import Guest, Guests
from screens.serving.nursery import PATIENCE, Born, Nursery

if TYPE_CHECKING:
    from asyncio.subprocess import Process

ENDED, FULL, CLOSED = 4000, 4001, WSCloseCode.GOING_AWAY
"""What the page is told as the line is closed; it has a sentence for each, and one for a line that was lost."""
SMALLEST, LARGEST = (20, 8), (400, 150)
"""Columns and rows; a browser may ask for any number, and each cell costs memory here."""


class Visitor(AppService):
    """textual-serve's line to a process; here it is forked instead of started by a shell, and surely ended."""

    def __init__(
        self,
        nursery: Nursery,
        browser: web.WebSocketResponse,
        downloads: DownloadManager,
        guest: Guest,
        guests: Guests,
    ) -> None:
        super().__init__(
            "",
            write_bytes=browser.send_bytes,
            write_str=browser.send_str,
            close=self._close,
            download_manager=downloads,
        )
        self._nursery, self._browser = nursery, browser
        self._guest, self._guests = guest, guests
        self.farewell: int = ENDED
        self._born: Born | None = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> "Process":
        born = await self._nursery.bear(*within(width, height))
        self._born, self._stdin = born, born.stdin
        born.stdin.write(self.encode_packet(b"M", json.dumps(self._guests.kept(self._guest)).encode()))
        self._process = _Standing(born)  # type: ignore[assignment]  # of a Process, only the pipes are used
        return self._process  # type: ignore[return-value]

    async def set_terminal_size(self, width: int, height: int) -> None:
        columns, rows = within(width, height)
        await super().set_terminal_size(columns, rows)

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            # A wizard that was left, or that failed: the page then offers a new one.
            await self._close()

    async def on_meta(self, data: bytes) -> None:
        told = json.loads(data)
        if told.pop("type") != "kept":
            await super().on_meta(data)
        elif len(data) <= LARGEST_KEPT:
            self._guests.keep(self._guest, told)

    async def _close(self) -> None:
        await self._browser.close(code=self.farewell)

    async def see_out(self) -> None:
        """Tell the page that the room is closed, and end the process."""
        self.farewell = CLOSED
        with suppress(TimeoutError):
            await asyncio.wait_for(self._close(), PATIENCE / 3)
        await self.stop()

    async def stop(self) -> None:
        """End the process: asked first, and by force when it does not answer."""
        task, self._task = self._task, None
        if task is None or self._born is None:
            return
        try:
            await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
            asked = asyncio.ensure_future(self.send_meta({"type": "quit"}))
            await asyncio.wait({task}, timeout=PATIENCE)
            asked.cancel()
        finally:
            # Also where the server itself is being ended and waits for nothing more.
            if not self._born.stdout.at_eof():
                self._born.kill()
            task.cancel()
            self._born.stdin.close()


class _Standing:
    """The pipes of a wizard under the names that a Process gives them."""

    def __init__(self, born: Born) -> None:
        self.stdin, self.stdout = born.stdin, born.stdout
        # What a wizard says of its own mistakes goes to the server's terminal.
        self.stderr = asyncio.StreamReader()
        self.stderr.feed_eof()


def within(columns: object, rows: object) -> tuple[int, int]:
    """A size that a wizard can be given, whatever the browser said."""
    asked = [each if isinstance(each, int) else least for each, least in zip((columns, rows), SMALLEST, strict=True)]
    found = [max(least, min(each, most)) for each, least, most in zip(asked, SMALLEST, LARGEST, strict=True)]
    return found[0], found[1]
