"""Pages of an account: signing in and out, the language, the password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.accounts import REFUSED, change_password, is_throttled, sign_in, sign_out
from app.passwords import POLICIES, fault_of, hash_password, proves
from app.refusals import InvalidAnswers, Refusal, SignInRefused
from app.views.access import actor, address, db, drop_cookie, give_cookie, house, needs, public
from app.views.words import inside, t
from storage.officers import accounts_by_unit, failures_of, officer_named

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@public
def page() -> str:
    """Ask for name and password; in a demonstration, list the accounts."""
    return _sign_in_page(inside(request.args.get("next")))


@blueprint.post("/sign-in")
@public
def enter() -> Response | tuple[str, int]:
    """Sign in and go where the officer wanted to go."""
    target = inside(request.form.get("next"))
    try:
        token = _signed_in(
            db(), request.form.get("name", "").strip().lower(), request.form.get("password", "")
        )
    except SignInRefused as refusal:
        return _sign_in_page(target, t(refusal.zh, refusal.en)), refusal.status
    response = redirect(target)
    give_cookie(response, token)
    return response


def _signed_in(session: Session, name: str, password: str) -> str:
    """Prove the password outside of the action, so that no writer waits for the hash; return the token."""
    failures = failures_of(session, address())
    throttled = failures is not None and is_throttled(*failures, clock.now())
    officer = officer_named(session, name)
    stored = officer.password_hash if officer is not None else None
    proven = stored if not throttled and proves(stored, password[:1000]) else None
    signed = sign_in(session, name, proven=proven, address=address())
    if signed is None:
        raise SignInRefused(*REFUSED)
    return signed.token


@blueprint.post("/sign-out")
@needs("account.own")
def leave() -> Response:
    """End this session."""
    sign_out(db(), g.visit.token_hash, by=actor())
    response = redirect(url_for("sign_in.page"))
    drop_cookie(response)
    return response


@blueprint.post("/language")
@public
def switch_language() -> Response:
    """Keep the language of the pages in the browser."""
    response = redirect(inside(request.form.get("next")))
    chosen = "en" if request.form.get("language") == "en" else "zh"
    secure = current_app.config["SECURE_COOKIES"]
    response.set_cookie("language", chosen, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax")
    return response


@blueprint.get("/password")
@needs("account.own")
def password() -> str:
    """Ask for the present password and a new one."""
    return render_template("password.html", policy=_policy(), fault=None)


@blueprint.post("/password")
@needs("account.own")
def set_password() -> Response | tuple[str, int]:
    """Change the officer's own password."""
    try:
        _change(db(), request.form)
    except Refusal as refusal:
        page = render_template("password.html", policy=_policy(), fault=t(refusal.zh, refusal.en))
        return page, 422
    flash(
        t("密码已修改，其他设备上的登录已退出。", "The password is changed; other sessions are signed out.")
    )
    return redirect(url_for("sign_in.password"))


def _change(session: Session, form: Any) -> None:
    officer = officer_named(session, g.visit.sign_in_name)
    fresh = form.get("fresh", "")
    fault = fault_of(fresh, g.visit.sign_in_name, _policy())
    if fault is None and fresh != form.get("again"):
        fault = ("两次输入的新密码不一致。", "The two new passwords differ.")
    if fault is not None:
        raise InvalidAnswers(*fault)
    stored = officer.password_hash if officer is not None else None
    proven = stored if proves(stored, form.get("present", "")[:1000]) else None
    change_password(
        session, proven=proven, password_hash=hash_password(fresh), keep=g.visit.token_hash, by=actor()
    )


def _policy() -> Any:
    return POLICIES[current_app.config["PASSWORD_POLICY"]]


def _sign_in_page(target: str, fault: str | None = None) -> str:
    demonstration = current_app.config["DEMONSTRATION"]
    return render_template(
        "sign_in.html",
        target=target,
        fault=fault,
        name=request.form.get("name", ""),
        demonstration=demonstration,
        demonstration_password=current_app.config["DEMONSTRATION_PASSWORD"] if demonstration else None,
        districts=_accounts(db(), clock.now()) if demonstration else [],
    )


def _accounts(session: Session, at: datetime) -> list[dict[str, Any]]:
    """Return the demonstration accounts by district and unit, in the order of the district files."""
    found: dict[str, dict[str, Any]] = {}
    for district, unit, membership, officer in accounts_by_unit(session, clock.local(at).date()):
        entry = found.setdefault(district.key, {"district": district, "units": {}})
        group = entry["units"].setdefault(unit.id, {"unit": unit, "officers": {}})
        line = group["officers"].setdefault(officer.id, {"officer": officer, "roles": []})
        line["roles"].append(membership.role)
    order = {
        f"{key}.{short}": place
        for key, each in house().districts.items()
        for place, short in enumerate(each.units)
    }
    for entry in found.values():
        entry["units"] = sorted(entry["units"].values(), key=lambda group: order.get(group["unit"].id, 999))
    return list(found.values())
