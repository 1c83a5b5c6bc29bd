from profiles.views.people import followers, following, people
from profiles.views.privacy import allow_word, hidden, privacy, words
from profiles.views.profile import profile_card
from profiles.views.relations import (
    answer_request,
    block,
    follow,
    mute,
    remove_follower,
    requests,
)
from profiles.views.settings import delete, forget, profile_settings, receipt, rock_settings

__all__ = [
    "allow_word",
    "answer_request",
    "block",
    "delete",
    "follow",
    "followers",
    "following",
    "forget",
    "hidden",
    "mute",
    "people",
    "privacy",
    "profile_card",
    "profile_settings",
    "receipt",
    "remove_follower",
    "requests",
    "rock_settings",
    "words",
]
