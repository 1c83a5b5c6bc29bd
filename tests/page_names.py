"""Pages by their names: who may see each, and what is posted."""

OPEN = {
    "home",
    "explore",
    "profile",
    "profile-photos",
    "followers",
    "following",
    "search",
    "post",
    "post-history",
    "post-rockers",
    "tag",
    "museum",
    "rock",
    "about",
    "lab",
    "lab-claims",
    "lab-gan",
    "lab-pair",
    "lab-look",
    "lab-look-you",
    "lab-painted",
    "privacy",
    "healthz",
    "settings",
    "settings-appearance",
    "settings-language",
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
}
OWN = {
    "selfie",
    "bespoke",
    "people",
    "requests",
    "bookmarks",
    "notifications",
    "settings-notifications",
    "settings-profile",
    "settings-privacy",
    "settings-hidden",
    "settings-words",
    "settings-reports",
    "settings-rock",
    "settings-photos",
    "settings-offer",
    "drafts",
    "settings-receipt",
    "settings-delete",
    "settings-account",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_email",
    "account_change_password",
    "account_logout",
}
POSTED = {"post-create", "post-reply", "post-rock", "post-roll", "post-keep", "post-delete"}
POSTED |= {"notifications-read"}
POSTED |= {"follow", "choose-rock", "forget-face-vector", "bespoke-discard"}
POSTED |= {"settings-offer-shown", "settings-offer-withdraw"}
POSTED |= {"block", "mute", "remove-follower", "answer-request", "allow-word"}
OF_A_MEMBER = {"profile", "follow", "block", "mute", "remove-follower", "answer-request"}
OF_A_MEMBER |= {"followers", "following", "profile-photos"}
