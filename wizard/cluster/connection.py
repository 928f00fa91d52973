"""A connection to a running cluster: asks the API server for JSON, and says in words what it answers."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from wizard.cluster.errors import ClusterError, Unreachable, answered, status_code
from wizard.cluster.kubeconfig import connection
from wizard.errors import WizardError
from wizard.model import versions
from wizard.model.shapes import mapping, text
from wizard.model.versions import Version
from wizard.wording import _, safe

PATIENCE = 10.0
"""Seconds: to connect, and for each piece of an answer."""
PAGE = 500
"""Objects a list call asks for at once, as kubectl does."""

Object = dict[str, Any]


class Cluster:
    """A server, who asks it, and the namespace that is meant where none is named."""

    def __init__(self, client: Any, context: str, namespace: str) -> None:
        self._client = client
        self.context = context
        """Empty inside a pod."""
        self.namespace = namespace
        # A name and password in the address would stand in every sentence; no server takes them since 1.19.
        self.server: str = re.sub(r"//[^/]*@", "//", client.configuration.host)

    @classmethod
    def connect(cls, context: str | None = None, kubeconfig: str | None = None) -> "Cluster":
        """Read the kubeconfig, or inside a pod its service account. Asks no server. Raises BadKubeconfig."""
        client, found = connection(context, kubeconfig)
        return cls(client, found.name, found.namespace)

    @cached_property
    def version(self) -> Version | None:
        """What the server is; None for one that is older or newer than any known here."""
        try:
            return versions.parse(text(self.get("/version").get("gitVersion")))
        except ClusterError:
            raise
        except WizardError:
            return None

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Object:
        """One object. Raises ClusterError."""
        return self.send("GET", path, None, query=query)

    def pages(self, path: str, query: Mapping[str, str] | None = None) -> Iterator[Object]:
        """A list, page by page. Raises ClusterError; Expired when it took longer than the server remembers."""
        again = {**(query or {}), "limit": str(PAGE)}
        while True:
            page = self.get(path, again)
            yield page
            going_on = text(mapping(page.get("metadata")).get("continue"))
            if not going_on:
                return
            again["continue"] = going_on

    def send(  # noqa: PLR0913  # as many as HTTP has
        self,
        method: str,
        path: str,
        body: object,
        *,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
        warnings: list[str] | None = None,
    ) -> Object:
        """Ask and read the answer; the server's Warning headers go into `warnings`. Raises ClusterError."""
        with self._talking():
            response = self._request(method, path, query, body, content_type)
            content = response.data
        if response.status >= 300:
            raise answered(response.status, content, self.server, _asked(method, path))
        if warnings is not None:
            warnings += (safe(_warning(each)) for each in response.headers.getlist("Warning"))
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Unreachable(
                _("{server} answered with something else than an object; is it a Kubernetes API server?").format(
                    server=safe(self.server)
                )
            )
        return found

    def watch(self, path: str, query: Mapping[str, str], seconds: int = 60) -> Iterator[tuple[str, Object]]:
        """The events of a list, as type and object, until the server ends it after `seconds`.

        Raises ClusterError; Expired where the resourceVersion is too old.
        """
        asked = {**query, "watch": "1", "allowWatchBookmarks": "true", "timeoutSeconds": str(seconds)}
        with self._talking():
            response = self._request("GET", path, asked, None, "", patience=seconds + PATIENCE)
            if response.status >= 300:
                raise answered(response.status, response.data, self.server, _asked("watch", path))
            try:
                for event in _lines(response):
                    found = mapping(event.get("object"))
                    if event.get("type") == "ERROR":
                        code = status_code(found)
                        raise answered(code, json.dumps(found).encode(), self.server, _asked("watch", path))
                    yield text(event.get("type")), found
            finally:
                response.close()

    def through(self, path: str, headers: Mapping[str, str]) -> tuple[int, float, bytes]:
        """GET through the server's proxy: status, seconds, and the first 4 KiB of the answer. Raises ClusterError."""
        with self._talking():
            begun = time.monotonic()
            response = self._request("GET", path, None, None, "", headers=headers)
            content = response.read(4096, decode_content=True) or b""
            took = time.monotonic() - begun
            response.close()
        return response.status, took, content

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()

    def _request(  # noqa: PLR0913  # as many as HTTP has
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: object,
        content_type: str,
        *,
        patience: float = PATIENCE,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        import urllib3  # noqa: PLC0415  # comes with the API client, and as late

        told: dict[str, str] = {"Accept": "application/json", "User-Agent": "surefoot", **(headers or {})}
        if body is not None:
            told["Content-Type"] = content_type
        self._client.update_params_for_auth(told, [], ["BearerToken"], path, method, body)
        # The client's own call reads the whole answer into its models; its pool, with its TLS and proxies, does not.
        return self._client.rest_client.pool_manager.request(
            method,
            self.server + path + (f"?{urlencode(query)}" if query else ""),
            body=None if body is None else json.dumps(body),
            headers=told,
            timeout=urllib3.Timeout(connect=PATIENCE, read=patience),
            retries=False,
            preload_content=method != "GET",
        )

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Say what became of a connection in words."""
        from urllib3 import exceptions  # noqa: PLC0415  # comes with the API client, and as late

        try:
            yield
        except exceptions.SSLError as error:
            raise Unreachable(
                _(
                    "{server}: a TLS certificate does not hold ({why}); "
                    "check certificate-authority and client-certificate"
                ).format(server=safe(self.server), why=safe(_innermost(error)))
            ) from error
        except exceptions.NewConnectionError as error:
            # Counts as a time-out to urllib3, though nobody waited.
            raise self._unreachable(error) from error
        except (exceptions.TimeoutError, TimeoutError) as error:
            raise Unreachable(
                _("{server} did not answer within {seconds} seconds; check the network and the context").format(
                    server=safe(self.server), seconds=round(PATIENCE)
                )
            ) from error
        except (exceptions.HTTPError, OSError) as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: Exception) -> Unreachable:
        return Unreachable(
            _("{server} cannot be reached ({why}); check the network and the context").format(
                server=safe(self.server), why=safe(_innermost(error))
            )
        )


def _lines(response: Any) -> Iterator[Object]:
    """A watch: one JSON object a line."""
    rest = b""
    for piece in response.stream(1 << 16, decode_content=True):
        *whole, rest = (rest + piece).split(b"\n")
        yield from (json.loads(line) for line in whole if line)


def _asked(method: str, path: str) -> str:
    """A request in words: the verb as RBAC has it, and what it was for."""
    verbs = {"GET": "get", "POST": "create", "PATCH": "patch", "DELETE": "delete"}
    parts = [part for part in path.split("/") if part][2 if path.startswith("/api/") else 3 :]
    where = ""
    if parts[:1] == ["namespaces"] and len(parts) > 2:
        where, parts = parts[1], parts[2:]
    what = safe("/".join(parts)) or safe(path)
    verb = verbs.get(method, method)
    if where:
        return _("{verb} {what} in {namespace}").format(verb=verb, what=what, namespace=safe(where))
    return f"{verb} {what}"


def _warning(header: str) -> str:
    """The text of a Warning header: 299 - "text" (RFC 7234)."""
    return header.partition('"')[2].rpartition('"')[0].replace('\\"', '"') or header


def _innermost(error: BaseException) -> str:
    """What the system said, without the wrapping of the libraries."""
    inner: BaseException | None = error
    while inner is not None:
        said = getattr(inner, "verify_message", None) or getattr(inner, "strerror", None)
        if said:
            return str(said)
        inner = inner.__cause__ or getattr(inner, "reason", None) or inner.__context__
    return str(error) or type(error).__name__
