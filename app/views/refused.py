"""Refusals and failures as pages: the one place where a situation gets its page and status."""

from __future__ import annotations

import logging
import uuid

from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.refusals import NotFound, Refusal
from app.views.words import inside, t
from storage.crypto import CannotDecrypt

_LOG = logging.getLogger("qingxin.web")

_TITLES = {
    400: ("请求有误", "Bad request"),
    401: ("请先登录", "Please sign in"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不能这样访问", "Not possible this way"),
    409: ("没有办成", "Not done"),
    413: ("文件过大", "Too large"),
    422: ("需要改正", "Please correct"),
    429: ("请稍后再试", "Please wait"),
    500: ("系统出错", "Something went wrong"),
    503: ("系统繁忙", "Busy"),
}
_SENTENCES = {
    400: ("请求的内容无法识别，请返回重试。", "The request cannot be read; go back and try again."),
    405: ("这个地址不接受这种请求。", "This address does not take such a request."),
    413: ("提交的内容超过上限（单个文件 50 MB）。", "What you sent is too large (50 MB a file)."),
    500: (
        "已记录这一错误，数据没有改动。请稍后再试；仍不成功时请把编号告诉系统管理员：",
        "The error was logged and nothing was changed. Try again later, or tell the administrator this number: ",
    ),
    503: (
        "数据库暂时连接不上，请稍候几秒再试。",
        "The database cannot be reached; try again in some seconds.",
    ),
}


def _page(status: int, zh: str, en: str, title: tuple[str, str] | None = None) -> Response:
    title = title or _TITLES.get(status, _TITLES[400])
    page = render_template(
        "refused.html",
        status=status,
        headline=t(*title),
        sentence=t(zh, en),
        back=inside(request.form.get("back") if request.method == "POST" and status != 413 else None),
        sign_in_needed=status == 401 and g.get("actor") is None,
    )
    return make_response(page, status)


def refused(refusal: Refusal) -> Response:
    """Show why an action was refused; a page that can say it better catches the refusal itself."""
    return _page(refusal.status, refusal.zh, refusal.en)


def http_error(error: HTTPException) -> Response:
    """Show an error of the web itself; an unknown address looks like an unknown or foreign id."""
    status = error.code or 500
    if status == 404:
        return refused(NotFound())
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    return _page(status, *_SENTENCES.get(status, _SENTENCES[400]))


def busy(error: Exception) -> Response:
    """Say that the database is out of reach; nothing was written."""
    _LOG.error("database out of reach: %s", type(error).__name__)
    response = _page(503, *_SENTENCES[503])
    response.headers["Retry-After"] = "5"
    return response


_CLOSED = (
    "案件资料打不开：系统的主密钥缺失或不是加密时的那一把，数据没有改动。"
    "请系统管理员把原来的主密钥文件放回 MASTER_KEY_FILE 所指的位置并重新启动。",
    "Case data does not open: the master key is missing or not the one that sealed it; nothing was changed. "
    "The administrator has to put the former key file back where MASTER_KEY_FILE points, and start again.",
)


def closed(error: CannotDecrypt) -> Response:
    """Say that the master key does not fit; the log names what did not open."""
    _LOG.error("the master key does not fit: %s", error)
    return _page(503, *_CLOSED, title=("主密钥不符", "The master key does not fit"))


def failed(error: Exception) -> Response:
    """Log an unforeseen error under a number and show the number."""
    number = uuid.uuid4().hex[:8]
    _LOG.exception("error %s at %s %s", number, request.method, request.path, exc_info=error)
    zh, en = _SENTENCES[500]
    return _page(500, zh + number, en + number)


def map_refusals(web: Flask) -> None:
    """Register the pages of all refusals and failures."""
    web.register_error_handler(Refusal, refused)
    web.register_error_handler(HTTPException, http_error)
    web.register_error_handler(OperationalError, busy)
    web.register_error_handler(PoolTimeout, busy)
    web.register_error_handler(CannotDecrypt, closed)
    if not web.testing:
        web.register_error_handler(Exception, failed)
