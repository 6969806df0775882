"""What the types of endpoints are called, apart from the types, whose libraries are loaded only where there is one."""

TYPE_NAMES = (
    "standard",
    "slack",
    "teams",
    "discord",
    "telegram",
    "kakaowork",
    "jandi",
    "dooray",
    "ntfy",
    "email",
    "template",
)
