"""A selfie through the whole house: HTTP, Redis, a worker process, FaceNet, pgvector."""

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from bench.residue import search
from bench.traces import traces_of
from rockmatch.vision.pictures import decode_picture, encode_picture, open_picture
from tests import faces
from tests.live import wait_for

pytestmark = [pytest.mark.worker, pytest.mark.weights]


@pytest.fixture
def visitor(site):
    return site.member()


def kept_pictures(site):
    return list(site.redis(2).scan_iter("selfie:*"))


def test_a_face_becomes_a_rock(site, visitor):
    state = visitor.outcome(visitor.selfie(faces.selfie()))
    found = state["rockelganger"]
    assert state["status"] == "done"
    assert found["origin"] == "imagined"
    assert len(found["alternatives"]) == 2
    assert visitor.call("GET", "/api/v1/me/").json["rock"] == found["rock"]
    portrait = site.call("GET", found["rock"]["portrait"]["url"].removeprefix(site.url))
    assert portrait.body[8:12] == b"WEBP"


def test_the_rock_stands_beside_what_its_member_says(site, visitor):
    state = visitor.outcome(visitor.selfie(faces.selfie()))
    said = visitor.call("POST", "/api/v1/posts/", {"text": "I am a stone now."})
    assert said.status == 201
    newest = site.call("GET", "/api/v1/feed/explore/").json["results"][0]
    assert newest["text"] == "I am a stone now."
    assert newest["author"]["rock"] == state["rockelganger"]["rock"]


def test_nothing_of_the_face_is_kept_by_default(site, visitor):
    visitor.outcome(visitor.selfie(faces.selfie()))
    assert visitor.call("GET", "/api/v1/me/").json["keeps_face_vector"] is False
    assert kept_pictures(site) == []
    lines = site.sql(
        "SELECT subject, destroyed_at FROM rockmatch_receipt JOIN profiles_member m"
        " ON m.id = member_id WHERE username = %s",
        visitor.username,
    )
    assert {subject for subject, _ in lines} == {"picture", "crop", "embedding"}
    assert all(destroyed for _, destroyed in lines)


def test_who_is_known_again_stays_their_rock(visitor):
    first = visitor.outcome(visitor.selfie(faces.selfie(), keep_vector="true"))
    chosen = first["rockelganger"]["alternatives"][1]
    visitor.call("POST", "/api/v1/me/rock/", {"slug": chosen["slug"]})
    mirrored = faces.astronaut().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    again = visitor.outcome(visitor.selfie(faces.as_file(mirrored)))
    assert again["rockelganger"]["kept"] is True
    assert again["rockelganger"]["rock"] == chosen


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (faces.faceless, "no_face"),
        (faces.two_faces, "several_faces"),
        (faces.far_away, "face_too_small"),
        (faces.dark, "too_dark"),
        (faces.blurred, "too_blurred"),
        (faces.rock, "already_a_rock"),
    ],
)
def test_a_face_that_cannot_be_read_gets_its_code(site, visitor, picture, code):
    state = visitor.outcome(visitor.selfie(picture()))
    assert (state["status"], state["error"]["code"]) == ("failed", code)
    assert state["rockelganger"] is None
    assert kept_pictures(site) == []


@pytest.mark.parametrize(
    ("content", "fields", "status", "code"),
    [
        (b"hello", {}, 415, "not_an_image"),
        (b"", {}, 415, "not_an_image"),
        (b"\xff\xd8" + b"\0" * 13_000_000, {}, 413, "too_large"),
        (b"\xff\xd8" + b"\0" * 20_000_000, {}, 413, "too_large"),
        (b"\xff\xd8", {"consent": "false"}, 400, "no_consent"),
    ],
)
def test_what_is_refused_at_the_door_leaves_nothing(site, visitor, content, fields, status, code):
    answer = visitor.selfie(content, **fields)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)
    assert kept_pictures(site) == []


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF", "AVIF"])
def test_phones_send_many_kinds_of_pictures(visitor, kind):
    assert open_picture(faces.selfie())  # registers HEIF with Pillow
    state = visitor.outcome(visitor.selfie(faces.as_file(faces.astronaut(), kind)))
    assert state["status"] == "done"


def test_of_many_at_once_one_gets_in(visitor):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: visitor.selfie(faces.selfie()), range(4)))
    assert sorted(answer.status for answer in answers) == [202, 429, 429, 429]
    taken = next(answer for answer in answers if answer.status == 202)
    assert visitor.outcome(taken)["status"] == "done"


def test_somebody_elses_selfie_is_not_there(site, visitor):
    answer = visitor.selfie(faces.selfie())
    stranger = site.member()
    path = f"/api/v1/selfies/{answer.json['id']}/"
    assert stranger.call("GET", path).status == 404
    assert site.call("GET", path).status == 401
    assert visitor.outcome(answer)["status"] == "done"


