"""Forms: schemas, submissions, rules and what is shown; it knows no Flask, SQLAlchemy or storage."""

from app.forms.answering import Answered, answer
from app.forms.display import values_for_display
from app.forms.fields import Field, Form, FormError, Language, Option, input_id
from app.forms.reading import Raw, read_submission
from app.forms.schema import load_form
from app.forms.sentences import FieldError
from app.forms.shown import ShownView, show_facts
from app.forms.view import FormView
from app.forms.viewing import view_form
from app.forms.words import Words

__all__ = [
    "Answered",
    "Field",
    "FieldError",
    "Form",
    "FormError",
    "FormView",
    "Language",
    "Option",
    "Raw",
    "ShownView",
    "Words",
    "answer",
    "input_id",
    "load_form",
    "read_submission",
    "show_facts",
    "values_for_display",
    "view_form",
]
