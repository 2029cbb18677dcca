"""Images for texts: the gallery where they are added and found, and the images themselves."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.images import address_of, markdown_of
from policies.forms.image import ImageForm
from policies.images import add_image, all_images, image_for, may_remove, remove_image
from policies.models import Image
from policies.permissions import may_draft, may_read_desk
from policies.views.acting import attempt, fill
from policies.views.colleagues import for_colleagues

ON_A_PAGE = 24
YEAR_SECONDS = 31_536_000  # An image never changes under its name.


@for_colleagues
def images(request: HttpRequest) -> HttpResponse:
    """All of them; and adding one. A script that sends a picture is answered in JSON."""
    form = ImageForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        made: list[Image] = []
        is_done = fill(form, lambda given: made.append(add_image(given["image"], title=given["title"], by=request.user)))
        if "application/json" in request.headers.get("Accept", ""):
            return _said(made, form)
        if is_done:
            return redirect(f"{request.path}#{made[0].name}")
    page = Paginator(all_images(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [(image, may_remove(request.user, image)) for image in page]
    context = {"form": form, "page": page, "lines": lines, "may_draft": may_draft(request.user)}
    return render(request, "images/images.html", context, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def remove(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(Image, name=name)
    attempt(request, lambda: remove_image(found, by=request.user), _("The picture is removed."))
    return redirect("images")


@require_safe
def image(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes. To strangers, one that is not public is as one that is not there."""
    found = image_for(name, request.user)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type="image/webp")
    response["Content-Disposition"] = f'inline; filename="{name}.webp"'
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # Customers' pages show answers, too.
    kept_by = "private" if may_read_desk(request.user) else "public"
    response["Cache-Control"] = f"{kept_by}, max-age={YEAR_SECONDS}, immutable"
    return response


def _said(made: list[Image], form: ImageForm) -> JsonResponse:
    if made:
        name, title = made[0].name, made[0].title
        said = {"address": address_of(name), "title": title, "markdown": markdown_of(title, name)}
        return JsonResponse(said, status=201)
    problems = [str(message) for messages in form.errors.values() for message in messages]
    return JsonResponse({"problems": problems}, status=400)
