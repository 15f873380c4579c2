"""The hub, through `huggingface_hub`: what a repository holds at a commit, and the bytes of one file from a place on.

Proxies, certificates, the token of a login and offline mode are that library's (`HTTPS_PROXY`, `HF_ENDPOINT`, `HF_TOKEN`,
`HF_HUB_OFFLINE`). Every failure becomes one sentence that says what to do; nothing is tried again here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from huggingface_hub import HfApi, constants, get_session, hf_hub_url, hf_raise_for_status
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers

from sa2va_desktop.errors import HubError, HubUnreachableError
from sa2va_desktop.translation import translate

TIMEOUT_S = 10.0

# The library would ask the hub for a registry of its own and tell it which programs run here; nobody asked for that.
constants.HF_HUB_DISABLE_TELEMETRY = True


@dataclass(frozen=True)
class HubFile:
    """A file at one commit: its SHA-256 when it is stored as a large file, else its git blob id; "" when not told."""

    name: str
    size_bytes: int | None
    sha256: str
    blob_id: str


@dataclass(frozen=True)
class RepositoryState:
    """What the hub says of a repository at one commit. `license` is the card's own word, "" when it has none."""

    commit: str
    files: tuple[HubFile, ...]
    license: str


@dataclass(frozen=True)
class FileStream:
    """An answer with a file's bytes. `starts_at` is 0 when the hub sends all of it although a part was asked for."""

    starts_at: int
    chunks: Iterator[bytes]


def endpoint() -> str:
    """Address of the hub, without a slash at the end."""
    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def look_up(repo_id: str, revision: str) -> RepositoryState:
    """Resolve a revision ("" is `main`) to its commit and list the files there; one request.

    Raises:
        HubError: no such repository or revision, no access, or the hub fails.
        HubUnreachableError: the hub cannot be reached, or offline mode is on.
    """
    try:
        found = HfApi(endpoint=endpoint()).model_info(
            repo_id, revision=revision or None, files_metadata=True, timeout=TIMEOUT_S
        )
    except (HTTPError, OSError, HFValidationError) as error:
        raise _explained(error, repo_id, revision) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # an answer that is no answer of a hub
        raise HubError(
            translate("model_store", "{0} does not answer as a hub does about {1}: {2}").format(
                endpoint(), repo_id, error
            )
        ) from error
    commit = str(found.sha or "")
    if len(commit) != 40 or not commit.isalnum():
        raise HubError(translate("model_store", "{0}: the hub names no commit for it").format(repo_id))
    return RepositoryState(commit, tuple(_file(sibling) for sibling in found.siblings or ()), _license(found))


@contextmanager
def open_file(repo_id: str, name: str, *, commit: str, start: int) -> Iterator[FileStream]:
    """Ask for a file's bytes from `start` on.

    Raises: as `look_up`; while chunks are read too, through `explaining`.
    """
    url = hf_hub_url(repo_id, name, revision=commit, endpoint=endpoint())
    headers = build_hf_headers(library_name="sa2va-desktop")
    headers["Accept-Encoding"] = "identity"  # the sizes and places are those of the file itself
    if start:
        headers["Range"] = f"bytes={start}-"
    with (
        explaining(repo_id, commit),
        get_session().stream("GET", url, headers=headers, timeout=TIMEOUT_S) as response,
    ):
        if (
            start and response.status_code == 416
        ):  # the file ends before: what is here is not the beginning of it
            yield FileStream(0, iter(()))
            return
        if response.status_code >= 400:
            response.read()
        hf_raise_for_status(response)
        yield FileStream(_start_of(response), response.iter_bytes())


@contextmanager
def explaining(repo_id: str, revision: str) -> Iterator[None]:
    """Turn the library's errors into ours. Errors of our own disk and all others pass."""
    try:
        yield
    except (HTTPError, OfflineModeIsEnabled) as error:
        raise _explained(error, repo_id, revision) from error


def _start_of(response: Any) -> int:
    """Where the bytes of an answer begin in the file, from `Content-Range: bytes START-END/SIZE`."""
    if response.status_code != 206:
        return 0
    _unit, _, spans = response.headers.get("Content-Range", "").partition(" ")
    start = spans.partition("-")[0]
    return int(start) if start.isdecimal() else 0


def _file(sibling: Any) -> HubFile:
    lfs = sibling.lfs
    return HubFile(
        name=str(sibling.rfilename),
        size_bytes=sibling.size if isinstance(sibling.size, int) else None,
        sha256=str(lfs.sha256 if lfs is not None else ""),
        blob_id=str(sibling.blob_id or ""),
    )


def _license(found: Any) -> str:
    card = found.card_data
    named = (card.get("license_name") or card.get("license")) if card is not None else ""
    return ", ".join(map(str, named)) if isinstance(named, list) else str(named or "")


def _explained(error: BaseException, repo_id: str, revision: str) -> HubError:
    """Our error with the sentence for one of the library's."""
    wanted = revision or "main"
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, OfflineModeIsEnabled):
        return HubUnreachableError(
            translate(
                "model_store",
                "{0}: offline mode is on (HF_HUB_OFFLINE), so nothing is fetched; unset it, or copy the model's folder "
                "to this machine and name that",
            ).format(repo_id)
        )
    if isinstance(error, GatedRepoError):
        return HubError(
            translate(
                "model_store",
                "{0} is gated: accept its terms at {1}/{0}, then log in with `hf auth login` or set HF_TOKEN",
            ).format(repo_id, endpoint())
        )
    if isinstance(error, RevisionNotFoundError):
        return HubError(translate("model_store", "{0} has no revision {1!r}").format(repo_id, wanted))
    if isinstance(error, RepositoryNotFoundError):
        return HubError(
            translate(
                "model_store",
                "{0}: the hub knows no such repository, or it is private and your login (HF_TOKEN) may not see it",
            ).format(repo_id)
        )
    if isinstance(error, DisabledRepoError):
        return HubError(translate("model_store", "{0} has been disabled by the hub").format(repo_id))
    if isinstance(error, HfHubHTTPError):
        return HubError(_status_sentence(error, repo_id, wanted))
    if isinstance(error, HFValidationError):
        return HubError(translate("model_store", "{0}: {1}").format(repo_id, error))
    if "ProxyError" in kinds:
        return HubUnreachableError(
            translate(
                "model_store", "the proxy does not let us reach {0} ({1}); look at HTTPS_PROXY and NO_PROXY"
            ).format(endpoint(), error)
        )
    if "TimeoutException" in kinds or isinstance(error, TimeoutError):
        return HubUnreachableError(
            translate(
                "model_store", "{0} did not answer within {1:g} s; try again, what is here is kept"
            ).format(endpoint(), TIMEOUT_S)
        )
    return HubUnreachableError(
        translate(
            "model_store",
            "{0} cannot be reached ({1}); check the network or HTTPS_PROXY, or copy the model's folder to this machine",
        ).format(endpoint(), error or type(error).__name__)
    )


def _status_sentence(error: HfHubHTTPError, repo_id: str, revision: str) -> str:
    status = error.response.status_code
    if status == 404:
        return translate("model_store", "{0} has no such file at {1}").format(repo_id, revision)
    if status in (401, 403):
        return translate(
            "model_store", "{0}: the hub refuses access ({1}); log in with `hf auth login` or set HF_TOKEN"
        ).format(repo_id, status)
    if status == 429:
        return translate("model_store", "{0}: the hub asks to wait (429); try again in a few minutes").format(
            repo_id
        )
    return translate(
        "model_store", "{0}: the hub fails with {1}; try again later, what is here is kept"
    ).format(repo_id, status)
