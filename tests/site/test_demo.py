"""`make demo`, from an empty folder to a member's feed, and again with what is there."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg
import pytest
from django.urls import Resolver404, resolve

from rockstar_site.demo.__main__ import environment
from rockstar_site.demo.prepare import MEMBERS, POSTS, RATERS
from rockstar_site.embedded import paths
from rockstar_site.embedded.errors import StartError
from tests.live import ROOT, free_port, wait_for

NOT_THEIRS = ("DATABASE_URL", "REDIS_URL", "HOST")
SECONDS = 240  # this long it may take where other things run beside it


class Demo:
    """A demo that runs, and what it has printed."""

    def __init__(self, var_dir, port):
        self.var_dir, self.log = var_dir, var_dir.parent / "demo.log"
        env = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
        env |= {"VAR_DIR": str(var_dir), "PORT": str(port), "VENV": sys.prefix}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "demo"],
                cwd=ROOT,
                env=env,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def said(self):
        return self.log.read_text()

    def wait_for(self, pattern):
        def found():
            assert self.process.poll() is None, self.said
            return re.search(pattern, self.said)

        return wait_for(found, seconds=SECONDS, what=f"{pattern} in\n{self.said}")[1]

    def sql(self, query):
        with psycopg.connect(paths.database_url(self.var_dir)) as connection:
            return connection.execute(query).fetchone()[0]

    def count(self, table):
        return self.sql(f"SELECT count(*) FROM {table}")

    def stop(self):
        """Press Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)


@contextmanager
def demo(var_dir):
    running = Demo(var_dir, free_port())
    try:
        yield running
    finally:
        running.stop()


def visit(browser, address):
    with browser.open(address, timeout=60) as answer:
        return answer.read().decode()


def visitor():
    return build_opener(HTTPCookieProcessor(CookieJar()))


@pytest.mark.worker
@pytest.mark.weights
def test_it_can_be_looked_at_from_scratch_and_again(tmp_path, weights):
    folder = tmp_path / "var"
    with demo(folder) as first:
        link = first.wait_for(r"once: (http://localhost:\d+/demo/\S+)")
        assert re.search(r"RockStar is at http://localhost:\d+/, started in \d+ s", first.said)
        browser = visitor()
        page = visit(browser, link)
        assert "Log out" in page
        assert 10 < page.count("<article") <= 20  # what several roll on stands once
        assert re.search(r'<a class="post-rock".*?<img src="/media/rocks/[^"]+"', page, re.DOTALL)
        picture = re.search(r'src="(/media/rocks/[^"]+)"', page)[1]
        address = re.match(r"http://[^/]+", link)[0]
        with browser.open(address + picture) as answer:
            assert answer.headers["Content-Type"] == "image/webp"
        older = re.search(r'href="(/\?before=[^"]+)"', page)[1]
        assert "<article" in visit(browser, address + older)
        stranger = visitor()
        assert "Log out" not in visit(stranger, link)  # it lets somebody in once
        assert first.count("feed_post") == POSTS
        assert first.count("feed_reaction") > POSTS
        assert first.count("lab_rater") == RATERS
        there = first.count("profiles_member")
        assert there == MEMBERS + 1  # and the administrator
        password = first.sql("SELECT password FROM profiles_member WHERE is_superuser")
        assert password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    assert "RockStar has stopped." in first.said
    with demo(folder) as second:
        assert "Log out" in visit(visitor(), second.wait_for(r"once: (http://\S+)"))
        assert (second.count("feed_post"), second.count("profiles_member")) == (POSTS, there)
        assert second.count("lab_rater") == RATERS


def test_the_door_is_the_demos_alone():
    with pytest.raises(Resolver404):
        resolve("/demo/1/c0ffee-abc/")


def test_it_takes_no_database_and_no_address_of_anybody_elses():
    env = environment({"DATABASE_URL": "x", "REDIS_URL": "y", "SITE_URL": "z", "PATH": "/bin"})
    assert env == {"PATH": "/bin", "DJANGO_SETTINGS_MODULE": "rockstar_site.demo.settings"}
    for host in ("0.0.0.0", "192.0.2.7", "::"):
        with pytest.raises(StartError, match="this machine alone"):
            environment({"HOST": host})


def test_its_settings_refuse_a_public_site():
    env = {**os.environ, "SITE_URL": "https://rocks.example"}
    command = [sys.executable, "-c", "import rockstar_site.demo.settings"]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert result.returncode
    assert "no public site runs it" in result.stderr


@pytest.mark.django_db
class TestDoor:
    @pytest.fixture(autouse=True)
    def in_the_demo(self, settings):
        settings.ROOT_URLCONF = "rockstar_site.demo.urls"

    def test_a_link_lets_its_member_in_once(self, client):
        from rockstar_site.demo.door import guest, link_for
        from tests.factories import make_member, make_rock

        make_member(is_staff=True, rock=make_rock())
        make_member(is_locked=True, rock=make_rock())
        member = make_member(rock=make_rock())
        assert guest() == member
        link = link_for(member)
        client.get(link)
        assert client.session["_auth_user_id"] == str(member.pk)
        client.logout()
        answer = client.get(link, follow=True)
        assert "That link is spent" in answer.content.decode()
        assert "_auth_user_id" not in client.session

    def test_it_says_no_as_the_house_does(self, client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        heavy = client.post("/posts/", {"text": "x" * 2000})
        assert (heavy.status_code, "Too heavy" in heavy.content.decode()) == (413, True)
        missing = client.get("/api/v1/nothing/")
        assert missing.json()["error"]["code"] == "not_found"

    @pytest.mark.parametrize("kind", ["staff", "inactive", "forged", "another"])
    def test_no_other_link_lets_anybody_in(self, client, kind):
        from rockstar_site.demo.door import link_for, tokens
        from tests.factories import make_member, make_rock

        fields = {"staff": {"is_staff": True}, "inactive": {"is_active": False}}.get(kind, {})
        member = make_member(rock=make_rock(), **fields)
        link = link_for(member)
        if kind == "forged":
            link = link[:-2] + ("b/" if link[-2] == "a" else "a/")
        if kind == "another":
            other = make_member(rock=make_rock())
            link = link.replace(tokens.make_token(member), tokens.make_token(other))
        client.get(link)
        assert "_auth_user_id" not in client.session
