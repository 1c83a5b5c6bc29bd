"""Every page by its name: who may see it, what it needs of the database, and what it may hold."""

import re
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings as configured
from django.urls import get_resolver, reverse

from feed.models import Post
from rockmatch import worker
from rockmatch.models import Selfie
from rockmatch.services.biometrics import keep_face_vector
from rockmatch.services.rockelgangers import choose_rock
from tests.factories import make_member, make_pairing, make_rock, make_selfie
from tests.page_names import OF_A_MEMBER, OPEN, OWN, POSTED

pytestmark = pytest.mark.django_db
NO_SUCH_VARIABLE = "no such variable"


@pytest.fixture(autouse=True)
def missing_variables_show(settings):
    """Let a name that a template asks for in vain stand in the page, where `check` finds it."""
    [engine] = settings.TEMPLATES
    options = {**engine["OPTIONS"], "string_if_invalid": f"{NO_SUCH_VARIABLE}: %s"}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


@pytest.fixture
def house(unit):
    """A small world: two rocks, two members with one, one without, posts and an answer."""
    rocks = [make_rock("Moss Hollow", sentence="Grows."), make_rock()]
    for axis, rock in enumerate(rocks):
        make_pairing(rock, unit(axis))
    member, stranger = make_member("mira", rock=rocks[0]), make_member("odd", rock=rocks[1])
    post = Post.objects.create(author=member, text="I <b>am</b> a stone.")
    Post.objects.create(author=stranger, text="So am I.", reply_to=post)
    return {"username": "mira", "pk": post.pk, "slug": rocks[0].slug}


def address(name, house):
    wanted = {of_a_member: ["username"] for of_a_member in OF_A_MEMBER}
    wanted |= {"rock": ["slug"], "choose-rock": ["slug"], "tag": ["slug"]}
    wanted |= {"allow-word": ["pk"]}
    if name.startswith("bespoke-"):
        return reverse(name, args=[uuid4()])
    names = wanted.get(name, ["pk"] if name.startswith("post") and name != "post-create" else [])
    return reverse(name, args=[house[key] for key in names])


def check(response, *, status=200):
    """What holds of every page of ours."""
    assert response.status_code == status
    page = response.content.decode()
    assert re.findall(f'{NO_SUCH_VARIABLE}: [^<"]*', page) == []
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    scripts = re.findall(r"<script[^>]*>", page)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)
    assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", page))
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r'<html lang="\w+', page)
    assert re.search(r"<title>\s*\S.* · RockStar\s*</title>", page, re.DOTALL)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL):
        assert "csrfmiddlewaretoken" in form
    for url in re.findall(r"(?:src|href|action)=\"(\w+:[^\"]+)\"", page):
        assert url.startswith(("data:", "mailto:")), url
    return page


def test_the_lists_above_name_every_page():
    resolver = get_resolver()
    ours = {key for key in resolver.reverse_dict if isinstance(key, str)}
    other = {"selfie-detail", "selfie-state", "selfie-events", "readyz", "media"}
    other |= {"settings", "bespoke-detail", "bespoke-state", "bespoke-events"}
    other |= {"account-return", "invitation", "settings-export", "settings-export-file"}
    other |= {"settings-invitations", "withdraw-invitation", "end-session"}  # tests/profiles
    other |= {"notifications-unread", "notifications-unsubscribe"}  # tests/feed has these
    other |= {"lab-figures"}  # tests/lab has these
    other |= {"post-edit", "schema", "api-docs", "rock-card", "profile-card", "manifest"}
    other |= {"report", "report-show-again", "decision", "account-suspended"}
    other |= {name for name in ours if name.startswith("moderate")}  # tests/feed has these
    other |= {name for name in ours if name.startswith(("found-stone", "studio-"))}  # tests/studio
    other |= {"suggest", "suggest-back", "another-rock"}  # and these
    other |= {"draft", "figure", "figure-answer"}  # tests/feed/photos has these
    other |= {name for name in ours if name.startswith("booth")}  # tests/rockmatch/booth
    other |= {name for name in ours if name.startswith("lab-sitting")}  # tests/lab/painted
    other |= {name for name in ours if name == "photo" or name.startswith("photo-")}
    other |= {name for name in ours if name.startswith("studio")}  # tests/studio has these
    in_tests_lab = ("lab-look-", "lab-pair-", "lab-csv")
    other |= {name for name in ours if name.startswith(in_tests_lab)}
    prefixes = ("account_", "mfa_", "usersessions_")
    of_allauth = {name for name in ours if name.startswith(prefixes)}
    of_the_api = {name for name in ours if name.startswith("api-")}
    assert ours - OPEN - OWN - POSTED - other - of_allauth - of_the_api == set()


