"""Alive, and ready: what a load balancer asks."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_it_is_alive_without_asking_anything_else(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_is_ready_when_every_part_works(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"] is True
    assert set(response.json()["parts"].values()) == {"ok"}


@pytest.mark.django_db
def test_it_is_not_ready_while_migrations_wait(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'policies'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "behind"


@pytest.mark.django_db
def test_it_is_not_ready_without_its_cache_and_says_so(client, monkeypatch):
    def broken(key):
        raise ConnectionRefusedError

    monkeypatch.setattr(cache, "get", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"] == {**response.json()["parts"], "database": "ok", "cache": "unreachable"}
