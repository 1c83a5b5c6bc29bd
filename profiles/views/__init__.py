from profiles.views.account import account, index
from profiles.views.account_export import export, export_file
from profiles.views.account_invite import invitation, invitations, withdraw_invitation
from profiles.views.account_leave import come_back, delete
from profiles.views.account_looks import appearance, language
from profiles.views.account_sessions import end_session
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
from profiles.views.settings import forget, profile_settings, receipt, rock_settings

__all__ = [
    "account",
    "allow_word",
    "answer_request",
    "appearance",
    "block",
    "come_back",
    "delete",
    "end_session",
    "export",
    "export_file",
    "follow",
    "followers",
    "following",
    "forget",
    "hidden",
    "index",
    "invitation",
    "invitations",
    "language",
    "mute",
    "people",
    "privacy",
    "profile_card",
    "profile_settings",
    "receipt",
    "remove_follower",
    "requests",
    "rock_settings",
    "withdraw_invitation",
    "words",
]
