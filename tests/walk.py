"""The way of somebody new, from the front page to the first post, as a browser walks it."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.live import PASSWORD

FIRST_WORDS = "Hello. I am new, and I am a rock."


@dataclass
class Steps:
    """What somebody new had to do: clicks, fields to fill, and pages that they saw."""

    clicks: int = 0
    fields: int = 0
    pages: int = 0


class Walk:
    """Walks a page and counts. A walker reads what is in sight and does the next thing there."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, Steps()
        page.on("framenavigated", self._note_page)

    def _note_page(self, frame: object) -> None:
        self.steps.pages += frame == self.page.main_frame

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role("main").get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.steps.clicks += 1

    def fill(self, field: str, text: str) -> None:
        self.page.locator(f"main [name='{field}']").fill(text)
        self.steps.fields += 1

    def sign_up(self, name: str) -> None:
        """From the front page to the door of the selfie."""
        self.page.goto("/")
        self.click("link", "Find my rock")
        self.fill("username", name)
        self.fill("email", f"{name}@example.org")
        self.fill("password1", PASSWORD)
        self.click("button", "Sign up")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Find your rock")

    def take_a_selfie(self) -> None:
        """Say yes, take the picture, send it, and see the rock."""
        self.page.get_by_label("Yes, read this one picture").check()
        self.steps.clicks += 1
        self.click("button", "Open the camera")
        self.click("button", "Take the picture")
        self.click("button", "Find my rock")
        expect(self.page.get_by_role("heading", level=1, name="You are")).to_be_visible(
            timeout=30_000
        )
        self.click("link", "Write your first post")

    def refuse_one(self) -> None:
        """Choose a wandering rock instead."""
        self.click("link", "Or choose a rock by hand, without a selfie.")
        self.page.locator(".wall-of-rocks li a").first.click()
        self.steps.clicks += 1
        self.page.get_by_role("button", name="Be ").first.click()
        self.steps.clicks += 1

    def say_something(self) -> None:
        """Write the first post, and see it stand there."""
        self.fill("text", FIRST_WORDS)
        self.click("button", "Post")
        expect(self.page.get_by_role("article").first).to_contain_text(FIRST_WORDS)
