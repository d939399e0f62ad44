"""Starts web server and worker together and stops both together; knows the application only by its commands.

Environment: DATABASE_URL (default: a SQLite file under var/; postgresql://… works alike), HOST (127.0.0.1),
PORT (8000), DEMONSTRATION (1; 0 leaves an empty database empty and names no accounts at sign-in), WEB_THREADS (8).
"""

from __future__ import annotations

import ctypes
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
PATIENCE = 15  # seconds that a part gets to finish its work after it was asked to stop
READY = 60  # seconds after which no page is waited for any more
STARTS, WITHIN = 4, 120  # a worker that begins so often within so many seconds is beyond help
PR_SET_PDEATHSIG = 1


Part = subprocess.Popen[bytes]


class Stop(Exception):
    """Somebody asked to stop: Ctrl-C, SIGTERM or a closed terminal."""


def asked_to_stop(_number: int, _frame: FrameType | None) -> None:
    """Turn the first signal into an exception and let no second one disturb the stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def die_with_parent() -> None:
    """In a new child: be told to stop even when this script is killed outright (Linux only)."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def environment() -> dict[str, str]:
    """What the parts are started with; makes var/ where nothing else is asked for."""
    chosen = dict(os.environ, PYTHONPATH=str(ROOT))
    if not chosen.get("DATABASE_URL"):
        (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
        chosen["DATABASE_URL"] = f"sqlite:///{ROOT / 'var' / 'qingxin.db'}"
    chosen.setdefault("DEMONSTRATION", "1")
    return chosen


def refuse_taken_port(host: str, port: int) -> None:
    """End with a sentence when something else already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise SystemExit(
                f"Cannot listen on {host}:{port} ({problem.strerror}). Try: make run PORT={port + 1}"
            ) from None


def state_of(env: dict[str, str]) -> str:
    """Digest of what preparing depends on; empty for a database that is not a file here, which may change unseen."""
    file = Path(env["DATABASE_URL"].removeprefix("sqlite:///"))
    if not env["DATABASE_URL"].startswith("sqlite:///") or not file.is_file():
        return ""
    found = hashlib.sha256(f"{file.resolve()} {file.stat().st_ino} {env['DEMONSTRATION']}".encode())
    for folder in ("processes", "forms", "storage/migrations"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def prepare(env: dict[str, str]) -> None:
    """Bring the database up to date and, when it is empty, fill it with the demonstration; skip what was done."""
    stamp = Path(env["DATABASE_URL"].removeprefix("sqlite:///") + ".prepared")
    if (state := state_of(env)) and stamp.is_file() and stamp.read_text() == state:
        return
    command = ["set-up", "--demonstration"] if env["DEMONSTRATION"] != "0" else ["set-up"]
    if subprocess.run([*FLASK, *command], cwd=ROOT, env=env).returncode != 0:
        raise SystemExit(f"`flask {' '.join(command)}` failed; nothing was started.")
    if state := state_of(env):
        stamp.write_text(state)


def commands(env: dict[str, str], host: str, port: int) -> dict[str, list[str]]:
    """How the parts are started, by name."""
    web = [
        str(BIN / "gunicorn"),
        "app:create_app()",
        "--config",
        "python:app.serving",
        "--bind",
        f"{host}:{port}",
    ]
    web += ["--workers", "1", "--threads", env.get("WEB_THREADS", "8")]
    return {"web": web, "worker": [*FLASK, "worker"]}


def start(command: list[str], env: dict[str, str]) -> Part:
    """Start a part in a session of its own, so that Ctrl-C reaches it through this script only."""
    return subprocess.Popen(command, cwd=ROOT, env=env, preexec_fn=die_with_parent)


def announce(web: Part, host: str, port: int) -> None:
    """Say where to look as soon as a page comes from there."""
    where, until = host if host != "0.0.0.0" else "127.0.0.1", time.monotonic() + READY
    while web.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection(where, port, timeout=30)
        try:
            connection.request("GET", "/sign-in")
            if connection.getresponse().status < 500:
                print(f"清薪 Qingxin: http://{host}:{port}  (Ctrl-C stops it)", flush=True)
                return
        except (OSError, http.client.HTTPException):
            pass  # it is not there yet
        finally:
            connection.close()
        time.sleep(0.05)


def watch(parts: dict[str, Part], worker: list[str], env: dict[str, str]) -> str:
    """Wait until a part is gone for good and return a sentence about it; a worker that died begins anew."""
    begun = [time.monotonic()]
    while True:
        time.sleep(0.2)
        if (code := parts["web"].poll()) is not None:
            return f"The web server has ended by itself ({told(code)})."
        if (code := parts["worker"].poll()) is not None:
            begun = [moment for moment in begun if moment > time.monotonic() - WITHIN]
            if len(begun) >= STARTS:
                return (
                    f"The worker has ended by itself {len(begun)} times in {WITHIN} seconds ({told(code)})."
                )
            print(
                f"The worker has ended by itself ({told(code)}); starting it again.",
                file=sys.stderr,
                flush=True,
            )
            parts["worker"] = start(worker, env)
            begun.append(time.monotonic())


def told(code: int) -> str:
    """An exit code in words."""
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def stop(parts: dict[str, Part]) -> None:
    """Ask all parts to finish, and end those that do not."""
    for part in parts.values():
        if part.poll() is None:
            part.terminate()
    until = time.monotonic() + PATIENCE
    for part in parts.values():
        try:
            part.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()


def wanted_port() -> int:
    """The port to listen on; end with a sentence when it is none."""
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return int(port)


def main() -> int:
    """Run until asked to stop (0) or until a part is gone for good (1)."""
    host, port = os.environ.get("HOST", "127.0.0.1"), wanted_port()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup asks to go on
            signal.signal(number, asked_to_stop)
    parts: dict[str, Part] = {}
    try:
        refuse_taken_port(host, port)
        env = environment()
        prepare(env)
        how = commands(env, host, port)
        parts["web"] = start(how["web"], env)
        announce(parts["web"], host, port)
        parts["worker"] = start(how["worker"], env)  # people come first
        print(watch(parts, how["worker"], env) + " Stopping the rest.", file=sys.stderr, flush=True)
        return 1
    except Stop:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stop(parts)


if __name__ == "__main__":
    sys.exit(main())