class TestResidue:
    """Disk, logs, database and Redis are searched for the picture and the vector."""

    @pytest.fixture
    def traces(self, reader):
        encoded = encode_picture(open_picture(faces.selfie()))
        return traces_of(faces.selfie(), encoded, reader.read(decode_picture(encoded)))

    def test_the_search_finds_what_is_there(self, site, traces):
        (site.var_dir / "left").write_bytes(traces.embedding.tobytes())
        site.redis(5).set("left", faces.selfie())
        hits = search(site, traces).hits
        (site.var_dir / "left").unlink()
        site.redis(5).delete("left")
        assert {place for place, _ in hits} == {"left", "Redis 5 left"}

    def test_nothing_is_left_of_a_selfie_that_found_a_rock(self, site, visitor, traces):
        visitor.outcome(visitor.selfie(faces.selfie()))
        assert search(site, traces).hits == set()

    def test_a_vector_that_is_kept_is_kept_sealed(self, site, visitor, traces):
        visitor.outcome(visitor.selfie(faces.selfie(), keep_vector="true"))
        assert visitor.call("GET", "/api/v1/me/").json["keeps_face_vector"] is True
        assert search(site, traces).hits == set()

    def test_nothing_is_left_of_a_selfie_that_was_refused(self, site, visitor):
        picture = faces.blurred()
        visitor.outcome(visitor.selfie(picture))
        encoded = encode_picture(open_picture(picture))
        assert search(site, traces_of(picture, encoded, None)).hits == set()

    def test_the_key_of_a_picture_is_in_no_log(self, site, visitor):
        """The log names the task and its selfie; where arguments would stand it says so."""
        answer = visitor.selfie(faces.selfie())
        visitor.outcome(answer)
        text = b"".join(log.read_bytes() for log in (site.var_dir / "logs").iterdir())
        assert b"rockmatch.read_selfie" in text
        assert not re.search(rb"[A-Za-z0-9+/]{43}=", text)  # 32 bytes in base64


class TestKilledWorker:
    """The reader is stopped in the middle, so that there is something to take up."""

    def taken(self, site, visitor):
        """Post a selfie to readers that hang, and wait until the worker has taken the job."""
        answer = visitor.selfie(faces.selfie())
        wait_for(lambda: site.redis(0).hlen("unacked"), seconds=20, what="the job to be taken")
        return answer

    def test_a_killed_readers_job_is_taken_up_by_the_next(self, site, visitor):
        readers = site.workers()[1:]
        with site.frozen(readers):
            answer = self.taken(site, visitor)
            for process in readers:
                os.kill(process, signal.SIGKILL)
        assert visitor.outcome(answer, seconds=90)["status"] == "done"
        assert kept_pictures(site) == []

    def test_a_killed_workers_job_is_taken_up_by_the_next(self, site, visitor):
        worker, *readers = site.workers()
        with site.frozen(readers):
            answer = self.taken(site, visitor)
            for process in (worker, *readers):
                os.kill(process, signal.SIGKILL)
        assert visitor.outcome(answer, seconds=150)["status"] == "done"
        assert kept_pictures(site) == []
        wait_for(site.is_ready, seconds=60, what="the site to be ready again")


def test_without_a_worker_it_is_said_at_once_and_nothing_is_kept(site, visitor):
    with site.without_worker():
        answer = visitor.selfie(faces.selfie())
        assert (answer.status, answer.json["error"]["code"]) == (503, "busy")
        assert kept_pictures(site) == []


def test_connections_that_the_database_ends_are_renewed(site, visitor):
    """Web and worker keep theirs; after a restart of PostgreSQL nobody may notice."""
    visitor.outcome(visitor.selfie(faces.selfie()))
    ended = site.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert len(ended) >= 2
    assert visitor.outcome(visitor.selfie(faces.selfie()))["status"] == "done"


def test_readers_give_way_to_the_web(site):
    readers = {os.getpriority(os.PRIO_PROCESS, process) for process in site.workers()[1:]}
    web = {os.getpriority(os.PRIO_PROCESS, process) for process in site.web()}
    assert min(readers) > max(web)


def test_only_the_worker_loads_an_engine_and_tensorflow_is_not_it(site):
    """ONNX Runtime's library is mapped by the reader, and by no web process."""
    for processes, expected in ((site.web(), False), (site.workers()[-1:], True)):
        assert processes
        for process in processes:
            maps = Path(f"/proc/{process}/maps").read_text()
            assert ("onnxruntime" in maps) is expected
            assert "libtensorflow" not in maps
