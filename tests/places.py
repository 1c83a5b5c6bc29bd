"""A small world on a running site, and every page of it: for what holds of all pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests import faces
from tests.live import Site, Visitor

ROCK, OTHER_ROCK = "dover-hush", "rhuddan"


@dataclass(frozen=True)
class Place:
    """A page: where, seen by whom (nobody, or a name in `World.members`), and after which form.

    `form` are fields by their names, sent with the button `button` of the page's main part.
    """

    path: str
    who: str = ""
    form: dict[str, str] = field(default_factory=dict)
    button: str = "form:not([role=search]) button.button"
    status: int = 200

    def __str__(self) -> str:
        return f"{self.path}{' (wrong form)' if self.form else ''} as {self.who or 'visitor'}"


@dataclass
class World:
    """Its members and what they left behind."""

    members: dict[str, Visitor]
    post: int
    failed_selfie: str
    found_selfie: str

    def places(self) -> Iterator[Place]:
        """Every page, with somebody for whom it is full and somebody for whom it is empty."""
        yield from map(Place, VISITORS)
        yield Place("/nothing/here/", status=404)
        yield Place("/invite/spent/", status=404)
        for who in ("", "full", "fresh"):
            yield from (Place(path, who) for path in self._about_people())
        yield from (Place(path, "full") for path in (*OPEN, *OWN))
        yield from (Place(path, "fresh") for path in EMPTY)
        yield Place(f"/posts/{self.post}/edit/", "full")
        yield Place(self.failed_selfie, "fresh")
        yield Place(self.found_selfie, "found")
        yield Place("/settings/rock/", "found")
        yield Place("/settings/receipt/", "found")
        yield from WRONG

    def _about_people(self) -> Iterator[str]:
        name = self.members["full"].username
        yield from (f"/@{name}/", f"/@{name}/followers/", f"/@{name}/following/")
        yield from (f"/posts/{self.post}/", f"/posts/{self.post}/history/")
        yield f"/posts/{self.post}/rocks/"


OPEN = (
    "/",
    "/explore/",
    "/explore/?geology=igneous",
    "/tags/granite/",
    "/tags/nobody/",
    "/search/",
    "/search/?q=granite",
    "/search/?q=xyzzy",
    "/rocks/",
    "/rocks/?geology=igneous&q=granit",
    "/rocks/?q=no+such+rock+anywhere",
    f"/rocks/{ROCK}/",
    "/about/",
    "/privacy/",
)
VISITORS = (
    *OPEN,
    "/settings/",
    "/settings/appearance/",
    "/settings/language/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-spent/",
    "/accounts/confirm-email/spent/",
)
OWN = (
    "/selfie/",
    "/rocks/yours/",
    "/people/",
    "/requests/",
    "/bookmarks/",
    "/settings/",
    "/settings/profile/",
    "/settings/privacy/",
    "/settings/hidden/",
    "/settings/hidden/?which=muted",
    "/settings/words/",
    "/settings/rock/",
    "/settings/receipt/",
    "/settings/account/",
    "/settings/appearance/",
    "/settings/language/",
    "/settings/export/",
    "/settings/delete/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/activate/",
)
EMPTY = (
    *("/", "/selfie/", "/people/", "/bookmarks/", "/rocks/yours/", f"/rocks/{ROCK}/"),
    *("/settings/rock/", "/settings/receipt/"),
)
WRONG = (
    Place("/accounts/login/", form={"login": "nobody", "password": "not this one"}),
    Place("/accounts/signup/", form={"username": "admin", "email": "no", "password1": "admin"}),
    Place("/accounts/password/reset/", form={"email": "no address"}),
    Place("/settings/profile/", "full", {"display_name": "x" * 80, "links-0-url": "no address"}),
    Place("/settings/delete/", "full", {"password": "not this one"}),
    Place("/accounts/password/change/", "full", {"oldpassword": "x", "password1": "y"}),
    Place("/accounts/email/", "full", {"email": "no address"}),
)


def build(site: Site) -> World:
    """Let members do all that a page may show."""
    full, friend, asks, fresh, found = (site.member() for _ in range(5))
    site.sql("UPDATE account_emailaddress SET verified = true")  # as two-factor wants it
    for member, rock in ((full, ROCK), (friend, OTHER_ROCK), (asks, ROCK)):
        _done(member.call("POST", "/api/v1/me/rock/", {"slug": rock}))
    about = {"display_name": "Mira of the Moor", "pronouns": "she/her", "bio": "Mostly feldspar."}
    _done(full.call("PATCH", "/api/v1/me/", about))
    said = [_say(full, f"Thought {number} of a stone. #granite") for number in range(22)]
    post = _say(full, "Granite is #granite, as https://granite.example/ says.", warning="Stone")
    _done(full.call("PUT", f"/api/v1/posts/{post}/", {"text": "Granite is #granite, edited."}))
    answer = _say(friend, f"So I thought, @{full.username}.", reply_to=post)
    _say(full, "And so it is.", reply_to=answer)
    for kind in ("rock", "boost", "bookmark"):
        _done(friend.call("PUT", f"/api/v1/posts/{post}/{kind}/"))
        _done(full.call("PUT", f"/api/v1/posts/{answer}/{kind}/"))
    _done(full.call("DELETE", f"/api/v1/posts/{said[-1]}/"))
    _done(full.call("PUT", f"/api/v1/members/{friend.username}/follow/"))
    _done(friend.call("PUT", f"/api/v1/members/{full.username}/follow/"))
    _done(full.call("PATCH", "/api/v1/me/", {"is_locked": True}))
    _done(asks.call("PUT", f"/api/v1/members/{full.username}/follow/"))
    _done(full.call("PATCH", "/api/v1/me/", {"is_locked": False}))
    _done(full.call("POST", "/api/v1/me/words/", {"word": "sandpaper"}))
    for act in ("block", "mute"):
        _done(full.call("PUT", f"/api/v1/members/{site.member().username}/{act}/", {}))
    return World(
        {"full": full, "friend": friend, "fresh": fresh, "found": found},
        post,
        _selfie(fresh, faces.faceless()),
        _selfie(found, faces.selfie(), keep_vector="true"),
    )


def _say(member: Visitor, text: str, **more: Any) -> int:
    answer = _done(member.call("POST", "/api/v1/posts/", {"text": text, **more}))
    return int(answer.json["id"])


def _selfie(member: Visitor, picture: bytes, **fields: str) -> str:
    return f"/selfie/{member.outcome(member.selfie(picture, **fields))['id']}/"


def _done(answer: Any) -> Any:
    assert answer.status < 300, answer.body
    return answer
