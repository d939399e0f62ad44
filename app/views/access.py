"""Who is at the door: session, officer, permission and forgery checks of a request; it knows no page."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Response, current_app, g, redirect, request, url_for
from itsdangerous import BadData, TimestampSigner
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.actions.seats import seated
from app.actors import Actor
from app.forms import Language
from app.house import House
from app.permissions import PERMISSIONS, may
from app.refusals import NotAllowed, NotFound, Refusal
from storage.officers import StoredVisit, visit_of

P = ParamSpec("P")
T = TypeVar("T")

PUBLIC = "public"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_RENEW_AFTER_SECONDS = 30


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session is over."""

    status = 401


class Forged(Refusal):
    """A form that our own pages did not send."""

    status = 403


class _Signer(TimestampSigner):
    """Signs with the product's own clock, so that a set clock also governs idle sessions."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def db() -> Session:
    """Return the database session of this request; it is closed with the request."""
    if "session" not in g:
        g.session = current_app.extensions["database"].session()
        g.session.info["house"] = house()
    session: Session = g.session
    return session


def house() -> House:
    """Return the house of this installation: districts, calendars, rules, versions, keys."""
    found: House = current_app.extensions["house"]
    return found


def actor() -> Actor:
    """Return who is signed in; raise SignInNeeded when nobody is."""
    if g.get("actor") is None:
        raise SignInNeeded("请先登录；登录超过时限需重新登录。", "Please sign in; your session is over.")
    found: Actor = g.actor
    return found


def language() -> Language:
    """Return the language of this request's pages: "zh", or "en" when the browser's cookie says so."""
    return "en" if request.cookies.get("language") == "en" else "zh"


def address() -> str:
    """Return the network address from which the request came."""
    return (request.remote_addr or "unknown")[:64]


def cookie_name() -> str:
    """Return the name of the session cookie; with HTTPS it is bound to this very host."""
    return "__Host-qingxin" if current_app.config["SECURE_COOKIES"] else "qingxin"


def token_hash(token: str) -> str:
    """Return the SHA-256 under which a session's token is stored, as 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def needs(permission: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare which permission a page needs, and refuse officers who do not hold it in any unit."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission}; add it to app.permissions.Permission")

    def declare(view: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            if not may(actor(), permission):
                raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
            return view(*args, **kwargs)

        guarded._permission = permission  # type: ignore[attr-defined]
        return guarded

    return declare


def public(view: Callable[P, T]) -> Callable[P, T]:
    """Declare a page open to everybody."""
    view._permission = PUBLIC  # type: ignore[attr-defined]
    return view


def _signer() -> _Signer:
    return _signer_with(house().keyring.signing)


@functools.lru_cache(maxsize=4)
def _signer_with(secret: str) -> _Signer:
    return _Signer(secret, salt="session")


def _read_cookie() -> tuple[str, int] | None:
    """Return the token and its age in seconds since the last answer, or None."""
    value = request.cookies.get(cookie_name())
    if not value:
        return None
    idle = current_app.config["IDLE_MINUTES"] * 60
    try:
        token, seen = _signer().unsign(value, max_age=idle, return_timestamp=True)
    except BadData:
        return None
    return token.decode(), int(clock.now().timestamp() - seen.timestamp())


def meet() -> None:
    """Find out, before each request, who is there: one question, and nothing is written.

    It is asked beside the session of the request, so that an action finds that one unused.
    """
    g.actor = g.visit = None
    g.token, g.token_age = _read_cookie() or (None, 0) if request.endpoint != "static" else (None, 0)
    if g.token is None:
        return
    with current_app.extensions["database"].engine.connect() as connection:
        g.visit = visit_of(connection, token_hash(g.token), clock.now())
    if g.visit is not None:
        seats = seated(g.visit.seats, english=language() == "en")
        g.actor = Actor(g.visit.officer_id, g.visit.name, seats)


def guard() -> AnyResponse | None:
    """Refuse, before each request, pages that declare no permission, visitors who must sign in, and forgeries."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static":
        return None
    permission = getattr(view, "_permission", None)
    if permission is None:
        raise NotFound
    if request.method not in _READING:
        _check_forgery(g.visit, open_page=permission == PUBLIC)
    if permission != PUBLIC and g.actor is None and request.method in _READING:
        return redirect(url_for("sign_in.page", next=request.full_path.rstrip("?")))
    return None


def _check_forgery(visit: StoredVisit | None, *, open_page: bool) -> None:
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forged("请求不是从本系统页面发出的，未执行。", "The request did not come from our own pages.")
    if visit is None or open_page:
        return
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), visit.csrf_token.encode()):
        raise Forged(
            "表单已失效（可能已重新登录），请返回刷新页面后再试。",
            "The form is stale, perhaps after a new sign-in; go back, reload the page and try again.",
        )


def renew(response: Response) -> Response:
    """Sign the time of this visit into the cookie now and then, so that an officer at work is not signed out."""
    if g.get("visit") is not None and g.token_age >= _RENEW_AFTER_SECONDS and not g.get("cookie_set"):
        give_cookie(response, g.token)
    return response


def give_cookie(response: AnyResponse, token: str) -> None:
    """Put the session's token and the present time, signed, into the cookie."""
    g.cookie_set = True
    response.set_cookie(
        cookie_name(),
        _signer().sign(token).decode(),
        max_age=current_app.config["SESSION_HOURS"] * 3600,
        secure=current_app.config["SECURE_COOKIES"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_cookie(response: AnyResponse) -> None:
    """Take the session cookie away."""
    g.cookie_set = True
    response.delete_cookie(
        cookie_name(), path="/", secure=current_app.config["SECURE_COOKIES"], httponly=True, samesite="Lax"
    )
