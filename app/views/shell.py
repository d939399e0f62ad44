"""What every page shares: who is there, headers, languages, errors, and the blueprints found; it knows no page."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_babel import Babel  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix

import app.views
from app.views import access, words
from app.views.notices import NoticeCookie
from app.views.refused import map_refusals

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def furnish(web: Flask) -> None:
    """Give the application its session, guards, languages, error pages and blueprints."""
    web.secret_key = web.extensions["house"].keyring.signing
    secure = web.config["SECURE_COOKIES"]
    web.config.update(
        SESSION_COOKIE_NAME="__Host-message" if secure else "message",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    web.session_interface = NoticeCookie()
    proxies = web.config["TRUSTED_PROXIES"]
    if proxies:
        web.wsgi_app = ProxyFix(web.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    web.before_request(access.meet)
    web.before_request(access.guard)
    web.after_request(access.renew)
    web.after_request(protect)
    web.teardown_appcontext(let_go)
    map_refusals(web)
    _speak(web)
    for blueprint in found_blueprints():
        web.register_blueprint(blueprint)


def protect(response: Response) -> Response:
    """Set the security headers; a page may have set a content policy of its own before."""
    headers = response.headers
    given = {name.lower() for name, _ in headers}
    for name, value in HEADERS.items():
        if name.lower() not in given:
            headers.add(name, value)
    if current_app.config["SECURE_COOKIES"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        lasting = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
        response.headers["Cache-Control"] = lasting
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def let_go(_error: BaseException | None) -> None:
    """Close the database session of the request."""
    session = g.pop("session", None)
    if session is not None:
        session.close()


def _speak(web: Flask) -> None:
    domains = sorted({path.stem for path in _TRANSLATIONS.glob("*/LC_MESSAGES/*.po")}) or ["messages"]
    web.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([str(_TRANSLATIONS)] * len(domains))
    web.config["BABEL_DOMAIN"] = ";".join(domains)
    Babel(
        web,
        default_locale="zh",
        default_timezone="Asia/Shanghai",
        locale_selector=access.language,
    )
    web.context_processor(_page_names)
    web.jinja_env.filters.update(day=words.day, moment=words.moment, due=words.due, role_name=words.role)
    web.jinja_env.globals.update(
        t=words.t,
        asset=words.asset,
        here=words.here,
        may=words.allowed,
        navigation=words.navigation,
        seat_lines=words.seat_lines,
        csrf_token=words.csrf_token,
    )
    web.jinja_env.trim_blocks = web.jinja_env.lstrip_blocks = True


def _page_names() -> dict[str, Any]:
    return {"actor": g.get("actor"), "language": access.language()}


def found_blueprints() -> list[Blueprint]:
    """Return the `blueprint` of every module of `app.views` that has one, by module name."""
    modules = sorted(found.name for found in pkgutil.iter_modules(app.views.__path__))
    loaded = [importlib.import_module(f"app.views.{name}") for name in modules]
    return [module.blueprint for module in loaded if hasattr(module, "blueprint")]
