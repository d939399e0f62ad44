"""The application: puts database, house and pages together; it decides nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

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

    from app.checkpoints import folder_beside
    from app.cli import register
    from app.exchanges.posting import load_services
    from app.exchanges.ways import Ways
    from app.exports.keeping import Shelf
    from app.house import build_house
    from app.mail import mailbox
    from app.views.settings import read_settings
    from app.views.shell import furnish
    from storage.crypto import Keyring
    from storage.database import Database

    web = Flask(__name__)
    try:
        web.config.update(read_settings(config or {}, ROOT))
        house = web.config["HOUSE"] or build_house(Keyring.from_file(Path(web.config["MASTER_KEY_FILE"])))
        web.extensions["house"] = house
        posting = mailbox(web.config["MAIL_URL"], web.config["MAIL_FROM"], web.config["SITE_URL"])
        folder = web.config["EXCHANGES"]
        listed = web.config["EXCHANGE_SERVICES"]
        services = load_services(Path(listed).read_bytes()) if listed else {}
        ways = Ways(Path(folder) if folder else None, services)
        info: dict[str, Any] = {"house": house, "mailbox": posting, "ways": ways}
        web.extensions["database"] = database = Database(web.config["DATABASE_URL"], info)
        url = database.url
        kept = folder_beside(web.config["EXPORTS"], "exports", url.get_backend_name(), url.database, ROOT)
        info["exports"] = Shelf(kept, web.config["EXPORT_DAYS"])
    except ArgumentError as problem:
        raise NoAppException(f"DATABASE_URL 无法识别 · DATABASE_URL cannot be read: {problem}") from problem
    except (ValueError, OSError) as problem:
        raise NoAppException(f"设置有误 · a setting cannot be used: {problem}") from problem
    furnish(web)
    register(web)
    return web