@pytest.mark.parametrize("name", sorted(OPEN - {"healthz"}))
def test_pages_that_are_open_to_all(name, house, client):
    check(client.get(address(name, house)))


@pytest.mark.parametrize("name", sorted(OPEN | OWN - {"account_login", "account_signup"}))
@pytest.mark.parametrize("has_rock", [True, False])
def test_pages_of_a_member(name, has_rock, house, client):
    rock = make_rock() if has_rock else None
    client.force_login(make_member(rock=rock))
    if name in ("healthz", "account_login", "account_signup"):
        assert client.get(address(name, house)).status_code in (200, 302)
        return
    check(client.get(address(name, house)))


def test_pages_where_there_is_nothing_yet(client):
    """No rocks, no posts, nobody followed."""
    for name in ("home", "explore", "museum"):
        check(client.get(reverse(name)))
    member = make_member()
    client.force_login(member)
    for name in ("home", "explore", "settings-rock", "settings-receipt"):
        check(client.get(reverse(name)))
    check(client.get(member.get_absolute_url()))


def test_pages_of_what_is_ones_own(house, client, unit):
    """One's own posts, kin, an earlier rock, alternatives, kept numbers and a receipt."""
    rocks = [make_rock() for _ in range(4)]
    pairings = [make_pairing(rock, unit(40 + axis)) for axis, rock in enumerate(rocks)]
    member = make_member(rock=rocks[0], bio="Mostly feldspar.")
    make_member(rock=rocks[1])
    selfie = make_selfie(
        member, status="done", nearness="near", pairings=[pairing.pk for pairing in pairings]
    )
    choose_rock(member, rocks[1].slug)
    keep_face_vector(selfie, unit(1))
    own = Post.objects.create(author=member, text="Mine.")
    client.force_login(member)
    page = check(client.get(member.get_absolute_url()))
    assert "Those who are" in page
    assert "Delete this post" in check(client.get(own.get_absolute_url()))
    assert f"Be {rocks[0].name}" in check(client.get(reverse("settings-rock")))
    assert "Destroy them now" in check(client.get(reverse("settings-receipt")))
    assert "Not the first that answered" in check(client.get(selfie.get_absolute_url()))
    check(client.get(reverse("rock", args=[rocks[1].slug])))


def test_the_page_of_a_rock_tells_what_a_machine_saw(client):
    seen = {"detector": "mtcnn", "faces": 0, "highest_score": 0.42, "threshold": 0.7}
    page = check(client.get(make_rock(detectors=seen).get_absolute_url()))
    assert "finds nobody" in page
    assert 'value="0.42"' in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_login", {"login": "mira", "password": "not this one"}),
        ("account_signup", {"username": "mira", "email": "no address", "password1": "mira"}),
        ("account_reset_password", {"email": "no address"}),
    ],
)
def test_what_is_wrong_with_a_visitors_form_stands_in_it(name, data, house, client):
    assert 'class="errorlist' in check(client.post(reverse(name), data))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("settings-profile", {"display_name": "x" * 500}),
        ("settings-delete", {"password": "not this one"}),
        ("account_change_password", {"oldpassword": "x", "password1": "y", "password2": "z"}),
        ("account_email", {"action_add": "", "email": "no address"}),
    ],
)
def test_what_is_wrong_with_a_members_form_stands_in_it(name, data, client):
    client.force_login(make_member(rock=make_rock()))
    assert 'class="errorlist' in check(client.post(reverse(name), data))


def test_the_doors_that_a_mail_leads_to(client):
    member = make_member()
    email = EmailAddress.objects.create(user=member, email=member.email, primary=True)
    check(client.get(reverse("account_confirm_email", args=[EmailConfirmationHMAC(email).key])))
    check(client.get(reverse("account_confirm_email", args=["spent"])))
    check(client.get(reverse("account_email_verification_sent")))
    check(client.get(reverse("account_reset_password_from_key", args=["1", "spent-key"])))
    user = user_pk_to_url_str(member)
    key = default_token_generator.make_token(member)
    answer = client.get(reverse("account_reset_password_from_key", args=[user, key]), follow=True)
    assert "Choose a new password" in check(answer)
    check(client.get(reverse("account_inactive")))


def test_who_must_prove_themselves_again(client):
    client.force_login(make_member(rock=make_rock()))
    check(client.get(reverse("account_reauthenticate")))


def test_a_house_that_is_full_says_so(client, settings):
    settings.REGISTRATION = "closed"
    assert "The door is shut for now" in check(client.get(reverse("account_signup")))


