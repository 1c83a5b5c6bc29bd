"""A small world on a running site, and every page of it: for what holds of all pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests import faces
from tests.humans import add_human
from tests.live import Site, Visitor, wait_for

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
    decision: str  # its address
    open_cases: list[int]
    appealed_case: int
    way_out: str  # of the mails, its address
    photo: str  # its address; of the friend, who says that `full` is in it
    draft: str
    suggestion: str  # its address in the studio

    def places(self) -> Iterator[Place]:
        """Every page, with somebody for whom it is full and somebody for whom it is empty."""
        yield from map(Place, VISITORS)
        yield Place("/nothing/here/", status=404)
        yield Place("/invite/spent/", status=404)
        yield Place("/booth/")
        yield Place("/booth/00000000-0000-4000-8000-000000000000/", status=404)
        yield Place(self.way_out)
        yield Place("/notifications/unsubscribe/forged/", status=404)
        for who in ("", "full", "fresh"):
            yield from (Place(path, who) for path in self._about_people())
        yield from (Place(path, "full") for path in (*OPEN, *OWN))
        yield from (Place(path, "fresh") for path in EMPTY)
        yield Place(f"/posts/{self.post}/edit/", "full")
        yield Place(self.failed_selfie, "fresh")
        yield Place(self.found_selfie, "found")
        yield Place("/settings/rock/", "found")
        yield Place("/settings/receipt/", "found")
        yield from self._about_reports()
        yield from self._about_photos()
        yield Place("/curate/suggestions/", "keeper")
        yield Place(self.suggestion, "keeper")
        yield from WRONG

    def _about_reports(self) -> Iterator[Place]:
        friend = self.members["friend"].username
        for thing in (f"post/{self.post}", f"rock/{OTHER_ROCK}", f"member/{friend}"):
            yield Place(f"/report/{thing}/", "fresh")
        yield Place(f"/report/member/{friend}/", "fresh", {"text": "No reason is chosen."})
        for who in ("", "full"):
            yield Place(self.decision, who)
        for path in (*ROOM, *STUDIO):
            yield Place(path, "keeper")
        for case in (*self.open_cases, self.appealed_case):
            yield Place(f"/moderate/{case}/", "keeper")
        yield Place(f"/moderate/{self.open_cases[0]}/", "keeper", {"note": "Nothing is chosen."})

    def _about_photos(self) -> Iterator[Place]:
        for who in ("", "full", "friend"):
            yield Place(self.photo, who)
        for part in ("rocks/", "add/", "figures/0/"):
            yield Place(f"{self.photo}{part}", "friend")
        for path in (self.draft, "/drafts/", "/"):
            yield Place(path, "friend")
        for who in ("full", "fresh"):
            yield Place("/settings/photos/", who)
        yield Place("/drafts/", "fresh")
        yield Place(f"/@{self.members['friend'].username}/photos/")
        yield Place(f"/@{self.members['full'].username}/photos/", "full")

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
    "/search/?q=%23granite",
    "/search/?q=xyzzy",
    "/rocks/",
    "/rocks/?geology=igneous&q=granit",
    "/rocks/?q=no+such+rock+anywhere",
    f"/rocks/{ROCK}/",
    "/about/",
    "/lab/",
    "/lab/claims/",
    "/lab/gan/",
    "/lab/look/",
    "/lab/look/you/",
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
    "/lab/painted/",
    "/rocks/yours/",
    f"/rocks/{ROCK}/suggest/",
    f"/rocks/{ROCK}/another/",
    f"/rocks/{ROCK}/another/?q=xyzzy",
    "/rocks/found/",
    "/people/",
    "/requests/",
    "/bookmarks/",
    "/notifications/",
    "/notifications/?only=mentions",
    "/settings/",
    "/settings/notifications/",
    "/settings/reports/",
    "/settings/reports/?which=decisions",
    "/settings/profile/",
    "/settings/privacy/",
    "/settings/hidden/",
    "/settings/hidden/?which=muted",
    "/settings/words/",
    "/settings/rock/",
    "/settings/offer/",
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
    *("/notifications/", "/notifications/?only=mentions"),
    *("/settings/reports/", "/settings/reports/?which=decisions"),
)
STUDIO = ("/curate/", "/curate/?q=stone", "/curate/pairings/", "/curate/history/")
ROOM = (
    *("/moderate/", "/moderate/?show=appeal", "/moderate/?show=closed"),
    "/curate/stones/",
    *("/moderate/log/", "/moderate/log/?member=nobody"),
    *("/curate/humans/", "/curate/humans/?show=failed", "/curate/humans/new/"),
    "/curate/balance/",
)
WRONG = (
    Place("/accounts/login/", form={"login": "nobody", "password": "not this one"}),
    Place("/accounts/signup/", form={"username": "admin", "email": "no", "password1": "admin"}),
    Place("/accounts/password/reset/", form={"email": "no address"}),
    Place("/settings/profile/", "full", {"display_name": "x" * 80, "links-0-url": "no address"}),
    Place(f"/rocks/{ROCK}/suggest/", "full", {"text": "1984"}),
    Place("/rocks/found/", "full", {"name": "www.rocks", "alt": "A stone.", "found_by": "Me"}),
    Place("/settings/delete/", "full", {"password": "not this one"}),
    Place("/accounts/password/change/", "full", {"oldpassword": "x", "password1": "y"}),
    Place("/accounts/email/", "full", {"email": "no address"}),
)


def build(site: Site) -> World:
    """Let members do all that a page may show."""
    full, friend, asks, fresh, found, keeper = (site.member() for _ in range(6))
    site.sql("UPDATE account_emailaddress SET verified = true")  # as two-factor wants it
    for member, rock in ((full, ROCK), (friend, OTHER_ROCK), (asks, ROCK), (keeper, ROCK)):
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
    add_human(site, "Ada Drawn")
    members = {"full": full, "friend": friend, "fresh": fresh, "found": found, "keeper": keeper}
    return World(
        members,
        post,
        _selfie(fresh, faces.faceless()),
        _selfie(found, faces.selfie(), keep_vector="true"),
        *_moderated(site, keeper, full),
        way_out(site, friend),
        *_photos(site, friend, full),
        _suggested(site, full, friend),
    )


def _suggested(site: Site, one: Visitor, other: Visitor) -> str:
    """Let two see somebody in a rock, and one would rather be another; gives an address."""
    here = f"/api/v1/rocks/{ROCK}/suggestion/"
    for member in (one, other):
        _done(member.call("PUT", here, {"text": "Aunt Flo"}))
    there = f"/api/v1/rocks/{OTHER_ROCK}/suggestion/"
    _done(one.call("PUT", there, {"pick": ROCK}))
    [(pk,)] = site.sql("SELECT max(id) FROM studio_suggestion WHERE kind = 'who'")
    return f"/curate/suggestions/{pk}/"


def way_out(site: Site, member: Visitor) -> str:
    """The address in the foot of a member's mails of news."""
    [(pk,)] = site.sql("SELECT id FROM profiles_member WHERE username = %s", member.username)
    return f"/notifications/unsubscribe/{site.signed(pk, 'rockstar.unsubscribe')}/"


