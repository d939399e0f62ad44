"""No left-overs, no place of one machine, no text that one of the two languages lacks."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house.sources import ROOT, files, name_of, told

LEFT_OVER = re.compile(r"\b(TODO|FIXME|HACK)\b|\b[Ff]or now\b|[Ll]orem ipsum")
HOSTS = ("pythonhosted", "pypi", "npmjs", "yarnpkg", "debian")
PLACES = re.compile(
    r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/|https?://[^\s\"')]*\b(" + "|".join(HOSTS) + r")\.(org|com)"
)
TEXT = {
    ".py",
    ".js",
    ".mjs",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".json",
    ".txt",
    ".csv",
    ".bpmn",
    ".dmn",
    ".form",
}
TEXT |= {".po", ".cfg", ".ini", ".svg", ".mako", ".yml", ".yaml", ""}
CODE = {".py", ".js", ".mjs", ".css", ".html", ".mako"}
CHINESE = re.compile(r"[一-鿿]")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def texts(kinds: set[str]) -> dict[Path, str]:
    """Text files of the product but this one, which must name what it looks for."""
    found = (path for path in files() if path.suffix in kinds and path != Path(__file__))
    return {path: path.read_text(encoding="utf-8", errors="replace") for path in found}


def lines_with(pattern: re.Pattern[str], kinds: set[str]) -> list[str]:
    """Where a pattern occurs, as file:line."""
    return [
        f"{name_of(path)}:{number} {line.strip()[:100]}"
        for path, text in texts(kinds).items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_over() -> None:
    broken = lines_with(LEFT_OVER, CODE)
    assert not broken, told(broken, "Finish these, or take them out:")


def test_no_file_names_a_place_on_one_machine_or_a_registry() -> None:
    broken = lines_with(PLACES, TEXT)
    assert not broken, told(broken, "The product runs anywhere; leave paths and hosts out:")


def test_every_text_of_a_template_is_translated() -> None:
    broken = []
    for path, text in texts({".html"}).items():
        if name_of(path).startswith("app/templates/"):
            bare = JINJA.sub(lambda found: "\n" * found[0].count("\n"), text)
            numbers = [
                number for number, line in enumerate(bare.splitlines(), start=1) if CHINESE.search(line)
            ]
            broken += [f"{name_of(path)}:{number}" for number in numbers]
    assert not broken, told(broken, 'Put these texts into {{ _("…") }}, so that English pages have them too:')


def test_every_translated_text_has_its_english() -> None:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(
        ROOT / "app", method_map=methods, options_map={"templates/**.html": {"silent": "false"}}
    )
    asked = {
        message if isinstance(message, str) else message[0]: f"app/{name}:{line}"
        for name, line, message, *_ in found
    }
    known: set[str] = set()
    for path in (ROOT / "app" / "translations").rglob("en/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            known |= {
                message.id if isinstance(message.id, str) else message.id[0]
                for message in read_po(file)
                if message.string and not message.fuzzy
            }
    broken = [f"{place} {text}" for text, place in asked.items() if text not in known]
    assert not broken, told(broken, "Give these their English in app/translations/en/LC_MESSAGES:")
