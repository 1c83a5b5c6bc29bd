import secrets
from typing import Any

from django.core.management.base import BaseCommand

from profiles.models import Member


class Command(BaseCommand):
    help = "Make the first superuser, and print the password this one time."

    def handle(self, *args: Any, **options: Any) -> None:
        if Member.objects.filter(is_superuser=True).exists():
            return
        name, password = "keeper", secrets.token_urlsafe(12)
        Member.objects.create_superuser(username=name, email="", password=password)
        self.stdout.write(f"Superuser made: {name} / {password}  (shown only this once)")
