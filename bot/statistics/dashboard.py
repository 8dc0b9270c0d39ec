"""The dashboard: the report as a page behind a login.

There is one password, kept as an Argon2 hash in the settings. Sessions live in memory and end with
the process. Nothing is written about who looks.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address, ip_network
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.clock import today_in_kazakhstan
from bot.statistics.buffer import BufferState
from bot.statistics.formats import FORMATS, page_parts, render
from bot.statistics.sources import Reports
from bot.statistics.words import REPORT_LANGUAGES, ReportLanguage, words_in

__all__ = ["Dashboard", "hash_password"]

_log = logging.getLogger(__name__)

_PATH: Final = "/dashboard"
_SESSION_COOKIE: Final = "qonys_session"
_LOGIN_COOKIE: Final = "qonys_login"
_SESSION_SECONDS: Final = 12 * 3600
_SESSIONS: Final = 100
_WEEKS: Final = (1, 4, 12, 26, 52)
_FORM_BYTES: Final = 4096
_HEADERS: Final[Mapping[str, str]] = {
    # Bars have their width in style attributes; there is no script, font or picture at all.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
#: Logins that wait for the one that is being checked; more are sent away at once.
_QUEUE: Final = 20


def hash_password(password: str) -> str:
    """The hash of a password for ``DASHBOARD_PASSWORD_HASH`` (Argon2id, RFC 9106)."""
    return PasswordHasher().hash(password)


@dataclass
class _Session:
    """Somebody who is logged in; ``form_token`` proves that a form came from our page."""

    ends: float
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class Throttle:
    """Slows down guessing: after some failures an address must wait, longer each time.

    Addresses of IPv6 count by their network of 64 bits: one household or server has all of it.

    Args:
        free: failures without a wait.
        wait: first wait in seconds; it doubles up to ``longest``.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        free: int = 5,
        wait: float = 30.0,
        longest: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free = free
        self._wait = wait
        self._longest = longest
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def waiting(self, address: str) -> float:
        """Seconds that ``address`` must still wait; 0 when it may try."""
        _, until = self._failures.get(_network(address), (0, 0.0))
        return max(0.0, until - self._clock())

    def failed(self, address: str) -> None:
        """``address`` gave a wrong password."""
        source = _network(address)
        count = self._failures.pop(source, (0, 0.0))[0] + 1
        over = count - self._free
        wait = 0.0 if over < 0 else min(self._longest, self._wait * 2 ** min(over, 30))
        self._failures[source] = (count, self._clock() + wait)
        if len(self._failures) > 10_000:
            self._failures.popitem(last=False)

    def passed(self, address: str) -> None:
        """``address`` knew the password."""
        self._failures.pop(_network(address), None)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


