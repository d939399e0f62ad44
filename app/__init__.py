"""The application: puts database, house and pages together; it decides nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import URL

    from app.exports.keeping import Shelf

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the web application.

    Settings come from `config`, else from the environment, else from their defaults (`app.views.settings`).
    The database, which must have been migrated, is `app.extensions["database"]`, the house
    `app.extensions["house"]`. Raises NoAppException, with a sentence, for a setting that cannot be used.
    """
    from flask import Flask
    from flask.cli import NoAppException
    from sqlalchemy.exc import ArgumentError

    from app.cli import register
    from app.house import build_house
    from app.views.settings import read_settings
    from app.views.shell import furnish
    from storage.crypto import Keyring
    from storage.database import Database

    web = Flask(__name__)
    try:
        web.config.update(read_settings(config or {}, ROOT))
        house = web.config["HOUSE"] or build_house(Keyring.from_file(Path(web.config["MASTER_KEY_FILE"])))
        web.extensions["house"] = house
        info = {"house": house, **_ways_out(web.config)}
        web.extensions["database"] = database = Database(web.config["DATABASE_URL"], info)
        info["exports"] = _shelf(web.config, database.url)
    except ArgumentError as problem:
        raise NoAppException(f"DATABASE_URL 无法识别 · DATABASE_URL cannot be read: {problem}") from problem
    except (ValueError, OSError) as problem:
        raise NoAppException(f"设置有误 · a setting cannot be used: {problem}") from problem
    furnish(web)
    register(web)
    return web


def _ways_out(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return how mails and exchanges leave the house."""
    from app.exchanges.posting import load_services
    from app.exchanges.ways import Ways
    from app.mail import mailbox

    folder, listed = config["EXCHANGES"], config["EXCHANGE_SERVICES"]
    services = load_services(Path(listed).read_bytes()) if listed else {}
    return {
        "mailbox": mailbox(config["MAIL_URL"], config["MAIL_FROM"], config["SITE_URL"]),
        "ways": Ways(Path(folder) if folder else None, services),
    }


def _shelf(config: Mapping[str, Any], url: URL) -> Shelf:
    """Return where finished exports wait."""
    from app.checkpoints import folder_beside
    from app.exports.keeping import Shelf

    folder = folder_beside(config["EXPORTS"], "exports", url.get_backend_name(), url.database, ROOT)
    return Shelf(folder, config["EXPORT_DAYS"])
