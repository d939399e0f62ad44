"""Templates of papers that belong to nothing, or read what does not exist; it must not know how papers are filled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from app.catalogue import Catalogue
from app.diagrams.checks.model import Model
from app.diagrams.findings import Finding, Notes, Severity
from app.stencils import Stencil

SURROUNDINGS = frozenset({"case", "setting", "units", "paper"})


def check_papers(model: Model, notes: Notes) -> None:
    """Report templates without a paper, those that no step issues, and names that they read in vain."""
    issued = {
        code.strip()
        for element in model.elements
        for code in element.properties.get("documents", "").split(",")
    }
    for file, stencil in model.stencils.items():
        code = PurePosixPath(file).stem
        if model.around.papers and code not in model.around.papers:
            zh = f"文书目录中没有代码“{code}”，模板用不上；请用目录中的代码作文件名。"
            en = f"The list of papers has no code “{code}”; name the file after a code of the list."
            notes.add(_finding("unknown_paper", "error", zh, en, file))
        elif code not in issued and not _called(model):
            zh = f"流程中没有环节出具“{code}”，模板用不上；请在环节的文书设置中写上它。"
            en = f"No step of the process issues “{code}”; name it among the papers of a step."
            notes.add(_finding("paper_of_nothing", "warning", zh, en, file))
        for name in _unknown(model, stencil):
            zh = f"文书模板读取的“{name}”不存在，出具时会空着；请改用字段目录中的字段或流程变量。"
            en = f"The template reads “{name}”, which does not exist and would stay blank."
            notes.add(_finding("unknown_in_paper", "error", zh, en, file))


def _called(model: Model) -> bool:
    """Whether other processes call this one and so may name the paper."""
    return bool(model.callers)


def _finding(code: str, severity: Severity, zh: str, en: str, file: str) -> Finding:
    return Finding(code, severity, None, None, zh, en, file)


def _unknown(model: Model, stencil: Stencil) -> Iterator[str]:
    """Yield the names that neither the case nor the process knows."""
    asked = {item.scope_name.split(".")[0] for form in model.forms.values() for item in form.fields}
    for name in sorted(stencil.names):
        first = name.split(".")[0]
        if first == "case":
            if model.around.catalogue is not None and not _is_fact(name, model.around.catalogue):
                yield name
        elif first not in SURROUNDINGS and model.kinds and first not in asked | model.kinds.keys():
            yield name


def _is_fact(name: str, catalogue: Catalogue) -> bool:
    """Whether a name is a field of a case, a part of one, or a section."""
    if name in catalogue or name.removeprefix("case.") in catalogue.sections:
        return True
    parent, _, last = name.rpartition(".")
    return parent in catalogue and (last in catalogue[parent].columns or not catalogue[parent].columns)
