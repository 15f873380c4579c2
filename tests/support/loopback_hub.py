"""A hub on loopback: the few answers that getting a model needs, with a log of what was asked and faults to order."""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

REPO_ID = "ByteDance/Sa2VA-1B"
NAME = "sa2va-1b"
FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
COMMIT = "a" * 40
NEXT_COMMIT = "b" * 40
_LARGE_SUFFIXES = (".safetensors", ".pt", ".bin")
_PIECE_BYTES = 16 << 10
_HOLD_LIMIT_S = 60.0
_PAUSE_S = 0.3


@dataclass(frozen=True)
class Served:
    """An answer with bytes of a file: from where, and how many were sent."""

    name: str
    start: int
    byte_count: int


@dataclass
class Repository:
    """Files by commit. `gated`, and the faults, hold for every request from when they are set."""

    commits: dict[str, dict[str, bytes]]
    branches: dict[str, str] = field(default_factory=lambda: {"main": COMMIT})
    is_gated: bool = False
    license: str = "apache-2.0"


class LoopbackHub:
    """Serves repositories by name. `requests` is every request line, `served` what was sent of files."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []
        self.served: list[Served] = []
        self.cut_after: dict[str, int] = {}
        """Drop the connection after that many bytes of a file, once."""
        self.hold_after: dict[str, int] = {}
        """Send no more than that many bytes of a file, once, until `go_on` is set."""
        self.go_on = threading.Event()
        self.corrupt: set[str] = set()
        """Send other bytes than those of these files."""
        self.ignores_ranges = False
        self.sends_elsewhere = False
        """Answer for large files with the address of another host, as the real one does."""
        self.tokens: list[tuple[str, str]] = []
        """(path, authorization) of every request that had one."""
        self.status = 0
        """Answer everything with this status when it is not 0."""
        self.body = b""
        """Answer everything with this when it is not empty."""
        self.is_gone = False
        """Drop every connection, also in the middle of a file."""
        hub = self

        class Handler(_Handler):
            owner = hub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def add(self, repo_id: str, files: dict[str, bytes]) -> Repository:
        repository = self.repositories[repo_id] = Repository({COMMIT: files})
        return repository

    def sent_bytes(self, name: str) -> int:
        return sum(served.byte_count for served in self.served if served.name == name)

    def go_away(self) -> None:
        self.is_gone = True

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def loopback_hub() -> Iterator[LoopbackHub]:
    hub = LoopbackHub()
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


class _Handler(BaseHTTPRequestHandler):
    owner: LoopbackHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        hub, path = self.owner, unquote(urlsplit(self.path).path)
        hub.requests.append(f"{self.command} {path}")
        if "authorization" in self.headers:
            hub.tokens.append((path, self.headers["authorization"]))
        if hub.is_gone:
            self.close_connection = True
        elif hub.body:
            self._answer(200, hub.body, {"Content-Type": "text/html"})
        elif hub.status:
            self._refuse(hub.status, "")
        elif path.startswith("/api/models/"):
            self._describe(path.removeprefix("/api/models/"))
        elif hub.sends_elsewhere and path.endswith(_LARGE_SUFFIXES) and not path.startswith("/elsewhere"):
            self._answer(302, b"", {"Location": f"http://localhost:{hub.port}/elsewhere{path}?signature=s"})
        elif "/resolve/" in path:
            self._send_file(path.removeprefix("/elsewhere"))
        else:
            self._refuse(404, "RepoNotFound")

    def _describe(self, path: str) -> None:
        repo_id, _, revision = path.partition("/revision/")
        repository = self.owner.repositories.get(repo_id)
        if repository is None:
            self._refuse(401, "RepoNotFound")
            return
        if repository.is_gated and "authorization" not in self.headers:
            self._refuse(401, "GatedRepo")
            return
        commit = repository.branches.get(revision or "main", revision)
        if commit not in repository.commits:
            self._refuse(404, "RevisionNotFound")
            return
        siblings = [_sibling(name, content) for name, content in repository.commits[commit].items()]
        card = {"license": repository.license}
        body = {"id": repo_id, "sha": commit, "siblings": siblings, "cardData": card}
        self._answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _send_file(self, path: str) -> None:
        repo_id, _, rest = path.removeprefix("/").partition("/resolve/")
        commit, _, name = rest.partition("/")
        repository = self.owner.repositories.get(repo_id)
        content = repository.commits.get(commit, {}).get(name) if repository is not None else None
        if content is None:
            self._refuse(404, "EntryNotFound")
            return
        if name in self.owner.corrupt:
            content = bytes(byte ^ 0xFF for byte in content)
        start = self._range_start()
        if start > 0 and start >= len(content):
            self._refuse(416, "")
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self._send_body(name, start, content)

    def _range_start(self) -> int:
        wanted = self.headers.get("Range", "")
        if self.owner.ignores_ranges or not wanted:
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))

    def _send_body(self, name: str, start: int, content: bytes) -> None:
        stop = start + self.owner.cut_after.pop(name, len(content))
        held_at = self.owner.hold_after.pop(name, None)
        sent = start
        try:
            while sent < min(stop, len(content)):
                piece = content[sent : min(sent + _PIECE_BYTES, stop)]
                if self.owner.is_gone:
                    break
                if held_at is not None and sent >= held_at:
                    self.wfile.flush()
                    self.owner.go_on.wait(_HOLD_LIMIT_S)
                    held_at = None
                elif held_at is not None and sent + len(piece) >= held_at:
                    self.wfile.flush()
                    time.sleep(
                        _PAUSE_S
                    )  # progress is told at intervals: what comes after one tells of all before
                self.wfile.write(piece)
                sent += len(piece)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        self.owner.served.append(Served(name, start, sent - start))
        if sent < len(content):
            self.close_connection = True

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, b"{}", {"X-Error-Code": code} if code else {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr; `requests` is the log."""


def _sibling(name: str, content: bytes) -> dict[str, object]:
    blob_id = hashlib.sha1(f"blob {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()
    sibling: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": blob_id}
    if name.endswith(_LARGE_SUFFIXES):
        sha256 = hashlib.sha256(content).hexdigest()
        sibling["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
    return sibling


def model_files(seed: int = 0) -> dict[str, bytes]:
    """A repository as the released ones are laid out, with things in it that must not be fetched."""
    rng = random.Random(seed)
    shards = {FIRST: rng.randbytes(600_001), SECOND: rng.randbytes(600_002)}
    index = {"weight_map": {f"tensor{n}": name for n, name in enumerate(shards)}}
    return {
        "config.json": json.dumps({"model_type": "sa2va_chat", "seed": seed}).encode(),
        "model.safetensors.index.json": json.dumps(index).encode(),
        "tokenizer.json": b"{}",
        "special_tokens_map.json": b"{}",
        "added_tokens.json": b"",
        "README.md": b"---\nlicense: apache-2.0\n---\n",
        **shards,
        "modeling_sa2va_chat.py": b"raise SystemExit('code of the hub was fetched')",
        "pytorch_model.bin": b"pickled",
        "optimizer.pt": b"pickled",
        ".gitattributes": b"*.safetensors lfs",
        "assets/picture.json": b"{}",
    }


def wanted_files(seed: int = 0) -> dict[str, bytes]:
    """Those of `model_files` that are to be fetched."""
    wanted = (".safetensors", ".json", ".md")
    return {name: data for name, data in model_files(seed).items() if name.endswith(wanted) and "/" not in name}
