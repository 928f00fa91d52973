"""A Kubernetes control plane on loopback: etcd, API server, controller manager, scheduler and fake kubelets."""

import itertools
import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.cluster import binaries
from tests.cluster.scheduling import configuration

Object = dict[str, Any]
USERS = {
    "admin": "system:masters",
    "system:kube-controller-manager": "system:masters",
    "system:kube-scheduler": "system:masters",
    "fake-kubelets": "system:masters",
    "junior": "",
}
"""Who may do what: junior nothing, until a test binds a role."""
PATIENCE = 60.0
"""Seconds until a program that does not come up is given up."""


class ControlPlane:
    """Runs from `start` to `stop`; everything it writes lies in one folder, which goes with it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="control-plane-"))
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._tokens = {user: secrets.token_hex(16) for user in USERS}
        self._names = itertools.count(1)
        self._ports = {name: _free_port() for name in ("etcd", "peer", "api", "controllers", "scheduler")}
        self.server = f"https://127.0.0.1:{self._ports['api']}"
        self.version = binaries.version()

    @classmethod
    def start(  # each has a default
        cls,
        nodes: int = 6,
        zones: int = 3,
        *,
        ready_delay: float = 0.2,
        delete_delay: float = 0.3,
        apiserver_args: Sequence[str] = (),
        grace: int = 40,
        scheduling: Object | None = None,
    ) -> "ControlPlane":
        """Start it and wait for its nodes: silent for `grace` seconds they are dead; `scheduling` configures."""
        plane = cls()
        try:
            plane._start_servers(apiserver_args)
            plane._start_controllers(grace, scheduling or {})
            plane._launch(
                "fake-kubelets",
                sys.executable,
                Path(__file__).with_name("fake_kubelets.py"),
                f"--kubeconfig={plane.kubeconfig_for('fake-kubelets')}",
                f"--nodes={nodes}",
                f"--zones={zones}",
                f"--ready-after={ready_delay}",
                f"--gone-after={delete_delay}",
                f"--renew-every={max(1, grace // 10)}",
            )
            plane.wait(f"{nodes} nodes are Ready", lambda: plane._ready_nodes() >= nodes, PATIENCE)
        except BaseException:
            plane.stop()
            raise
        return plane

    def __enter__(self) -> "ControlPlane":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.stop()

    @property
    def ca(self) -> Path:
        """The certificate that the API server made for itself; it holds its authority too."""
        return self._folder / "certificates" / "apiserver.crt"

    @property
    def kubeconfig(self) -> Path:
        """For the administrator."""
        return self.kubeconfig_for("admin")

    def kubeconfig_for(self, user: str) -> Path:
        """A kubeconfig with one context, named fake."""
        path = self._folder / f"{user.replace(':', '-')}.kubeconfig"
        if not path.exists():
            cluster = {"server": self.server, "certificate-authority": str(self.ca)}
            config = {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": "fake",
                "clusters": [{"name": "fake", "cluster": cluster}],
                "users": [{"name": user, "user": {"token": self._tokens[user]}}],
                "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": user}}],
            }
            path.touch(mode=0o600)
            path.write_text(json.dumps(config))
        return path

    def call(
        self, method: str, path: str, body: object = None, content_type: str = "application/json", user: str = "admin"
    ) -> tuple[int, Object]:
        """One request: the status and the answer; 0 where there was none."""
        request = urllib.request.Request(  # noqa: S310  # it is https
            self.server + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._tokens[user]}", "Content-Type": content_type},
        )
        try:
            context = ssl.create_default_context(cafile=str(self.ca))
            with urllib.request.urlopen(request, context=context, timeout=30) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            content = refused.read()
            return refused.code, json.loads(content) if content.startswith(b"{") else {"message": content.decode()}
        except (OSError, ValueError):
            return 0, {}

    def create(self, *manifests: Object | str) -> None:
        """Create objects, given as data or as YAML."""
        stream = "\n---\n".join(each if isinstance(each, str) else json.dumps(each) for each in manifests)
        done = self.kubectl("create", "-f", "-", given=stream)
        assert done.returncode == 0, done.stderr

    def wait(self, what: str, condition: Callable[[], bool], seconds: float = 30) -> None:
        """Look again and again until the condition holds."""
        end = time.monotonic() + seconds
        while not condition():
            for name, process in self._running:
                assert process.poll() is None, f"{name} ended:\n{self._log(name)}"
            assert time.monotonic() < end, f"{what}: did not come within {seconds} s"
            time.sleep(0.05)

    def namespace(self) -> str:
        """A fresh namespace in which pods can be made."""
        name = f"t{os.getpid()}-{next(self._names)}"
        self.call("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
        account = f"/api/v1/namespaces/{name}/serviceaccounts/default"
        self.wait(f"{name} has its service account", lambda: self.call("GET", account)[0] == 200)
        return name

    def clear(self, name: str) -> None:
        """Take a namespace away, its pods at once: what is left of one test must not hold up a drain of the next."""
        for kind in ("deployments", "statefulsets", "daemonsets"):
            self.call("DELETE", f"/apis/apps/v1/namespaces/{name}/{kind}")
        self.call("DELETE", f"/apis/policy/v1/namespaces/{name}/poddisruptionbudgets")
        self.call("DELETE", f"/api/v1/namespaces/{name}")
        pods = f"/api/v1/namespaces/{name}/pods"

        def gone() -> bool:
            self.call("DELETE", f"{pods}?gracePeriodSeconds=0")
            return not self.call("GET", pods)[1].get("items")

        self.wait(f"{name} has no pods", gone)

    def kubectl(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """The kubectl of the same version, as the administrator."""
        command = [str(binaries.path("kubectl")), f"--kubeconfig={self.kubeconfig}", *words]
        return subprocess.run(command, input=given, capture_output=True, text=True, timeout=180, check=False)

    def forget_history(self) -> None:
        """Compact etcd, so that lists and watches that began before are told 410."""
        revision = self.call("GET", "/api/v1/namespaces?limit=1")[1]["metadata"]["resourceVersion"]
        request = urllib.request.Request(  # etcd on loopback
            f"http://127.0.0.1:{self._ports['etcd']}/v3/kv/compaction",
            data=json.dumps({"revision": revision, "physical": True}).encode(),
        )
        try:
            urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
        except urllib.error.HTTPError as refused:
            # It is compacted that far already.
            assert b"compacted" in refused.read()

    def stop(self) -> None:
        """End everything that was started, the last first, and remove the folder."""
        for _name, process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
        for _name, process in reversed(self._running):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start_servers(self, more: Sequence[str]) -> None:
        etcd = f"http://127.0.0.1:{self._ports['etcd']}"
        peer = f"http://127.0.0.1:{self._ports['peer']}"
        self._launch(
            "etcd",
            binaries.path("etcd"),
            f"--data-dir={self._folder / 'etcd'}",
            "--unsafe-no-fsync",
            f"--listen-client-urls={etcd}",
            f"--advertise-client-urls={etcd}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--log-level=error",
        )
        key = self._folder / "accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        tokens = self._folder / "tokens.csv"
        tokens.touch(mode=0o600)
        tokens.write_text("".join(f'{token},{user},{user},"{USERS[user]}"\n' for user, token in self._tokens.items()))
        self._launch(
            "kube-apiserver",
            binaries.path("kube-apiserver"),
            f"--etcd-servers={etcd}",
            f"--cert-dir={self.ca.parent}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self._ports['api']}",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-signing-key-file={key}",
            f"--service-account-key-file={key}",
            f"--token-auth-file={tokens}",
            "--authorization-mode=RBAC",
            "--endpoint-reconciler-type=none",
            "--shutdown-delay-duration=0s",
            *more,
        )
        self.wait("the API server answers", lambda: self.ca.exists() and self._is_ready(), PATIENCE)

    def _is_ready(self) -> bool:
        # /healthz answers "ok", which is no JSON, or 500; controllers give up on a server that is not well for 10 s.
        return self.call("GET", "/api/v1/namespaces/kube-system")[0] == 200 and self.call("GET", "/healthz")[0] == 0

    def _start_controllers(self, grace: int, scheduling: Object) -> None:
        quick = ["--leader-elect=false", "--bind-address=127.0.0.1", "--kube-api-qps=1000", "--kube-api-burst=2000"]
        self._launch(
            "kube-controller-manager",
            binaries.path("kube-controller-manager"),
            f"--kubeconfig={self.kubeconfig_for('system:kube-controller-manager')}",
            f"--secure-port={self._ports['controllers']}",
            f"--cert-dir={self._folder / 'controllers'}",
            f"--service-account-private-key-file={self._folder / 'accounts.key'}",
            f"--root-ca-file={self.ca}",
            f"--node-monitor-grace-period={grace}s",
            "--node-monitor-period=1s",
            *quick,
        )
        config = self._folder / "scheduling.json"
        config.write_text(configuration(self.kubeconfig_for("system:kube-scheduler"), scheduling))
        self._launch(
            "kube-scheduler",
            binaries.path("kube-scheduler"),
            f"--config={config}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self._ports['scheduler']}",
            f"--cert-dir={self._folder / 'scheduler'}",
        )

    def _launch(self, name: str, *words: object) -> None:
        with self._log_of(name).open("wb") as log:
            # A session of its own: Ctrl+C at the tests must not end it before `stop` does.
            process = subprocess.Popen(
                list(map(str, words)), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._running.append((name, process))

    def _log_of(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _log(self, name: str) -> str:
        return self._log_of(name).read_text(errors="replace")[-2000:]

    def _ready_nodes(self) -> int:
        found = self.call("GET", "/api/v1/nodes")[1].get("items", [])
        return sum(not each["spec"].get("taints") and _is_true(each, "Ready") for each in found)


def _is_true(node: Object, condition: str) -> bool:
    conditions = node["status"].get("conditions", [])
    return any(each["type"] == condition and each["status"] == "True" for each in conditions)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
