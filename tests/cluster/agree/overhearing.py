"""Hear from the real scheduler which nodes passed its filters: an extender that agrees with everything."""

import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


class Overhearing:
    """Listens on loopback; what it was asked is kept by namespace, in the order of the scheduler's choices."""

    def __init__(self) -> None:
        self._heard: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        heard = self._heard

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                pod = asked.get("Pod") or asked["pod"]
                nodes = asked.get("NodeNames") or asked.get("nodenames") or []
                # The scheduler asks for one pod at a time.
                heard[pod["metadata"]["namespace"]].append((pod["metadata"]["name"], frozenset(nodes)))
                content = json.dumps({"NodeNames": nodes}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_words: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def scheduling(self) -> dict[str, Any]:
        """How a scheduler is told of it; what found no node is tried again after a second, not ten."""
        asked = {"urlPrefix": self._url, "filterVerb": "filter", "nodeCacheCapable": True, "weight": 1}
        return {"extenders": [asked], "podInitialBackoffSeconds": 1, "podMaxBackoffSeconds": 1}

    def of(self, namespace: str) -> list[tuple[str, frozenset[str]]]:
        """The pods of a namespace that found a node, in order, each with the nodes that it could have had."""
        return list(self._heard[namespace])

    def __enter__(self) -> "Overhearing":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _raised: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