class Dashboard:
    """The pages below /dashboard.

    Args:
        reports: where numbers come from; asked anew for each page.
        password_hash: see `hash_password`.
        state: of the buffer, where this process has one.
        today: the day in Kazakhstan.
        clock: seconds that only grow.

    Raises:
        ValueError: ``password_hash`` is not an Argon2 hash.
    """

    def __init__(
        self,
        reports: Callable[[], Reports],
        password_hash: str,
        state: Callable[[], BufferState] | None = None,
        today: Callable[[], date] = today_in_kazakhstan,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reports = reports
        self._hash = password_hash
        self._hasher = PasswordHasher()
        try:
            self._hasher.check_needs_rehash(password_hash)
        except InvalidHashError as error:
            raise ValueError(
                "DASHBOARD_PASSWORD_HASH: make it with `qonys stats password`"
            ) from error
        self._state = state
        self._today = today
        self._clock = clock
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        self._throttle = Throttle(clock=clock)
        # Each check takes 64 MiB and a tenth of a second on purpose: never many at once.
        self._checking = asyncio.Semaphore(1)
        self._queue = 0

    def routes(self) -> tuple[Route, ...]:
        """Routes for a web server."""
        return (
            Route(_PATH, self._show, methods=["GET"]),
            Route(f"{_PATH}/login", self._login, methods=["POST"]),
            Route(f"{_PATH}/logout", self._logout, methods=["POST"]),
            Route(f"{_PATH}/report.{{form}}", self._download, methods=["GET"]),
        )

    async def _show(self, request: Request) -> Response:
        language = _language(request)
        session = self._session(request)
        if session is None:
            return self._login_page(request, language)
        weeks = _weeks(request)
        reports, today = self._reports(), self._today()

        def page() -> str:
            report = reports.latest(language, weeks, today)
            return render(
                "dashboard.html",
                **page_parts(report),
                path=_PATH,
                weeks=weeks,
                choices=_WEEKS,
                languages=REPORT_LANGUAGES,
                form_token=session.form_token,
                lost=self._lost(language, reports.threshold),
            )

        # Drawing takes a while too: the bot goes on answering meanwhile.
        try:
            return _page(await asyncio.to_thread(page))
        except (SQLAlchemyError, OSError) as error:
            return _away(language, error)

    async def _download(self, request: Request) -> Response:
        if self._session(request) is None:
            return RedirectResponse(_PATH, 303, headers=dict(_HEADERS))
        form = str(request.path_params["form"])
        if form not in FORMATS:
            return Response(status_code=404, headers=dict(_HEADERS))
        write, content_type = FORMATS[form]
        language, weeks = _language(request), _weeks(request)
        reports, today = self._reports(), self._today()

        def file() -> tuple[bytes, str]:
            report = reports.latest(language, weeks, today)
            return write(report), f"qonys-{report.first}-{report.last}.{form}"

        try:
            content, name = await asyncio.to_thread(file)
        except (SQLAlchemyError, OSError) as error:
            return _away(language, error)
        headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=content_type, headers=headers)

    async def _login(self, request: Request) -> Response:
        language = _language(request)
        words = words_in(language)
        form = await _form(request)
        sent = str(form.get("form_token", ""))
        expected = request.cookies.get(_LOGIN_COOKIE, "")
        if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
            return self._login_page(request, language, words("dashboard-expired"), 403)
        address = "" if request.client is None else request.client.host
        waiting, right = await self._try(address, str(form.get("password", "")))
        if waiting:
            text = words("dashboard-wait", minutes=int(waiting // 60) + 1)
            return self._login_page(request, language, text, 429)
        if not right:
            return self._login_page(request, language, words("dashboard-wrong"), 403)
        token = self._open_session()
        answer = RedirectResponse(f"{_PATH}?language={language}", 303, headers=dict(_HEADERS))
        _set_cookie(answer, request, _SESSION_COOKIE, token, _SESSION_SECONDS)
        answer.delete_cookie(_LOGIN_COOKIE, path=_PATH)
        return answer

    async def _logout(self, request: Request) -> Response:
        session = self._session(request)
        form = await _form(request)
        sent = str(form.get("form_token", ""))
        if session is None or not hmac.compare_digest(sent.encode(), session.form_token.encode()):
            return Response(status_code=403, headers=dict(_HEADERS))
        del self._sessions[request.cookies[_SESSION_COOKIE]]
        address = f"{_PATH}?language={_language(request)}"
        answer = RedirectResponse(address, 303, headers=dict(_HEADERS))
        answer.delete_cookie(_SESSION_COOKIE, path=_PATH)
        return answer

    def _login_page(
        self,
        request: Request,
        language: ReportLanguage,
        alert: str | None = None,
        status: int = 200,
    ) -> Response:
        token = secrets.token_urlsafe(32)
        words = words_in(language)
        html = render(
            "login.html",
            words=words,
            language=language,
            languages=REPORT_LANGUAGES,
            path=_PATH,
            form_token=token,
            alert=alert,
        )
        answer = _page(html, status)
        _set_cookie(answer, request, _LOGIN_COOKIE, token, 3600)
        return answer

    async def _try(self, address: str, password: str) -> tuple[float, bool]:
        """Seconds that ``address`` must wait before it may try; whether the password is right."""
        if self._queue >= _QUEUE:
            return 60.0, False
        self._queue += 1
        try:
            async with self._checking:
                # Only here: many sent at once must not all be checked before the first has failed.
                waiting = self._throttle.waiting(address)
                if waiting:
                    return waiting, False
                right = await asyncio.to_thread(self._is_right, password)
                if right:
                    self._throttle.passed(address)
                else:
                    self._throttle.failed(address)
                return 0.0, right
        finally:
            self._queue -= 1

    def _lost(self, language: ReportLanguage, threshold: int) -> str | None:
        """How many events were not counted, in words; what is under the threshold stays so."""
        lost = 0 if self._state is None else self._state().lost
        if not lost:
            return None
        words = words_in(language)
        few = words("dashboard-few", threshold=threshold)
        return words("dashboard-lost", count=few if lost < threshold else words.number(lost))

    def _is_right(self, password: str) -> bool:
        try:
            return self._hasher.verify(self._hash, password)
        except VerificationError:
            return False

    def _open_session(self) -> str:
        token = secrets.token_urlsafe(32)
        self._sessions[token] = _Session(self._clock() + _SESSION_SECONDS)
        if len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return token

    def _session(self, request: Request) -> _Session | None:
        token = request.cookies.get(_SESSION_COOKIE, "")
        session = self._sessions.get(token)
        if session is not None and session.ends <= self._clock():
            del self._sessions[token]
            return None
        return session


def _page(html: str, status: int = 200) -> Response:
    return Response(html, status, headers=dict(_HEADERS), media_type="text/html; charset=utf-8")


def _away(language: ReportLanguage, error: Exception) -> Response:
    """The database can't be read now."""
    _log.warning("dashboard: database not reached (%s)", type(error).__name__)
    answer = _page(render("away.html", words=words_in(language), language=language), 503)
    answer.headers["Retry-After"] = "60"
    return answer


def _set_cookie(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    forwarded = request.headers.get("x-forwarded-proto", "")
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=_PATH,
        httponly=True,
        samesite="strict",
        # Over plain http (a tunnel to the server itself) a secure cookie would never come back.
        secure=request.url.scheme == "https" or forwarded == "https",
    )


async def _form(request: Request) -> FormData:
    """The fields of a form; none when it is larger than a login can be."""
    try:
        length = int(request.headers.get("content-length", ""))
    except ValueError:
        return FormData()
    return await request.form(max_files=0) if length <= _FORM_BYTES else FormData()


def _language(request: Request) -> ReportLanguage:
    wanted = request.query_params.get("language")
    return next((language for language in REPORT_LANGUAGES if language == wanted), "kk")


def _weeks(request: Request) -> int:
    wanted = request.query_params.get("weeks")
    return next((weeks for weeks in _WEEKS if str(weeks) == wanted), 4)
