"""From the front door to a rock, as a member meets it."""

import re
from base64 import b64encode
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from rockmatch.vision.pictures import open_picture
from tests import faces
from tests.browser.conftest import agree, choose_file, log_in, rock_in_words, send, send_file
from tests.live import PASSWORD, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
DROP = """(picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], "me.jpg", {type: "image/jpeg"}));
  const event = new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true});
  document.querySelector("[data-frame]").dispatchEvent(event);
}"""
STAGES = ("queued", "detecting", "aligning", "embedding", "matching")


def test_from_the_front_door_to_the_first_post(site, open_page):
    page = open_page(motion=True)
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
    agree(page)
    camera.click()
    page.get_by_role("button", name="Take the picture").click()
    # asked from here: a page that waits by itself evaluates a string, which its policy forbids
    shut = "document.querySelector('video').srcObject === null"
    wait_for(lambda: page.evaluate(shut), seconds=10, what="the camera to shut")
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
    agree(page)
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_text("The camera stays shut")).to_be_visible()
    expect(page.get_by_role("button", name="Open the camera")).to_be_hidden()
    choose_file(page, faces.selfie())
    send(page)
    assert rock_in_words(page)


def test_without_javascript(site, open_page):
    page = open_page(site.member(), java_script_enabled=False)
    with site.frozen(site.workers()[1:]):
        send_file(page, faces.selfie())
        expect(page.get_by_role("heading", name="Finding your rock")).to_be_visible()
        expect(page.locator("main noscript p")).to_be_visible()  # it looks again by itself
    assert rock_in_words(page)


def test_what_failed_is_said_and_tried_again(site, open_page):
    page = open_page(site.member())
    send_file(page, faces.faceless())
    refusal = page.get_by_role("alert")
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text("face")
    expect(page.get_by_label("Yes, read this one picture")).to_be_checked()
    choose_file(page, faces.selfie())
    send(page)
    assert rock_in_words(page)


LONG_NAMES = """
for (const name of document.querySelectorAll(".greeters strong, .greeters button"))
  name.textContent = (name.matches("button") ? "Be " : "") + "Wollastonite".repeat(2);
"""


