"""A client of the Syndicate ETL service. Needs Python 3.9 and nothing else.

    import syndicate

    client = syndicate.Client("https://etl.example.org", key="syn_...")
    run = client.upload("flights.csv.gz", pipeline="flights", wait=300)
    for record in client.records("flights"):
        print(record)

What the server answers is given as it is, as dicts and lists; `docs/openapi.json` describes it. What goes wrong is a
`SyndicateError` with a stable `code`; errors of a source that is sent stay as they are. A client may be used by many threads at once.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import ssl
import threading
import time
import uuid
from typing import Any, Callable, Iterable, Iterator, NamedTuple, Union
from urllib.parse import quote, urlencode, urlsplit

__version__ = "0.1.0"
__all__ = ["Client", "RunNotPublished", "SyndicateError"]

Source = Union[str, "os.PathLike[str]", bytes, Iterable[bytes]]

#: The states in which a run stays for good.
FINAL_STATES = frozenset({"published", "rejected", "failed", "cancelled"})

_TRIES = 5  # of what may be sent again
_MOST_WAITING = 60.0  # seconds in all that a request waits for its turn
_LONGEST_PREFER = 30  # seconds that the server lets a request wait for the end of a run
_RENEW_AGAIN = 10.0  # seconds after which a renewal that failed is tried again
_MOST_TOLD = 1024 * 1024  # bytes of an error that are read
_ENCODINGS = {".gz": "gzip", ".zst": "zstd", ".br": "br"}


class SyndicateError(Exception):
    """What the server refused, or why it could not be asked."""

    def __init__(
        self,
        code: str,
        detail: str,
        status: int | None = None,
        errors: list[dict[str, str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{detail} ({code})")
        #: Stable, for programs: one of the server's, or `network` or `not-syndicate`.
        self.code = code
        #: For people.
        self.detail = detail
        #: Of HTTP; None where there was no answer.
        self.status = status
        #: What is wrong, place by place: each has `path` and `message`.
        self.errors = errors or []
        #: Seconds after which it is worth trying again, where the server said so.
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether the same request may succeed some time later."""
        return self.code == "network" or self.status in (429, 502, 503, 504)


class RunNotPublished(SyndicateError):
    """A run that was waited for ended rejected, failed or cancelled; `run` is what became of it."""

    def __init__(self, run: dict[str, Any]) -> None:
        error = run.get("error") or {}
        super().__init__(error.get("code") or run["state"], error.get("detail") or f"The run was {run['state']}")
        self.run = run


