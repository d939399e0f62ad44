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
    `app.extensions["house"]`.
    """
    from flask import Flask

    from app.house import build_house
    from app.views.settings import read_settings
    from app.views.shell import furnish
    from storage.crypto import Keyring
    from storage.database import Database

    web = Flask(__name__)
    web.config.update(read_settings(config or {}, ROOT))
    house = web.config["HOUSE"] or build_house(Keyring.from_file(Path(web.config["MASTER_KEY_FILE"])))
    web.extensions["house"] = house
    web.extensions["database"] = Database(web.config["DATABASE_URL"], {"house": house})
    furnish(web)
    return web
