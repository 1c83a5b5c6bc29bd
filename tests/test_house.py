"""What holds of the house as a whole."""

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from rest_framework.test import APIClient

from tests.live import ROOT


def _imported(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_web_process_never_imports_tensorflow():
    # and not by queueing jobs either
    loaded = _imported("rockstar_site.asgi, rockmatch.tasks, studio.tasks, lab.tasks, feed.tasks")
    assert "django.core.handlers.asgi" in loaded
    assert not {"tensorflow", "keras", "mtcnn", "onnx", "onnxruntime", "cv2"} & loaded


def test_filling_the_lab_needs_no_extra():
    loaded = _imported("rockstar_site.asgi, lab.fill, lab.tasks, lab.dataset.card")
    assert "rockmatch.portraits.ladder" in loaded
    assert not {"scipy", "skimage", "mitsuba"} & loaded


def test_vision_imports_no_django():
    loaded = _imported("rockmatch.vision.pictures, rockmatch.vision.face, rockmatch.vision.weights")
    assert "django" not in loaded


@pytest.mark.django_db
def test_the_openapi_document_is_complete(tmp_path):
    file = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    text = file.read_text()
    for path in ("selfies/", "me/rock/", "feed/home/", "posts/{id}/rock/", "auth/token/"):
        assert f"/api/v1/{path}" in text


@pytest.mark.django_db
def test_the_documents_pages_open():
    assert APIClient().get("/api/docs/").status_code == 200
    assert APIClient().get("/api/schema/").status_code == 200


def test_every_url_has_a_name():
    def nameless(patterns, prefix=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if pattern.namespace != "admin" and not str(pattern.pattern).startswith("admin"):
                    yield from nameless(pattern.url_patterns, prefix + str(pattern.pattern))
            elif not pattern.name and "script" not in str(pattern.pattern):
                yield prefix + str(pattern.pattern)

    assert list(nameless(get_resolver().url_patterns)) == []
