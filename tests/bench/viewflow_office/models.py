"""The case of the compared flow: the officer who gets its tasks, and the three fields that our measured form asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from viewflow.workflow.models import Process


class BenchCase(Process):  # type: ignore[misc]
    """A process with the answers of its steps."""

    officer: Any = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    opinion: Any = models.CharField(
        max_length=20, choices=[("同意", "同意"), ("不同意", "不同意")], null=True
    )
    amount: Any = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    facts: Any = models.TextField(null=True)
