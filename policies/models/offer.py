from policies.models.subject import Subject, SubjectQuerySet


class Offer(Subject):
    """What may be offered after an answer, such as free shipping on the next order."""

    objects = SubjectQuerySet.as_manager()
