"""Teams, topics, and what each risk asks for."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.forms.choices import PeopleField, PersonField
from policies.models import RiskRule, Team, Topic
from policies.people.directory import possible_owners
from policies.people.risk_rules import LIMITS

RULE_NAMES = {
    "approvals": _("Approvals"),
    "review_hours": _("Hours for a review"),
    "interval_days": _("Days until a verification is due"),
    "grace_days": _("Days of grace after that"),
}


class TeamForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Name of the team"))
    lead = PersonField(get_user_model().objects.none(), label=_("Lead"), help_text=_("Answers when nobody else of them does."))
    members = PeopleField(
        get_user_model().objects.none(), required=False, label=_("Members"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        if team is not None:
            kwargs["initial"] = {"title": team.title, "lead": team.lead_id, "members": team.members.all()}
        super().__init__(*args, **kwargs)
        here = get_user_model().objects.filter(is_active=True).order_by("first_name", "username")
        self.fields["lead"].queryset = self.fields["members"].queryset = here  # type: ignore[attr-defined]


class NewTeamForm(TeamForm):
    slug = forms.RegexField(
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        max_length=80,
        label=_("Address"),
        help_text=_("Lower-case letters, digits and hyphens, such as returns-desk. It never changes."),
        error_messages={"invalid": _("Use lower-case letters, digits and single hyphens.")},
    )
    field_order = ("title", "slug", "lead", "members")


class TopicForm(forms.Form):
    """One name per language of the content, and what else is said of a topic."""

    queue = forms.SlugField(max_length=80, label=_("Queue"), help_text=_("Where questions go that a person has to answer."))
    owner = PersonField(
        get_user_model().objects.none(),
        required=False,
        label=_("Owner"),
        empty_label=_("Nobody"),
        help_text=_("Answers for what has nobody else: cards whose owner has left, reviews that nobody takes up."),
    )
    allows_self_approval = forms.BooleanField(
        required=False, label=_("Authors may approve their own changes to cards of low risk")
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(topic, name) for name in ("queue", "allows_self_approval")} | {
            "owner": topic.owner_id
        }
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined]
        self.languages = [*settings.CONTENT_LANGUAGES, *(tag for tag in topic.names if tag not in settings.CONTENT_LANGUAGES)]
        for language in self.languages:
            label = _("Name: %(language)s") % {"language": settings.CONTENT_LANGUAGES.get(language, language)}
            self.fields[f"name_{language}"] = forms.CharField(
                max_length=200, required=language == "en", label=label, initial=topic.names.get(language, "")
            )
        self.order_fields([*(f"name_{language}" for language in self.languages), *self.base_fields])

    def wanted(self) -> dict[str, Any]:
        """What `arrange_topic` takes."""
        given = self.cleaned_data
        return {
            "names": {language: given[f"name_{language}"] for language in self.languages},
            **{name: given[name] for name in ("queue", "owner", "allows_self_approval")},
        }


class RuleForm(forms.Form):
    def __init__(self, *args: Any, rule: RiskRule, **kwargs: Any) -> None:
        super().__init__(*args, prefix=rule.risk, **kwargs)
        for name, (least, most) in LIMITS.items():
            field = forms.IntegerField(min_value=least, max_value=most, label=RULE_NAMES[name], initial=getattr(rule, name))
            field.widget.attrs["class"] = "input--short"
            self.fields[name] = field
