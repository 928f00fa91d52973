"""Open many visitors at once, and print how long they wait for their first screen and what they cost."""

import argparse
import asyncio
import resource
import sys
import time
from pathlib import Path

import aiohttp

from tests.screens.serving.conftest import opened_room


async def _visit(session: aiohttp.ClientSession, address: str, together: asyncio.Barrier) -> tuple[float, float]:
    """Seconds until the first screen, and until a key then was answered."""
    begun = time.monotonic()
    async with session.ws_connect(f"{address}ws", headers={"Origin": address.rstrip("/")}) as line:
        heard = b""
        while b"The wizard itself" not in heard:
            heard += (await line.receive()).data
        painted = time.monotonic() - begun
        await together.wait()
        pressed = time.monotonic()
        await line.send_str('["stdin", "\\u001b[B"]')
        await line.receive()
        answered = time.monotonic() - pressed
        # Measured between the two, with everybody there.
        await together.wait()
        await together.wait()
        return painted, answered


async def _room(address: str, visitors: int, nursery: int) -> None:
    together = asyncio.Barrier(visitors + 1)
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        visits = [group.create_task(_visit(session, address, together)) for _ in range(visitors)]
        await together.wait()
        await together.wait()
        found = [*map(int, Path(f"/proc/{nursery}/task/{nursery}/children").read_text().split())]
        own, shared, cpu = (sum(each) for each in zip(*map(_cost, found), strict=True))
        print(
            f"{len(found)} wizards: {own / len(found):.1f} MB of their own each, {shared / len(found):.1f} MB resident"
        )
        print(f"CPU {cpu / len(found):.2f} s each until the first key was answered")
        await together.wait()
    times = [each.result() for each in visits]
    for name, values in zip(("first screen", "a key, all at once"), zip(*times, strict=True), strict=True):
        ordered = sorted(values)
        print(f"{name}: median {ordered[len(ordered) // 2]:.2f} s, slowest {ordered[-1]:.2f} s")


def _cost(pid: int) -> tuple[float, float, float]:
    """Megabytes that are its own, megabytes resident, and seconds of CPU."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in rollup[1:]}
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sizes["Private_Dirty"] + sizes["Private_Clean"], sizes["Rss"], (int(fields[11]) + int(fields[12])) / 100


def main() -> int:
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--visitors", type=int, default=30)
    visitors = parsed.parse_args().visitors
    with opened_room() as room:
        asyncio.run(_room(room.address, visitors, room.nursery))
    print(f"largest process of the room: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
