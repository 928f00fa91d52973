"""Draw the screens at 80x24 in the language that is named, and print what they show and what they leave out as JSON.

A process of its own: the words of the keys are made when a screen is imported.
"""

import asyncio
import json
import sys

from wizard.wording import speak

speak(sys.argv[1])

from screens.app import SurefootApp  # noqa: E402 - the language is chosen first
from screens.opening import Opening  # noqa: E402
from screens.widgets.key_bar import KeyBar  # noqa: E402
from screens.widgets.row import Row  # noqa: E402
from tests.building import SERVICE, WEB, plan  # noqa: E402
from wizard.sources.loading import Target  # noqa: E402

API = WEB.replace("web", "api")
WALK = {
    "spread": [],
    "budget": ["2"],
    "readiness": ["3"],
    "shutdown": ["4"],
    "review": ["5"],
    "why": ["question_mark"],
}


async def shown() -> dict[str, object]:
    found: dict[str, object] = {}
    for name, keys in WALK.items():
        found[name] = await _screen((WEB, SERVICE), keys)
    found["table"] = await _screen((WEB, API, SERVICE), [])
    return found


async def _screen(texts: tuple[str, ...], keys: list[str]) -> dict[str, object]:
    app = SurefootApp(Opening(plan(*texts), Target(), ("shop.yaml",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        await pilot.pause()
        bar = app.screen.query_one(KeyBar)
        wide = [
            line.plain
            for row in app.screen.query(Row)
            if row.display and row.size.width
            for line in row.lines(row.size.width)
            if line.cell_length > row.size.width
        ]
        strips = app.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
        return {"lines": lines, "keys": len(bar._fitting()), "wide": wide}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(shown())))
