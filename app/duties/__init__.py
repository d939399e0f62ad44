"""Duties: the clauses of the founding documents and what serves each; pure, it knows no storage and no pages."""

from app.duties.clauses import KIND_WORDS, Clause, load_clauses
from app.duties.performing import performers
from app.duties.serving import Place, Reference, clauses_of, human, places_by_clause, references_of

__all__ = [
    "KIND_WORDS",
    "Clause",
    "Place",
    "Reference",
    "clauses_of",
    "human",
    "load_clauses",
    "performers",
    "places_by_clause",
    "references_of",
]
