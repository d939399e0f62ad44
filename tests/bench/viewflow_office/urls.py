"""The addresses of the compared flow and a page that gives out a form token; it knows no task."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset

from tests.bench.viewflow_office.flows import BenchFlow


def token(request: HttpRequest) -> HttpResponse:
    """Answer with the token that forms need."""
    return HttpResponse(get_token(request))


site = Site(title="bench", viewsets=[FlowAppViewset(BenchFlow)])
urlpatterns = [path("token", token), path("", site.urls)]
