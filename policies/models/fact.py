from policies.models.subject import Subject, SubjectQuerySet


class Fact(Subject):
    """A value that is written once and quoted everywhere, such as `returns.window_days`."""

    objects = SubjectQuerySet.as_manager()
