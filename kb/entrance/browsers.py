"""What a browser calls itself, in few words: enough to tell one's telephone from one's desk."""

# What comes first decides: nearly all of them call themselves Mozilla, Chrome and Safari, too.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "YaBrowser": "Yandex", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}


def called(agent: str) -> str:
    """Such as `Firefox, Windows`; empty for what is neither known."""
    found = (next((name for sign, name in names.items() if sign in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))
