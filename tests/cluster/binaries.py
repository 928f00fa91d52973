"""The programs of a control plane: where they are, and how they are built once, outside the clone.

`python -m tests.cluster.binaries` builds what is missing. Exit code 3: Go or its modules cannot be had here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

MODULE = Path(__file__).parent
PACKAGES = {
    "etcd": "go.etcd.io/etcd/server/v3",
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
    "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
    "kubectl": "k8s.io/kubernetes/cmd/kubectl",
    "kwok": "sigs.k8s.io/kwok/cmd/kwok",
}
NEEDED = tuple(name for name in PACKAGES if name != "kwok")
"""kwok is built to be at hand; the fake kubelets of these tests do what it does, without stages to configure."""
UNOBTAINABLE = 3


def version() -> str:
    """The Kubernetes version that go.mod names, as 1.37.2."""
    found = re.search(r"^\s*k8s\.io/kubernetes v(\S+)", (MODULE / "go.mod").read_text(), re.MULTILINE)
    if not found:
        raise ValueError("go.mod names no k8s.io/kubernetes")
    return found[1]


def cache() -> Path:
    """The folder for the programs of just this go.mod and go.sum."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    digest = hashlib.sha256((MODULE / "go.mod").read_bytes() + (MODULE / "go.sum").read_bytes()).hexdigest()[:12]
    return base / "surefoot" / "control-plane" / f"{version()}-{digest}"


def path(name: str) -> Path | None:
    """A program: from KUBEBUILDER_ASSETS (envtest's convention), else from the cache; None where it is not built."""
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    folders = [*([Path(assets)] if assets else []), cache()]
    return next((folder / name for folder in folders if os.access(folder / name, os.X_OK)), None)


def missing() -> tuple[str, ...]:
    """The programs that a control plane still lacks here."""
    return tuple(name for name in NEEDED if path(name) is None)


def build() -> int:
    """Build what is missing, one program after the other; the exit code."""
    wanted = [name for name in PACKAGES if path(name) is None]
    if not wanted:
        print(f"all programs of Kubernetes {version()} are there: {path('kube-apiserver')}")
        return 0
    if shutil.which("go") is None:
        print("not built: there is no Go on this machine; install Go 1.26 or newer", file=sys.stderr)
        return UNOBTAINABLE
    if not _downloaded():
        return UNOBTAINABLE
    cache().mkdir(parents=True, exist_ok=True)
    for name in wanted:
        begun = time.monotonic()
        print(f"building {name} ...", flush=True)
        # Renamed into place, so that a build that was cut off leaves no half a program.
        unfinished = cache() / f".{name}.{os.getpid()}"
        command = ["go", "build", "-trimpath", "-ldflags", _flags(), "-o", str(unfinished), PACKAGES[name]]
        done = subprocess.run(command, cwd=MODULE, env=_environment(), check=False)
        if done.returncode:
            unfinished.unlink(missing_ok=True)
            print(f"{name} does not build", file=sys.stderr)
            if name in NEEDED:
                return 1
            continue
        unfinished.rename(cache() / name)
        print(f"{name} {time.monotonic() - begun:.0f} s", flush=True)
    return 0


def _downloaded() -> bool:
    for attempt in (1, 2):
        done = subprocess.run(
            ["go", "mod", "download"], cwd=MODULE, env=_environment(), capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return True
        print(f"attempt {attempt}: {done.stderr.strip()[-500:]}", file=sys.stderr)
    print("not built: the Go modules cannot be downloaded here", file=sys.stderr)
    return False


def _environment() -> dict[str, str]:
    return {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}


def _flags() -> str:
    """Without them the server calls itself v0.0.0-master."""
    place = "k8s.io/component-base/version"
    major, minor, *_patch = version().split(".")
    told = {"gitVersion": f"v{version()}", "gitMajor": major, "gitMinor": minor}
    return " ".join(["-s", "-w", *(f"-X {place}.{name}={value}" for name, value in told.items())])


if __name__ == "__main__":
    sys.exit(build())
