"""Who is at the door of the engine-rest interface, and how it says no: accounts of other systems, answers in JSON."""

from __future__ import annotations

import functools
import json
import logging
import uuid
from collections.abc import Callable
from typing import Any, ParamSpec

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException

from app.actions.external_tasks import BadAnswer
from app.actions.machines import machine_of, refuse_machine
from app.actors import SYSTEM, Actor
from app.refusals import NotAllowed, NotFound, Refusal, SignInRefused
from app.views.access import PUBLIC, address, db

P = ParamSpec("P")
_LOG = logging.getLogger("qingxin.engine_rest")
MOST_BYTES = 1024 * 1024


def answered(tree: Any, status: int = 200) -> Response:
    """Return JSON under exactly `application/json`: clients compare the header letter by letter."""
    text = json.dumps(tree, ensure_ascii=False)
    return Response(text, status, headers={"Content-Type": "application/json"})


def nothing() -> Response:
    """Return the answer that says only that it was done."""
    return Response(status=204)


def by_machine(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let only accounts of other systems in, by Basic or Bearer credentials; a page of officers has no use here."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.machine = _signed_in()
        return view(*args, **kwargs)

    guarded._permission = PUBLIC  # type: ignore[attr-defined]
    return guarded


def machine() -> Actor:
    """Return the account that asks."""
    found: Actor = g.machine
    return found


def _signed_in() -> Actor:
    given = request.authorization
    name = given.username if given is not None and given.type == "basic" else None
    secret = (given.password if name is not None else given.token) if given is not None else None
    found = machine_of(db(), name, secret[:200], address()) if secret else None
    if found is None:
        if secret:
            refuse_machine(db(), address(), by=SYSTEM)
        raise SignInRefused("外部系统账号或密钥不正确。", "The account or its secret is wrong.")
    return found


def body() -> dict[str, Any]:
    """Return the JSON object that was sent; an empty body means {}. Raise BadAnswer for anything else."""
    raw = request.get_data(cache=False)
    if len(raw) > MOST_BYTES:
        raise BadAnswer("请求超过 1 MiB。", "The request is larger than 1 MiB.")
    try:
        tree = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as error:
        raise BadAnswer("请求不是有效的 JSON。", "The request is no JSON.") from error
    if not isinstance(tree, dict):
        raise BadAnswer("请求须为 JSON 对象。", "The request must be a JSON object.")
    return tree


def map_errors(blueprint: Blueprint) -> None:
    """Let every refusal and failure of these routes be `{type, message, code}`."""
    blueprint.register_error_handler(Refusal, _refused)
    blueprint.register_error_handler(Exception, _failed)


def _refused(refusal: Refusal) -> Response:
    kinds = {NotFound: 404, NotAllowed: 403, SignInRefused: 401}
    status = kinds.get(type(refusal), 400)
    kind = {401: "AuthenticationException", 403: "AuthorizationException", 404: "RestException"}
    answer = _told(kind.get(status, "InvalidRequestException"), f"{refusal.en} · {refusal.zh}", status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="engine-rest"'
    return answer


def _failed(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _told("RestException", error.description or error.name, error.code or 500)
    number = uuid.uuid4().hex[:8]
    _LOG.exception("error %s at %s %s", number, request.method, request.path, exc_info=error)
    return _told("RestException", f"failed, number {number} · 系统出错，编号 {number}", 500)


def _told(kind: str, message: str, status: int) -> Response:
    return answered({"type": kind, "message": message, "code": None}, status)
