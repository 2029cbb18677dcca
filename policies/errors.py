"""What an act may be refused with. `kb.api.problems` is the one place that maps these to HTTP."""


class Refused(Exception):
    """This person may not do this now; the text says why."""


class Conflict(Exception):
    """Somebody else was first; the text says what happened meanwhile. Nothing was changed."""
