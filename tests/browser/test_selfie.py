"""From the front door to a rock, as a member meets it."""

import os
import re
import signal
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from tests import faces
from tests.browser.conftest import log_in, rock_in_words, send_file
from tests.live import PASSWORD, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
STAGES = ("queued", "detecting", "aligning", "embedding", "matching")
WORKER = "celery -A rockstar_site worker"


def test_from_the_front_door_to_the_first_post(site, open_page):
    page = open_page()
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Find my rock").click()
    page.get_by_label("Username").fill("wanda")
    page.get_by_label("Email").fill("wanda@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()

    expect(page).to_have_url(re.compile("/selfie/$"))
    camera = page.get_by_role("button", name="Open the camera")
    expect(camera).to_be_disabled()  # consent comes first
    assert page.evaluate("notes.camera") == 0
    page.get_by_label("Yes, read this one picture").check()
    camera.click()
    page.get_by_role("button", name="Take the picture").click()
    page.wait_for_function("document.querySelector('video').srcObject === null")  # shut again
    page.get_by_role("main").get_by_role("button", name="Find my rock").click()

    name = rock_in_words(page)
    stages = page.evaluate("notes.stages")  # a quick worker may be through some of them at once
    assert stages
    assert stages == [stage for stage in STAGES if stage in stages]
    assert page.evaluate("notes.canvases") == 1  # the face dissolved, and is gone
    expect(page.get_by_text(re.compile("A near one|A kindred one|A far one"))).to_be_visible()
    assert "%" not in page.get_by_role("main").inner_text()
    offers = page.get_by_role("button", name=re.compile("^Be "))
    expect(offers).to_have_count(2)

    page.get_by_role("link", name="Write your first post").click()
    page.get_by_label("What is on your mind?").fill("I am a stone now.")
    page.get_by_role("button", name="Post", exact=True).click()
    [(portraits,)] = site.sql("SELECT portraits FROM rockmatch_rock WHERE name = %s", name)
    file = portraits[-1]["file"]
    for place in ("/", "/explore/", "/@wanda/"):
        page.goto(place)
        post = page.get_by_role("article").filter(has_text="I am a stone now.")
        expect(post.locator("img").first).to_have_attribute("src", re.compile(re.escape(file)))
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    expect(page.locator(".site-header img")).to_have_attribute("src", re.compile(re.escape(file)))


def test_the_url_tells_nothing_and_leads_back_to_the_reveal(site, open_page):
    page = open_page(site.member())
    send_file(page, faces.selfie())
    name = rock_in_words(page)
    assert re.search(r"/selfie/[0-9a-f-]{36}/$", page.url)
    page.reload()
    assert rock_in_words(page) == name


def test_the_camera_may_stay_shut(site, open_page, wary_chromium):
    page = open_page(site.member(), browser=wary_chromium)
    page.goto("/selfie/")
    page.get_by_label("Yes, read this one picture").check()
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_text("The camera stays shut")).to_be_visible()
    send_file(page, faces.selfie())
    assert rock_in_words(page)


def test_without_javascript(site, open_page):
    page = open_page(site.member(), java_script_enabled=False)
    send_file(page, faces.selfie())
    assert rock_in_words(page)


def test_what_failed_is_said_and_tried_again(site, open_page):
    page = open_page(site.member())
    send_file(page, faces.faceless())
    refusal = page.get_by_role("alert")
    expect(refusal).to_be_visible(timeout=30_000)
    expect(refusal).to_contain_text("face")
    expect(page.get_by_label("Yes, read this one picture")).to_be_checked()
    page.locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": faces.selfie()}
    )
    page.get_by_role("main").get_by_role("button", name="Find my rock").click()
    assert rock_in_words(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_no_picture_at_all(site, open_page, javascript):
    page = open_page(site.member(), java_script_enabled=javascript, expected=("status of 4",))
    send_file(page, b"once upon a time", "me.jpg")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("JPEG|picture"))


def test_a_stream_that_breaks_is_replaced_by_asking(site, open_page):
    page = open_page(site.member(), expected=("net::ERR_FAILED",))
    page.route("**/events/", lambda route: route.abort())
    send_file(page, faces.selfie())
    assert rock_in_words(page)


