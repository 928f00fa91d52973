"""A TCP proxy before the API server that cuts or holds the connection where a test says."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class Cutting:
    """Passes bytes both ways; TLS goes through untouched."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.allowed: int | None = None
        """Bytes that the server may still send; None for any number, and the connection is cut after them."""
        self.held = False
        """Whether what the server sends is kept back for ever."""
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "Cutting":
        return self

    def __exit__(self, *_raised: object) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Cut every connection there is."""
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
            self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listening.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._port))
                with self._lock:
                    self._open += [client, server]
                threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if answers and self.held:
                    continue
                if answers and self.allowed is not None:
                    data, self.allowed = data[: self.allowed], max(0, self.allowed - len(data))
                target.sendall(data)
                if answers and self.allowed == 0:
                    self.cut()
                    return


def through(config: Callable[..., Path], cutting: Cutting) -> Path:
    """A kubeconfig that goes by the proxy."""
    return config(cluster={"server": f"https://127.0.0.1:{cutting.port}"})