def _photos(site: Site, author: Visitor, named: Visitor) -> tuple[str, str]:
    """Let a photo be posted that somebody is said to be in, and others wait in a draft.

    Gives the addresses of the photo and of the draft.
    """
    posted, ready, failed, queued = (
        _photo(site, author, picture)
        for picture in (faces.astronaut(), *[faces.astronaut().crop((380, 0, 470, 90))] * 3)
    )
    who = {"who": named.username}
    _done(author.call("PATCH", f"/api/v1/photos/{posted}/figures/0/", who))
    _say(author, "An astronaut. #granite", photos=[posted])
    rows = site.sql(
        "INSERT INTO feed_draft (id, author_id, text, warning, visibility, is_answer, created_at)"
        " SELECT gen_random_uuid(), member_id, 'Half a thought', '', 'public', false, now()"
        " FROM feed_photo WHERE id = %s RETURNING id",
        ready,
    )
    states = ((ready, "done", ""), (failed, "failed", "face_left"), (queued, "queued", ""))
    for photo, status, error in states:
        site.sql(
            "UPDATE feed_photo SET draft_id = %s, status = %s, error = %s WHERE id = %s",
            *(rows[0][0], status, error, photo),
        )
    return f"/photos/{posted}/", f"/drafts/{rows[0][0]}/"