def test_who_comes_back_to_the_wait_sees_the_reveal(site, open_page):
    page = open_page(site.member())
    readers = site.processes(WORKER)[1:]
    for process in readers:
        os.kill(process, signal.SIGSTOP)
    try:
        send_file(page, faces.selfie())
        expect(page).to_have_url(re.compile(r"/selfie/[0-9a-f-]{36}/$"))
        page.reload()
        expect(page.get_by_role("heading", name="Finding your rock")).to_be_visible()
        second = page.context.new_page()
        second.goto("/selfie/")
        expect(second.get_by_text("being read right now")).to_be_visible()
    finally:
        for process in readers:
            os.kill(process, signal.SIGCONT)
    assert rock_in_words(page)


def test_without_a_worker_it_is_said_before_the_camera_opens(site, open_page):
    page = open_page(site.member())
    workers = site.processes(WORKER)
    for process in workers:
        os.kill(process, signal.SIGSTOP)
    try:
        wait_for(
            lambda: not site.call("GET", "/readyz").json["parts"]["worker"],
            seconds=20,
            what="the sign of life to end",
        )
        page.goto("/selfie/")
        expect(page.get_by_role("alert")).to_contain_text("Nobody is there")
        expect(page.locator("input[type=file]")).to_have_count(0)
    finally:
        for process in workers:
            os.kill(process, signal.SIGCONT)
    wait_for(site.is_ready, seconds=30, what="the worker to be back")


def test_who_wants_less_motion_sees_no_dissolve(site, open_page):
    page = open_page(site.member(), reduced_motion="reduce")
    send_file(page, faces.selfie())
    rock_in_words(page)
    assert page.evaluate("notes.canvases") == 0


def test_another_rock_is_chosen_and_the_choice_undone(site, open_page):
    page = open_page(site.member())
    send_file(page, faces.selfie())
    first = rock_in_words(page)
    offer = page.get_by_role("button", name=re.compile("^Be ")).first
    chosen = offer.inner_text().removeprefix("Be ")
    offer.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"You are {chosen}")
    page.get_by_role("button", name=f"Be {first}").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"You are {first}")


def test_a_rock_may_be_chosen_without_any_selfie(site, open_page):
    page = open_page(site.member())
    page.goto("/")
    page.get_by_role("link", name="Choose one by hand").click()
    page.get_by_role("link", name="Moon Tolliver").click()
    page.get_by_role("button", name="Be Moon Tolliver").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are Moon Tolliver")
    expect(page.get_by_text("Chosen by hand in the museum")).to_be_visible()


def test_known_again_and_forgotten(site, open_page):
    member = site.member()
    page = open_page(member)
    page.goto("/selfie/")
    expect(page.get_by_label("Also know me again")).not_to_be_checked()
    page.get_by_label("Also know me again").check()
    page.get_by_label("Yes, read this one picture").check()
    page.locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": faces.selfie()}
    )
    page.get_by_role("main").get_by_role("button", name="Find my rock").click()
    name = rock_in_words(page)
    page.goto("/settings/receipt/")
    expect(page.get_by_text("Kept since")).to_be_visible()
    send_file(page, faces.selfie())
    expect(page.get_by_role("heading", name=f"You are still {name}")).to_be_visible(timeout=30_000)
    page.goto("/settings/receipt/")
    page.get_by_role("button", name="Destroy them now").click()
    expect(page.get_by_text("None. Nothing about your face is kept.")).to_be_visible()
    assert member.call("GET", "/api/v1/me/").json["keeps_face_vector"] is False


def test_leaving_takes_everything_along(site, open_page):
    member = site.member()
    page = open_page(member)
    send_file(page, faces.selfie())
    rock_in_words(page)
    page.goto("/settings/delete/")
    page.get_by_label(re.compile("[Pp]assword")).fill(PASSWORD)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Farewell")).to_be_visible()
    assert site.call("GET", f"/api/v1/members/{member.username}/").status == 404
    rows = site.sql("SELECT count(*) FROM profiles_member WHERE username = %s", member.username)
    assert rows == [(0,)]


def test_a_forgotten_password_comes_back_by_mail(site, open_page):
    member = site.member()
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_role("link", name=re.compile("[Ff]org")).click()
    page.get_by_label("Email").fill(f"{member.username}@example.org")
    page.get_by_role("main").get_by_role("button").click()

    def link():
        for file in (site.var_dir / "mail").glob("*"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            found = re.search(r"http\S+/password/reset/key/\S+", mail.get_content())
            if found and member.username in mail["To"]:
                return found[0]
        return None

    page.goto(wait_for(link, seconds=10, what="the mail"))
    fields = page.locator("main input[type=password]")
    for index in range(fields.count()):
        fields.nth(index).fill("a new one, of tuff and chert")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(re.compile("done"))
    page.context.clear_cookies()
    log_in(page, member.username, "a new one, of tuff and chert")
