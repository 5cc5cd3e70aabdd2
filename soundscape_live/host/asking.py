"""Asking an HTTP server whose answers are JSON objects.

Rules: every request has a deadline, every answer a bound, redirects are not followed; whatever is not as it should
be raises NoAnswer with a sentence for the operator. Runs on the event loop; never blocks it.
"""

import json
import os
from collections.abc import Mapping
from types import TracebackType
from typing import Self, cast

import aiohttp
import yarl

MAX_ANSWER = 262_144
"Bytes of an answer, unless a call expects more; ours have a few thousand."


class NoAnswer(Exception):  # noqa: N818  (a state of affairs, not a fault of ours)
    """The server did not answer as one that we can use, with what was found."""


class NobodyError(NoAnswer):
    """Nothing listens at the address."""


class RefusedError(NoAnswer):
    """The server answered with an HTTP status that is an error."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Asking:
    """Speaks to one HTTP address; an asynchronous context."""

    def __init__(self, url: str, token: str | None, kind: str, example: str) -> None:
        """Take `http://host:port`, the token it asks for, and what ought to answer there; ValueError: no address."""
        base = yarl.URL(url)
        if base.scheme not in {"http", "https"} or not _is_name(base.host):
            raise ValueError(f"a {kind}'s address is like {example}, not {url!r}")
        self.base = base
        self._kind = kind
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # A connection that is kept alive would outlive the server that it led to.
        connector = aiohttp.TCPConnector(limit=8, force_close=True)
        self._http = aiohttp.ClientSession(connector=connector, headers=self._headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    def at(self, url: str) -> Self:
        """Return the same for another address, within this one's context; ValueError if that is none."""
        other = type(self)(url, None, self._kind, str(self.base))
        other._http = self._http  # noqa: SLF001  (of the same class)
        return other

    async def request(
        self,
        method: str,
        path: str,
        seconds: float,
        body: Mapping[str, object] | None = None,
        most: int = MAX_ANSWER,
    ) -> dict[str, object]:
        """Return the answer's object, `{}` for 204, within `seconds` and `most` bytes; NoAnswer says what came."""
        if self._http is None:
            raise RuntimeError("Asking is used inside its context")
        try:
            async with self._http.request(
                method,
                self.base / path,
                json=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                status, text = response.status, await _text(response, most)
        except TimeoutError:
            raise NoAnswer(f"no answer from {self.base} within {seconds:g} s") from None
        except aiohttp.ClientConnectorError as error:
            raise self._absent(error) from None
        except (aiohttp.ClientError, OSError):
            hint = "" if self.base.scheme == "https" else " (if it speaks TLS, its address is one of https://)"
            raise NoAnswer(f"{self.stranger}: it does not speak HTTP{hint}") from None
        return self._fields(status, text)

    @property
    def stranger(self) -> str:
        """The sentence for something else that answers."""
        return f"what answers at {self.base} is not a {self._kind}"

    def _absent(self, error: aiohttp.ClientConnectorError) -> NoAnswer:
        """Return what is said where no connection came about."""
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            return NoAnswer(f"the certificate of {self.base} is not trusted here")
        if isinstance(error, aiohttp.ClientSSLError):
            return NoAnswer(f"what answers at {self.base} does not speak TLS (its address may be one of http://)")
        number = error.os_error.errno or 0
        reason = os.strerror(number).lower() if number > 0 else "its name is not known"
        return NobodyError(f"nothing answers at {self.base} ({reason})")

    def _fields(self, status: int, text: str) -> dict[str, object]:
        if status == 204:
            return {}
        if status in {401, 403}:
            raise NoAnswer(f"the {self._kind} at {self.base} refuses our token")
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise NoAnswer(self.stranger) from None
        if not isinstance(value, dict):
            raise NoAnswer(self.stranger)
        fields = cast("dict[str, object]", value)
        if status != 200:
            reason = short(fields.get("detail", "no reason given"))
            raise RefusedError(status, f"{self.base} answers with HTTP {status}: {reason}")
        return fields


async def _text(response: aiohttp.ClientResponse, most: int) -> str:
    """Return an answer's body, or its beginning where it is too long to be meant for us."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > most:
            break
    return bytes(body[:most]).decode("utf-8", "replace")


def _is_name(host: str | None) -> bool:
    """Return whether a host's name can be asked for at all."""
    try:
        return bool((host or "").encode("idna"))
    except UnicodeError:
        return False


def short(value: object) -> str:
    """Return what a server said, so that it fits into a line."""
    text = str(value)[:80]
    return "".join(letter if letter.isprintable() else "?" for letter in text)