def _photo(site: Site, author: Visitor, picture: Image.Image) -> str:
    """Send a photo, and wait until the darkroom has laid its rocks."""
    fields = {"alt": "An astronaut before a shuttle"}

    def taken() -> Any:
        answer = site.upload(
            "/api/v1/photos/", faces.as_file(picture), "us.jpg", fields, token=author.token
        )
        return answer if answer.status != 503 else None  # no darkroom yet

    photo = str(_done(wait_for(taken, seconds=60, what="the darkroom")).json["id"])

    def state() -> bool:
        return bool(author.call("GET", f"/api/v1/photos/{photo}/").json["status"] == "done")

    wait_for(state, seconds=120, what=f"photo {photo}")
    return photo


def _moderated(site: Site, keeper: Visitor, full: Visitor) -> tuple[str, list[int], int]:
    """Let things be reported, and decided, and one decision be appealed against.

    Gives the address of that decision, the open cases and the one with the appeal.
    """
    site.sql("UPDATE profiles_member SET is_superuser = true WHERE username = %s", keeper.username)
    bad, witness = site.member(), site.member()
    for member in (bad, witness):
        _done(member.call("POST", "/api/v1/me/rock/", {"slug": OTHER_ROCK}))
    sold = _say(bad, "Gravel for sale, at https://gravel.example/ alone.", warning="Ads")
    mine = _say(full, "Gravel is no stone.")
    closed = _report(site, full, {"post": sold, "reason": "spam", "text": "Every day."})
    _decide(keeper, closed, "delete", note="It is spam.")
    appealed = _report(site, witness, {"post": mine, "reason": "hate", "text": "It is one."})
    _decide(keeper, appealed, "hide", note="Rude to gravel.")
    site.sql(
        "INSERT INTO feed_appeal (decision_id, text, created_at)"
        " SELECT max(id), 'Look again, please.', now() FROM feed_decision"
    )
    told = _done(full.call("GET", "/api/v1/notifications/")).json["results"]
    address = next(row["decision"]["url"] for row in told if row["decision"])
    again = _say(bad, "More gravel for sale.")
    reported = (
        {"post": again, "reason": "spam", "text": "And again."},
        {"rock": ROCK, "reason": "face"},
        {"member": bad.username, "reason": "impersonation"},
    )
    open_cases = [_report(site, witness, what) for what in reported]
    return address.removeprefix(site.url), open_cases, appealed


def _report(site: Site, member: Visitor, what: dict[str, Any]) -> int:
    """Report something, and give its case."""
    made = _done(member.call("POST", "/api/v1/reports/", what)).json["id"]
    return int(site.sql("SELECT case_id FROM feed_report WHERE id = %s", made)[0][0])


def _decide(keeper: Visitor, case: int, action: str, note: str) -> None:
    what = {"case": case, "action": action, "note": note, "message": "Gravel is not sold here."}
    _done(keeper.call("POST", "/api/v1/moderation/decisions/", what))


def _say(member: Visitor, text: str, **more: Any) -> int:
    answer = _done(member.call("POST", "/api/v1/posts/", {"text": text, **more}))
    return int(answer.json["id"])


def _selfie(member: Visitor, picture: bytes, **fields: str) -> str:
    return f"/selfie/{member.outcome(member.selfie(picture, **fields))['id']}/"


def _done(answer: Any) -> Any:
    assert answer.status < 300, answer.body
    return answer
