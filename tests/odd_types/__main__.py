"""`python -m tests.odd_types [SECONDS [SEED]]`: every odd value in every place, shuffled; exit code 1 for a crash."""

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.odd_types import STREAMS, laid_out, odds
from tests.odd_types.trying import crashes


def main(seconds: float, seed: int) -> int:
    """Try as many as there is time for, and print each crash once."""
    every = [odd for file in STREAMS for odd in odds(file)]
    random.Random(seed).shuffle(every)  # noqa: S311  # an order, no secret
    end, found, tried = time.monotonic() + seconds, Counter[str](), 0
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        for odd in every:
            if time.monotonic() > end:
                break
            laid_out(Path(folder), odd)
            tried += 1
            for crash in crashes(odd):
                place = crash.rpartition(": ")[0] and crash.split(" in ")[-1]
                found[place] += 1
                if found[place] == 1:
                    print(crash, flush=True)
        os.chdir("/")
    print(f"{tried} of {len(every)} tried, {found.total()} crashes in {len(found)} places")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(float((sys.argv[1:] or ["3600"])[0]), int((sys.argv[2:] or ["0"])[0])))
