"""/livez and /readyz: what they answer when something is missing, and that they tell strangers nothing more."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from registry import health

pytestmark = pytest.mark.django_db


def test_both_answer_200(client):
    assert client.get("/livez").content == b"ok"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "migrations": True, "cache": True}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_no_session_no_redirect_no_copy(client, path):
    response = client.get(path, headers={"accept-language": "ar"})
    assert response.status_code == 200
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_migration_that_is_not_applied(client):
    for latest in MigrationLoader(connection).graph.leaf_nodes("practices"):
        MigrationRecorder(connection).record_unapplied(*latest)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "migrations": False, "cache": True}


def test_a_cache_without_its_table(client, settings):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS cache")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] is False


def test_a_database_that_is_away(client, monkeypatch):
    def away(*args):
        raise DatabaseError("connection to server at 10.0.0.7, user registry, failed")

    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr(cache, "get", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": False, "migrations": False, "cache": False}
    assert b"10.0.0.7" not in response.content
    assert client.get("/livez").status_code == 200


def test_every_check_is_named():
    assert list(health.CHECKS) == ["database", "migrations", "cache"]
