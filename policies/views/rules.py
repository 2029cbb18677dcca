"""What each risk asks for, shown with what a change bites on before it does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from policies.forms.keeping import RULE_NAMES, RuleForm
from policies.people.administering import may_keep_rules
from policies.people.risk_rules import LIMITS, RuleLine, all_rules, change_rule
from policies.views.acting import attempt
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def rules(request: HttpRequest) -> HttpResponse:
    lines = [(line, RuleForm(rule=line.rule)) for line in all_rules()]
    return render(request, "people/rules.html", {"lines": lines, "may_keep": may_keep_rules(request.user)})


@for_colleagues
def rule(request: HttpRequest, risk: str) -> HttpResponse:
    """What would change, and for how many cards; done only when that page is confirmed."""
    line = next(line for line in all_rules() if line.rule.risk == risk)
    form = RuleForm(request.GET if request.method == "GET" else request.POST, rule=line.rule)
    may_keep_rules(request.user).require()
    if not form.is_valid():
        lines = [(other, form if other.rule.risk == risk else RuleForm(rule=other.rule)) for other in all_rules()]
        context = {"lines": lines, "may_keep": may_keep_rules(request.user)}
        return render(request, "people/rules.html", context, status=422)
    if request.method == "POST":
        said = _("Saved. Verifications from now on follow the new rule.")
        attempt(request, lambda: change_rule(line.rule, by=request.user, **form.cleaned_data), said)
        return redirect("rules")
    return render(request, "people/rule.html", {"line": line, "form": form, "changes": _changes(line, form.cleaned_data)})


def _changes(line: RuleLine, wanted: dict[str, int]) -> list[tuple[Any, int, int]]:
    """Name, value now, and value wanted, of what differs."""
    now = {name: getattr(line.rule, name) for name in LIMITS}
    return [(RULE_NAMES[name], now[name], wanted[name]) for name in LIMITS if now[name] != wanted[name]]
