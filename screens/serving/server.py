"""The web server of the room: textual-serve's page and protocol, with doors. Knows no workload."""

import asyncio
import json
import logging
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp_jinja2
import jinja2
from aiohttp import WSMsgType, web
from textual_serve.server import Server, to_int

from screens.serving.guests import MOST, Guest, Guests
from screens.serving.nursery import Nursery
from screens.serving.visitor import CLOSED, ENDED, FULL, Visitor
from wizard.errors import WizardError
from wizard.places import assets
from wizard.wording import _, language

HEARTBEAT = 15.0
"""Seconds after which a browser that no longer answers counts as closed."""
LONGEST = 1 << 20
"""Bytes of one message from a browser; a longer one ends its wizard."""
LONGEST_TYPED = 64 * 1024
"""Bytes of keys in one message. What is longer was pasted by mistake, and is passed over."""
LEAVING = 20
"""Wizards that may be ending while others come in their place."""
STAYS = 12 * 3600
"""Seconds that a browser is known again: a day of lessons."""
HEADERS = {
    # No script but textual-serve's own, none of another site's pages around it, nothing fetched from elsewhere.
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; img-src 'self' data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Room(Server):
    """A page at /, a wizard behind each websocket, and whatever a wizard hands out as a download."""

    def __init__(self, nursery: Nursery, door: socket.socket, name: str) -> None:
        host, port = door.getsockname()[:2]
        super().__init__("surefoot", host=host, port=port, title="Surefoot", templates_path=assets("serve"))
        self._nursery, self._door, self._name = nursery, door, name
        self._visitors: set[Visitor] = set()
        self._guests = Guests()
        # Cookies know no port: of two rooms on one machine, each has its own.
        self._cookie = f"surefoot-{port}"
        self._turned_away: set[str] = set()

    async def open(self) -> None:
        """Serve until SIGINT or SIGTERM; then everybody's wizard is ended first."""
        logging.basicConfig(level=logging.ERROR, format="surefoot serve: %(message)s")
        runner = web.AppRunner(await self._make_app(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, self._door, shutdown_timeout=1).start()
        closing = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, closing.set)
        await closing.wait()
        await runner.cleanup()

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._doorkeeper])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.get("/full", self._full),
                web.get("/room.js", self._script),
                web.static("/static", self.statics_path, name="static"),
            ]
        )
        app.on_response_prepare.append(_with_headers)
        app.on_shutdown.append(self.on_shutdown)
        return app

    @web.middleware
    async def _doorkeeper(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not self._is_ours(request.host):
            said = _("{host} is not a name of this machine; open the room by the address it was announced with")
            raise web.HTTPForbidden(text=said.format(host=request.host))
        return await handler(request)

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header can be true. A page elsewhere could let its own name mean this machine."""
        name = urlsplit(f"//{host}").hostname or ""
        with suppress(ValueError):
            return bool(ip_address(name))
        machine = socket.gethostname().lower()
        return name in {"localhost", self._name.lower(), machine, f"{machine}.local"}

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page. It may be loaded again while the tab's old wizard has not ended, so everybody is given it."""
        told = {
            **words(),
            "websocket": f"{'wss' if request.secure else 'ws'}://{request.host}/ws",
            "font_size": max(6, min(to_int(request.query.get("fontsize", "16"), 16), 64)),
        }
        page = aiohttp_jinja2.render_template("room.html", request, told)
        if self._cookie not in request.cookies:
            known_by = secrets.token_hex(16)
            page.set_cookie(self._cookie, known_by, max_age=STAYS, httponly=True, samesite="Lax", secure=request.secure)
        return page

    async def _full(self, request: web.Request) -> web.Response:
        """Where the page goes that was given no wizard: says why, or leads back when there is a place again."""
        refused = self._guests.why_not(self._guest(request))
        if refused is None:
            raise web.HTTPFound("/")
        return aiohttp_jinja2.render_template("room.html", request, {**words(), "refused": refused}, status=503)

    def _guest(self, request: web.Request) -> Guest:
        cookie = request.cookies.get(self._cookie, "")
        return Guest.at(request.remote, cookie if len(cookie) == len(secrets.token_hex(16)) else "")

    def _refused(self, guest: Guest) -> str | None:
        why = self._guests.why_not(guest)
        if why and (said := f"surefoot: {guest.place}: {why}") not in self._turned_away:
            # Once is enough: whoever is turned away tries again.
            self._turned_away.add(said)
            print(said, file=sys.stderr)
        return why

    async def _script(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(assets("serve") / "room.js")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Drive one wizard; it ends with the connection."""
        # Browsers let any page open a websocket anywhere, and say which page it was.
        if urlsplit(request.headers.get("Origin", "")).netloc.lower() != request.host.lower():
            raise web.HTTPForbidden(text=_("this wizard belongs to another page"))
        guest = self._guest(request)
        browser = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LONGEST)
        if self._refused(guest) or len(self._visitors) >= MOST + LEAVING:
            await browser.prepare(request)
            await browser.close(code=FULL)
            return browser
        visitor = Visitor(self._nursery, browser, self.download_manager, guest, self._guests)
        self._visitors.add(visitor)
        self._guests.enter(guest)
        try:
            await browser.prepare(request)
            await visitor.start(to_int(request.query.get("width", ""), 80), to_int(request.query.get("height", ""), 24))
            async for message in browser:
                if message.type == WSMsgType.TEXT:
                    await self._heard(message.data, browser, visitor)
        except WizardError as error:
            print(f"surefoot: {error}", file=sys.stderr)
        finally:
            # The place is free at once, for the same tab may come again before the process has ended.
            self._guests.leave(guest)
            await visitor.stop()
            self._visitors.discard(visitor)
            await browser.close(code=visitor.farewell)
        return browser

    async def _heard(self, text: str, browser: web.WebSocketResponse, visitor: Visitor) -> None:
        match _parsed(text):
            case ["stdin", str(keys)] if len(keys) <= LONGEST_TYPED:
                await visitor.send_bytes(keys.encode("utf-8", "replace"))
            case ["resize", {"width": int(columns), "height": int(rows)}]:
                await visitor.set_terminal_size(columns, rows)
            case ["ping", data]:
                await browser.send_json(["pong", data])
            case ["focus", *_more]:
                await visitor.focus()
            case ["blur", *_more]:
                await visitor.blur()

    async def on_shutdown(self, app: web.Application) -> None:
        await asyncio.gather(*(each.see_out() for each in tuple(self._visitors)))


def _parsed(text: str) -> Any:  # JSON from a browser
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def words() -> dict[str, object]:
    """What the page says, in the language of the room."""
    return {
        "language": language(),
        "title": _("Surefoot: make a workload highly available"),
        "ends": {ENDED: _("This wizard has ended."), int(CLOSED): _("The room was closed.")},
        "lost": _("The line to the room was lost, as it is when a computer sleeps."),
        "kept": _("What you have won and chosen stays with this browser as long as the room is open."),
        "again": _("Start again"),
    }


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    # Written there as it is, whatever signs are in it.
    _kind, named, name = response.headers.get("Content-Disposition", "").partition("attachment; filename=")
    if named:
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