@pytest.mark.parametrize("javascript", [True, False])
def test_a_rock_is_greeted_as_one(site, open_page, javascript):
    page = open_page(site.member(), java_script_enabled=javascript, width=390)
    send_file(page, faces.rock())
    greeting = page.get_by_role("heading", name="You are already a rock")
    expect(greeting).to_be_visible()
    assert re.search(r"/selfie/[0-9a-f-]{36}/$", page.url)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate(LONG_NAMES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name=re.compile("^Be ")).first.click()
    expect(page.get_by_label("What is on your mind?")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_no_picture_at_all(site, open_page, javascript):
    page = open_page(site.member(), java_script_enabled=javascript, expected=("status of 4",))
    send_file(page, b"once upon a time", "me.jpg")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("JPEG|picture"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_picture_that_is_too_large(site, open_page, tmp_path, javascript):
    file = tmp_path / "me.jpg"
    file.write_bytes(b"\xff\xd8" + bytes(20_000_000))
    page = open_page(site.member(), java_script_enabled=javascript, expected=("status of 413",))
    page.goto("/selfie/")
    agree(page)
    page.locator("input[type=file]").set_input_files(file)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("at most 12 MB")


def test_a_picture_that_the_browser_cannot_show_is_read_all_the_same(site, open_page):
    assert open_picture(faces.selfie())  # registers HEIF with Pillow
    page = open_page(site.member(), motion=True)
    page.goto("/selfie/")
    agree(page)
    choose_file(page, faces.as_file(faces.astronaut(), "HEIF"), "IMG_0001.HEIC")
    expect(page.get_by_text("Your browser cannot show this kind of picture")).to_be_visible()
    send(page)
    assert rock_in_words(page)
    assert page.evaluate("notes.canvases") == 0


def test_a_picture_may_be_dropped_once_one_has_agreed(site, open_page):
    page = open_page(site.member())
    page.goto("/selfie/")
    page.evaluate(DROP, b64encode(faces.selfie()).decode())
    agree(page)
    expect(page.get_by_role("main").get_by_role("button", name="Find my rock")).to_be_hidden()
    page.evaluate(DROP, b64encode(faces.selfie()).decode())
    expect(page.locator("[data-frame] canvas")).to_be_visible()
    send(page)
    assert rock_in_words(page)


def test_who_takes_the_consent_back_shuts_the_camera(site, open_page):
    page = open_page(site.member())
    page.goto("/selfie/")
    agree(page)
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_role("button", name="Take the picture")).to_be_visible()
    page.get_by_label("Yes, read this one picture").uncheck()
    page.wait_for_function("document.querySelector('video').srcObject === null")
    expect(page.get_by_role("button", name="Open the camera")).to_be_disabled()
    expect(page.get_by_role("button", name="Take the picture")).to_be_hidden()


def test_who_was_logged_out_meanwhile_is_led_to_the_login_and_back(site, open_page):
    member = site.member()
    page = open_page(member)
    page.goto("/selfie/")
    agree(page)
    choose_file(page, faces.selfie())
    page.context.clear_cookies(name="sessionid")
    send(page)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("[name=login]").fill(member.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/selfie/$"))


def test_who_logged_in_again_meanwhile_gets_a_form_that_works(site, open_page):
    page = open_page(site.member(), expected=("status of 403",))
    page.goto("/selfie/")
    agree(page)
    choose_file(page, faces.selfie())
    page.context.clear_cookies(name="csrftoken")  # each login brings another
    send(page)
    expect(page.get_by_label("Yes, read this one picture")).not_to_be_checked()
    agree(page)
    choose_file(page, faces.selfie())
    send(page)
    assert rock_in_words(page)


def test_a_stream_that_breaks_is_replaced_by_asking(site, open_page):
    page = open_page(site.member(), expected=("net::ERR_FAILED",))
    page.route("**/events/", lambda route: route.abort())
    send_file(page, faces.selfie())
    assert rock_in_words(page)


def test_who_comes_back_to_the_wait_sees_the_reveal(site, open_page):
    page = open_page(site.member())
    with site.frozen(site.workers()[1:]):
        send_file(page, faces.selfie())
        expect(page).to_have_url(re.compile(r"/selfie/[0-9a-f-]{36}/$"))
        page.reload()
        expect(page.get_by_role("heading", name="Finding your rock")).to_be_visible()
        second = page.context.new_page()
        second.goto("/selfie/")
        expect(second.get_by_text("being read right now")).to_be_visible()
    assert rock_in_words(page)


def test_without_a_worker_it_is_said_at_once(site, open_page):
    page = open_page(site.member(), expected=("status of 503",))
    page.goto("/selfie/")
    agree(page)
    choose_file(page, faces.selfie())
    with site.without_worker():
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("we did not keep it")
        page.goto("/selfie/")
        expect(page.get_by_role("alert")).to_contain_text("Nobody is there")
        expect(page.locator("input[type=file]")).to_have_count(0)


def test_who_wants_less_motion_sees_no_dissolve(site, open_page):
    page = open_page(site.member(), motion=False)
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
    page.get_by_role("link", name="Albie Downs").click()
    page.get_by_role("button", name="Be Albie Downs").click()
    expect(page.get_by_text("You are Albie Downs now.")).to_be_visible()
    page.goto("/settings/rock/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are Albie Downs")
    expect(page.get_by_text("Chosen by hand in the museum")).to_be_visible()


def test_known_again_and_forgotten(site, open_page):
    member = site.member()
    page = open_page(member)
    page.goto("/selfie/")
    expect(page.get_by_label("Also know me again")).not_to_be_checked()
    page.get_by_label("Also know me again").check()
    agree(page)
    choose_file(page, faces.selfie())
    send(page)
    name = rock_in_words(page)
    page.goto("/settings/receipt/")
    expect(page.get_by_text("Kept since")).to_be_visible()
    send_file(page, faces.selfie())
    expect(page.get_by_role("heading", name=f"You are still {name}")).to_be_visible()
    page.goto("/settings/receipt/")
    page.get_by_role("button", name="Destroy them now").click()
    expect(page.get_by_text("None. Nothing about your face is kept.")).to_be_visible()
    assert member.call("GET", "/api/v1/me/").json["keeps_face_vector"] is False


def test_leaving_hides_at_once_and_one_may_come_back(site, open_page):
    member = site.member()
    page = open_page(member)
    send_file(page, faces.selfie())
    rock_in_words(page)
    page.goto("/settings/delete/")
    page.get_by_label(re.compile("[Pp]assword")).fill(PASSWORD)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("You are hidden now.")).to_be_visible()
    assert site.call("GET", f"/api/v1/members/{member.username}/").status == 404
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(member.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Come back").click()
    expect(page.locator(".site-header .me")).to_be_visible()
    assert site.call("GET", f"/api/v1/members/{member.username}/").status == 200


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
            plain = mail.get_body(("plain",))
            found = re.search(r"http\S+/password/reset/key/\S+", plain.get_content())
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
    page.goto("/settings/profile/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")
