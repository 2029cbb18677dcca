"""The floor: a bare Django view that asks the database once, without any middleware, on the same server as the site."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from policies.models import Subject


def bare(request: HttpRequest) -> HttpResponse:
    """One indexed query past the ORM: what nothing written with Django is cheaper than."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM policies_subject WHERE id = %s", [1])
        row = cursor.fetchone()
    return HttpResponse(row[0] if row else "")


def by_orm(request: HttpRequest) -> HttpResponse:
    """The same as most would write it."""
    return HttpResponse(Subject.objects.filter(pk=1).values_list("slug", flat=True).first())


urlpatterns = [path("bare", bare), path("orm", by_orm)]
