"""What leaves compressed, and what as it is."""

import gzip

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from rockstar_site.compression import CompressionMiddleware

ZIPPED = {"Accept-Encoding": "gzip, br"}


@pytest.mark.django_db
def test_a_page_is_packed_for_who_can_unpack_it(client):
    plain = client.get(reverse("privacy"))
    packed = client.get(reverse("privacy"), headers=ZIPPED)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content).startswith(b"<!doctype html>")
    assert len(packed.content) < len(plain.content) / 2


def test_a_portrait_is_sent_as_it_is(client):
    name = default_storage.save("rocks/a.webp", ContentFile(b"RIFF" * 400))
    answer = client.get(f"/media/{name}", headers=ZIPPED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer


def test_a_stream_does_not_wait_to_be_packed():
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    stream = StreamingHttpResponse(iter(["data: 1\n\n" * 100]), content_type="text/event-stream")
    answer = CompressionMiddleware(lambda _: HttpResponse()).process_response(request, stream)
    assert "Content-Encoding" not in answer
    assert next(iter(answer)).startswith(b"data: 1")