def test_the_front_page_of_a_house_by_invitation_says_so(client, settings):
    settings.REGISTRATION = "invite"
    page = check(client.get("/"))
    assert "by invitation" in page
    assert "Find my rock" not in page


@pytest.mark.parametrize("name", sorted(OWN - {"account_logout"}))
def test_a_members_pages_ask_a_visitor_to_log_in(name, house, client):
    response = client.get(address(name, house))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(POSTED))
def test_what_changes_something_is_posted_by_members_alone(name, house, client):
    url = address(name, house)
    assert client.post(url).status_code in (302, 403)
    client.force_login(make_member(rock=make_rock()))
    assert client.get(url).status_code == 405


@pytest.mark.django_db(transaction=True)  # the stream gives its connection back
@pytest.mark.parametrize("name", ["selfie-detail", "selfie-state", "selfie-events"])
def test_a_selfie_is_its_members_alone(name, client):
    member = make_member()
    selfie = make_selfie(member)
    url = reverse(name, args=[selfie.pk])
    assert client.get(url).status_code in (302, 404)
    client.force_login(make_member())
    assert client.get(url).status_code == 404
    client.force_login(member)
    assert client.get(url).status_code == 200
    assert client.get(reverse(name, args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("status", Selfie.Status.values)
def test_the_page_of_a_selfie_in_each_state(status, house, client, unit):
    member = make_member(rock=make_rock())
    error = "no_face" if status == "failed" else ""
    selfie = make_selfie(member, status=status, error=error)
    client.force_login(member)
    check(client.get(selfie.get_absolute_url()))


@pytest.mark.parametrize("found", [True, False])
def test_who_is_already_a_rock_is_greeted(found, client):
    member = make_member()
    rocks = [make_rock() for _ in range(4)]
    if found:
        make_selfie(member, status="done")
    selfie = make_selfie(member, status="failed", error="already_a_rock")
    client.force_login(member)
    page = check(client.get(selfie.get_absolute_url()))
    assert "You are already a rock" in page
    assert sum(rock.name in page for rock in rocks) == 3
    # nobody whose face found a rock chooses another by posting a stone
    assert ("<form" in page.partition("<main")[2]) is not found


def test_the_door_without_a_worker_takes_no_picture(client):
    client.force_login(make_member())
    page = check(client.get(reverse("selfie")))
    assert not worker.is_there()
    assert 'type="file"' not in page
    assert "Nobody is there" in page


def test_what_a_member_writes_is_text(house, client):
    page = check(client.get(reverse("explore")))
    assert "I &lt;b&gt;am&lt;/b&gt; a stone." in page


@pytest.mark.parametrize("url", ["/nothing/", "/@nobody/", "/rocks/none/", "/posts/999999/"])
def test_what_is_not_there_says_so_kindly(url, client):
    check(client.get(url), status=404)


def test_somebody_elses_post_stays(house, client):
    client.force_login(make_member(rock=make_rock()))
    check(client.post(reverse("post-delete", args=[house["pk"]])), status=403)
    assert Post.objects.filter(pk=house["pk"]).exists()


def test_a_rock_that_is_not_ones_to_take_is_refused_in_words(house, client, unit):
    member = make_member(rock=make_rock())
    make_selfie(member, status="done", pairings=[])
    client.force_login(member)
    answer = client.post(reverse("choose-rock", args=[house["slug"]]), follow=True)
    assert "That rock is not among yours" in check(answer)


def test_a_forged_form_is_turned_away_kindly(house):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member(rock=make_rock()))
    check(client.post(reverse("post-create"), {"text": "not mine"}), status=403)
    assert Post.objects.count() == 2


def test_the_page_of_a_fault_needs_nothing(client, monkeypatch):
    from rockmatch import queries

    monkeypatch.setattr(queries.wall, "wall", lambda *wish: 1 / 0)
    client.raise_request_exception = False
    response = client.get(reverse("museum"))
    assert response.status_code == 500
    assert b"<h1" in response.content
    assert not configured.DEBUG


@pytest.mark.parametrize(
    "name", ["home", "explore", "profile", "post", "museum", "rock", "people", "followers"]
)
def test_more_of_everything_needs_no_more_queries(
    name, house, client, unit, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = make_member(rock=make_rock())
    client.force_login(reader)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(name, house)).status_code == 200
        return len(captured)

    few = queries()
    post = Post.objects.get(pk=house["pk"])
    for number in range(6):
        rock = make_rock()
        make_pairing(rock, unit(20 + number))
        author = make_member(rock=rock)
        Post.objects.create(author=author, text="More.")
        Post.objects.create(author=author, text="And an answer.", reply_to=post)
        Post.objects.create(author=post.author, text="Again.")
    assert queries() == few
    assert few <= 12
