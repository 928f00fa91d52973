"""Check 10,000 workloads in 3,000 files made from the corpus: `python -m tests.bench.bulk [FOLDER]`."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import corpus

FILES, WORKLOADS = 3000, 10_000
TEMPLATE = """\
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: ns-{space}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: main
          image: example.com/{name}:1
          ports: [{{name: http, containerPort: 8080}}]
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: ns-{space}}}
spec: {{selector: {{app: {name}}}, ports: [{{port: 80, targetPort: http}}]}}
"""


def make(target: Path) -> None:
    """Copies of the corpus under names of their own until there are enough files, filled up to the workloads wanted."""
    sources = corpus.files() if corpus.FOLDER.is_dir() else []
    made = 0
    for number in range(FILES):
        own = sources[number % len(sources)].read_bytes() if sources else b""
        more = WORKLOADS * (number + 1) // FILES - made
        made += more
        text = "".join(
            TEMPLATE.format(name=f"app-{number}-{each}", space=number % 40, replicas=1 + each % 4)
            for each in range(more)
        )
        place = target / f"team-{number % 40}"
        place.mkdir(exist_ok=True, parents=True)
        (place / f"{number}.yaml").write_bytes(own if number % 10 == 0 else text.encode())


def main() -> None:
    """Make the files unless a folder is given, check them, and print time and memory."""
    with tempfile.TemporaryDirectory() as made:
        target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        if not any(target.iterdir()):
            make(target)
        started = time.perf_counter()
        told = subprocess.run(
            [Path(sys.executable).with_name("surefoot"), "check", str(target), "--format", "json"],
            capture_output=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"exit {told.returncode}, {len(told.stdout) / 1e6:.1f} MB of JSON")
        print(
            f"{seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of CPU, {used.ru_maxrss / 1024:.0f} MB the largest"
        )
        print(told.stderr.decode()[-300:])


if __name__ == "__main__":
    main()