class Client:
    """Asks one server, for whoever the key or the session says.

    url: of the server; else `SYNDICATE_URL`, else http://127.0.0.1:3003.
    key: an API key; else `SYNDICATE_KEY`. Without one, `login` begins a session.
    timeout: seconds that the server may be silent.
    parse_float: makes something else of numbers with a point, such as decimal.Decimal.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = 60.0,
        parse_float: Callable[[str], Any] = float,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._address = urlsplit((url or os.environ.get("SYNDICATE_URL") or "http://127.0.0.1:3003").rstrip("/"))
        if self._address.scheme not in ("http", "https") or not self._address.hostname:
            raise ValueError(f"{url!r} is no address of a server; write it as https://etl.example.org")
        self._key = key or os.environ.get("SYNDICATE_KEY")
        self._timeout = timeout
        self._parse_float = parse_float
        self._context = context
        self._cookies: dict[str, str] = {}
        self._renew_at = float("inf")
        self._lock = threading.RLock()

    # Sessions

    def login(self, username: str, password: str) -> dict[str, Any]:
        """Begins a session; it is renewed as it is used, for up to twelve hours. The client shows no key from now on."""
        with self._lock:
            self._key = None
            self._cookies, self._renew_at = {}, float("inf")
        return self.request("POST", "/api/auth/login", body={"username": username, "password": password})

    def logout(self) -> None:
        """Ends the session everywhere."""
        self.request("POST", "/api/auth/logout")
        with self._lock:
            self._cookies, self._renew_at = {}, float("inf")

    def session(self) -> dict[str, Any]:
        """Who is signed in, with which role and until when."""
        return self.request("GET", "/api/auth/session")

    # Runs

    def start(
        self,
        payload: Any,
        *,
        pipeline: str | None = None,
        data_type: str = "JSON",
        dataset: str | None = None,
        idempotency_key: str | None = None,
        wait: float | None = None,
    ) -> dict[str, Any]:
        """Starts a run on a payload of up to a megabyte; durable when this returns. Tried again under one idempotency key.

        wait: seconds to wait for its end. Then it is the run that is returned, as `wait` does; else `{"runId": ...}`.
        """
        body = {"dataType": data_type, "payload": payload, "pipeline": pipeline, "dataset": dataset}
        given = {name: value for name, value in body.items() if value is not None or name == "payload"}
        sent, headers = _whole(json.dumps(given).encode()), {"content-type": "application/json"}
        return self._begin("/api/etl/start", {}, sent, headers, idempotency_key, wait)

    def upload(
        self,
        source: Source,
        *,
        pipeline: str,
        format: str | None = None,
        dataset: str | None = None,
        content_encoding: str | None = None,
        idempotency_key: str | None = None,
        wait: float | None = None,
        **reading: Any,
    ) -> dict[str, Any]:
        """Starts a run on an input of any size, which is sent while it is read.

        source: the path of a file, a binary file, bytes, or an iterable of bytes. What can be read again is sent again, under one
            idempotency key, where the connection breaks; an iterable is sent once.
        content_encoding: `gzip`, `zstd` or `br`; of a path its name says it.
        wait: as in `start`.
        reading: how it is read, such as delimiter=";" or header=["id", "name"].
        """
        query = {"pipeline": pipeline, "format": format, "dataset": dataset, **reading}
        if content_encoding is None and isinstance(source, (str, os.PathLike)):
            content_encoding = _ENCODINGS.get(os.path.splitext(os.fspath(source))[1].lower())
        headers = {"content-type": "application/octet-stream"}
        if content_encoding:
            headers["content-encoding"] = content_encoding
        return self._begin("/api/etl/upload", query, _body_of(source), headers, idempotency_key, wait)

    def run(self, run_id: str) -> dict[str, Any]:
        """A run: its state, its books and its error. Its id may be cut short, from eight digits on."""
        return self.request("GET", f"/api/runs/{_part(run_id)}")

    def runs(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Runs, newest first: state, pipeline, dataset, since, until, q, mine."""
        return self._pages("/api/runs", "runs", {"limit": 500, **filters})

    def wait(self, run_id: str, timeout: float | None = None, *, check: bool = True) -> dict[str, Any]:
        """Waits until a run has ended, and returns it.

        timeout: seconds after which TimeoutError is raised; the run goes on.
        check: raises RunNotPublished when it ended otherwise.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = 0.1
        while True:
            run = self.run(run_id)
            if run["state"] in FINAL_STATES:
                return _checked(run) if check else run
            left = float("inf") if deadline is None else deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"Run {run['runId']} is still {run['state']}")
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, 5.0)

    def cancel(self, run_id: str) -> dict[str, Any]:
        """Stops a run wherever it is; nothing of it becomes visible."""
        return self.request("POST", f"/api/runs/{_part(run_id)}/cancel")

    def replay(self, run_id: str, *, wait: float | None = None) -> dict[str, Any]:
        """Runs the same input again, as a new run. wait: as in `start`."""
        path, began = f"/api/runs/{_part(run_id)}/replay", time.monotonic()
        return self._ended(self.request("POST", path, headers=self._prefer(wait)), wait, began)

    # What was published, and what was refused

    def datasets(self) -> Iterator[dict[str, Any]]:
        """Datasets, by name."""
        return self._pages("/api/registry", "datasets", {})

    def dataset(self, name: str) -> dict[str, Any]:
        """A dataset: its schema, mode, versions and head."""
        return self.request("GET", f"/api/registry/{_part(name)}")

    def records(self, dataset: str, *, version: int | None = None, page: int = 10_000) -> Iterator[Any]:
        """The records of a dataset, all of one version: the head when this begins. They are fetched by pages, as they are asked for."""
        query = {"format": "json", "limit": page, "version": version}
        return self._pages(f"/api/registry/{_part(dataset)}/records", "records", query, {"version"})

    def quarantine(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Refused records: run, dataset, stage, code, field, state."""
        return self._pages("/api/quarantine", "records", {"limit": 1000, **filters})

    def replay_quarantined(
        self,
        ids: list[str] | None = None,
        *,
        patch: list[dict[str, Any]] | None = None,
        dry_run: bool = False,
        **filter: Any,
    ) -> dict[str, Any]:
        """Runs refused records again, by ids or by a filter (run, dataset, stage, code, field), with a JSON Patch (RFC 6902) if
        one is given. dry_run: only says what would come of it. Where the answer has `more`, ask again."""
        body: dict[str, Any] = {"ids": ids} if ids is not None else {"filter": filter}
        body.update({"patch": patch} if patch else {}, **({"dryRun": True} if dry_run else {}))
        return self.request("POST", "/api/quarantine/replay", body=body)

    # Anything else

    def request(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Any route of the API, and its JSON. Lists in a query go as JSON. Waits out a 429, for up to a minute in all."""
        sent = _whole(None if body is None else json.dumps(body).encode())
        json_type = {} if body is None else {"content-type": "application/json"}
        tries = _TRIES if method == "GET" else 1
        return self._persistently(method, path, query or {}, sent, {**json_type, **(headers or {})}, tries)

    def _begin(
        self,
        path: str,
        query: dict[str, Any],
        body: _Body,
        headers: dict[str, str],
        idempotency_key: str | None,
        wait: float | None,
    ) -> dict[str, Any]:
        headers = {**headers, **self._prefer(wait), "idempotency-key": idempotency_key or str(uuid.uuid4())}
        began = time.monotonic()
        accepted = self._persistently("POST", path, query, body, headers, _TRIES if body.again else 1)
        return self._ended(accepted, wait, began)

    def _prefer(self, wait: float | None) -> dict[str, str]:
        seconds = int(min(wait or 0, _LONGEST_PREFER, self._timeout - 1))
        return {"prefer": f"wait={seconds}"} if seconds > 0 else {}

    def _ended(self, answer: dict[str, Any], wait: float | None, began: float) -> dict[str, Any]:
        if wait is None:
            return answer
        if "counts" in answer:
            return _checked(answer)
        return self.wait(answer["runId"], max(0.0, wait - (time.monotonic() - began)))

    def _pages(
        self, path: str, name: str, query: dict[str, Any], only_first: Iterable[str] = ()
    ) -> Iterator[dict[str, Any]]:
        while True:
            page = self.request("GET", path, query=query)
            yield from page[name]
            if not page.get("next"):
                return
            query = {**{key: value for key, value in query.items() if key not in only_first}, "cursor": page["next"]}

    def _persistently(
        self, method: str, path: str, query: dict[str, Any], body: _Body, headers: dict[str, str], tries: int
    ) -> Any:
        failures, left = 0, _MOST_WAITING
        while True:
            try:
                self._renew(path)
                return self._once(method, path, query, body.open(), headers)
            except SyndicateError as error:
                seconds = error.retry_after or 0.0
                # Whose turn has not come has not failed.
                early = body.again and seconds > 0 and (error.status == 429 or tries > 1)
                left -= seconds
                failures += 0 if early else 1
                if not error.is_passing or left < 0 or failures >= tries:
                    raise
                time.sleep(seconds + random.uniform(0, min(10.0, 0.2 * 2**failures)))

    def _renew(self, path: str) -> None:
        """A session past half its life is shown, which renews it."""
        if time.monotonic() > self._renew_at and not path.startswith("/api/auth/"):
            self._renew_at = float("inf")
            try:
                self._once("GET", "/api/auth/session", {}, None, {})
            except SyndicateError as error:
                # The session is as good as it was; where it has ended, what is asked next is told so.
                if error.is_passing:
                    self._renew_at = time.monotonic() + _RENEW_AGAIN

    def _once(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Any:
        connection = self._connection()
        target = self._address.path + path + _queried(query)
        sent = body if body is None or isinstance(body, bytes) else _read(body)
        try:
            response = _exchange(connection, method, target, sent, {**self._shown(method), **headers})
            self._keep(response.headers.get_all("set-cookie") or [])
            if response.status >= 400:
                raise _error_of(response)
            text = response.read()
        except _SourceFailed as failed:
            raise failed.error
        except http.client.InvalidURL:
            raise
        except (OSError, http.client.HTTPException) as cause:
            raise SyndicateError("network", f"{self._address.netloc} cannot be reached: {cause!r}") from cause
        finally:
            connection.close()
            if isinstance(body, _Blocks):
                body.close()
        try:
            return json.loads(text, parse_float=self._parse_float) if text else None
        except ValueError as cause:
            raise SyndicateError("not-syndicate", "The answer is no JSON; is this the address of a gateway?") from cause

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._address.hostname), self._address.port
        if self._address.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._timeout)
        return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._context)

    def _shown(self, method: str) -> dict[str, str]:
        if self._key:
            return {"authorization": f"Bearer {self._key}"}
        with self._lock:
            cookies = dict(self._cookies)
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        # How the session is told from others in a list of them.
        headers["user-agent"] = f"syndicate-python/{__version__}"
        if method != "GET" and "csrfToken" in cookies:
            headers["x-csrf-token"] = cookies["csrfToken"]
        return headers

    def _keep(self, lines: list[str]) -> None:
        with self._lock:
            for line in lines:
                name, _, value = line.split(";", 1)[0].partition("=")
                if not value or re.search(r"; *max-age=0\b|; *expires=thu, 01 jan 1970", line, re.I):
                    self._cookies.pop(name, None)
                    continue
                self._cookies[name] = value
                lasts = re.search(r"; *max-age=(\d+)", line, re.I)
                if name == "gsession" and lasts:
                    self._renew_at = time.monotonic() + int(lasts[1]) / 2


def _exchange(
    connection: http.client.HTTPConnection, method: str, target: str, body: Any, headers: dict[str, str]
) -> http.client.HTTPResponse:
    """A refusal may come while the body is still being sent: then that is the answer, not the broken pipe."""
    try:
        connection.request(method, target, body=body, headers=headers)
    except (BrokenPipeError, ConnectionResetError):
        try:
            return connection.getresponse()
        except (OSError, http.client.HTTPException):
            pass
        raise
    return connection.getresponse()


class _SourceFailed(Exception):
    """What is sent could not be read: an error of the caller's own, and none of the connection."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _read(source: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from source
    except Exception as error:
        raise _SourceFailed(error) from error


class _Blocks:
    """What a file has, piece by piece, from where it is read now. One that was opened for this is closed with it."""

    def __init__(self, file: Any, *, is_ours: bool) -> None:
        self._file, self._is_ours = file, is_ours

    def __iter__(self) -> Iterator[bytes]:
        while True:
            block = self._file.read(256 * 1024)
            if not block:
                return
            yield block

    def close(self) -> None:
        if self._is_ours:
            self._file.close()


class _Body(NamedTuple):
    """What is sent: opened anew for each try, where it can be read again."""

    open: Callable[[], Any]
    again: bool


def _whole(content: bytes | None) -> _Body:
    return _Body(lambda: content, True)


def _body_of(source: Source) -> _Body:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _whole(bytes(source))
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        return _Body(lambda: _Blocks(open(path, "rb"), is_ours=True), os.path.isfile(path))
    if not hasattr(source, "read"):
        return _Body(lambda: iter(source), False)
    if not (hasattr(source, "seekable") and source.seekable()):
        return _Body(lambda: _Blocks(source, is_ours=False), False)
    start = source.tell()

    def rewound() -> _Blocks:
        source.seek(start)
        return _Blocks(source, is_ours=False)

    return _Body(rewound, True)


def _checked(run: dict[str, Any]) -> dict[str, Any]:
    if run["state"] != "published":
        raise RunNotPublished(run)
    return run


def _error_of(response: http.client.HTTPResponse) -> SyndicateError:
    """What an answer says of itself as application/problem+json; a proxy in between may have said something else."""
    try:
        problem = json.loads(response.read(_MOST_TOLD))
    except ValueError:
        problem = None
    if not isinstance(problem, dict) or "code" not in problem:
        problem = {"code": "http", "title": f"{response.status} {response.reason}"}
    after = response.headers.get("retry-after") or ""
    return SyndicateError(
        str(problem["code"]),
        str(problem.get("detail") or problem.get("title") or problem["code"]),
        response.status,
        problem.get("errors"),
        float(after) if after.isdecimal() else None,
    )


def _part(name: str) -> str:
    return quote(name, safe="")


def _queried(query: dict[str, Any]) -> str:
    given = {name: _text_of(value) for name, value in query.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (list, tuple)) else str(value)
