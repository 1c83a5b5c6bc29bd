"""A rock by mail, and an address that is nowhere afterwards."""

from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from rockmatch import picture_store
from rockmatch.allowance import Allowance
from tests.rockmatch.booth.visiting import JSON, kept, rows
from tests.test_pages import check

pytestmark = pytest.mark.django_db
ADDRESS = "wanda@example.org"


class TestTheMail:
    def post(self, client, address, to=ADDRESS, **more):
        return client.post(f"{address}mail/", {"address": to}, **(JSON | more))

    def test_the_rock_alone_goes_out(self, found, booth):
        answer = self.post(booth, found())
        assert "on its way" in answer.json()["message"]
        [letter] = mail.outbox
        assert letter.to == [ADDRESS]
        assert letter.subject == "[RockStar] You are Only Tor"
        assert "Basalt is lava" in letter.body
        message = letter.message()
        [card] = [part for part in message.walk() if part.get_content_type() == "image/jpeg"]
        assert card["Content-ID"] == "<card@rockstar>"
        assert card.get_content().startswith(b"\xff\xd8")
        page = message.get_body(("html",)).get_content()
        assert 'src="cid:card@rockstar"' in page
        assert page.count("<img") == 1

    def test_sent_twice_it_is_one(self, found, booth):
        address = found()
        assert [self.post(booth, address).status_code for _ in range(2)] == [200, 200]
        assert len(mail.outbox) == 1

    def test_the_address_is_nowhere_afterwards(self, found, booth, caplog):
        address = found()
        before = rows()
        self.post(booth, address)
        assert rows() == before
        store = picture_store.client()
        values = b"".join(store.get(name) for name in kept("*"))
        assert ADDRESS.encode() not in values + b"".join(kept("*"))
        assert ADDRESS not in caplog.text

    def test_one_that_cannot_be_sent_is_tried_again(self, found, booth, monkeypatch, caplog):
        address = found()

        def refuse(_):
            raise SMTPRecipientsRefused({ADDRESS: (550, b"nobody of that name")})

        with monkeypatch.context() as patched:
            patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
            answer = self.post(booth, address)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_sent")
        assert "SMTPRecipientsRefused" in caplog.text
        assert ADDRESS not in caplog.text
        assert self.post(booth, address).status_code == 200
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize("wrong", ["", "nobody", "a@b\nBcc: c@example.org", "x" * 300 + "@a.b"])
    def test_what_is_no_address_is_told(self, wrong, found, booth):
        answer = self.post(booth, found(), to=wrong)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_address")
        assert mail.outbox == []

    def test_an_address_on_the_net_may_mail_so_many(self, found, booth, monkeypatch):
        address = found()
        monkeypatch.setitem(Allowance.THROTTLE_RATES, "booth_mails", "0/hour")
        assert self.post(booth, address).status_code == 429
        assert mail.outbox == []

    def test_nothing_goes_out_for_a_visit_that_is_forgotten(self, booth):
        answer = self.post(booth, reverse("booth-visit", args=[uuid4()]))
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "forgotten")

    def test_where_mails_become_files_none_is_offered(self, found, booth, settings):
        settings.BOOTH_MAILS = False
        address = found()
        assert "Mail me my rock" not in check(booth.get(address))
        assert self.post(booth, address).status_code == 404

    def test_without_a_script_it_is_said_on_the_page(self, found, booth):
        address = found()
        assert "something like you@example.org" in check(
            self.post(booth, address, to="nobody", headers={})
        )
        assert "on its way" in check(self.post(booth, address, headers={}))
        assert booth.post(f"{address}leave/").url == reverse("booth")
        assert kept("*") == []
