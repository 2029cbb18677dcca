"""The form that adds an image."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.content.pixels import FORMATS, MAX_BYTES
from policies.images import TITLE


class ImageForm(forms.Form):
    """A file of at most 10 MB, and what it shows."""

    image = forms.FileField(label=_("Picture"), help_text=_("PNG, JPEG, WebP or GIF, at most 10 MB."))
    title = forms.CharField(
        label=_("What it shows"),
        max_length=TITLE,
        help_text=_("One sentence for people who cannot see it. Texts in other languages describe it in theirs."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image"].widget.attrs |= {"class": "input", "accept": ",".join(f"image/{form.lower()}" for form in FORMATS)}
        self.fields["title"].widget.attrs |= {"class": "input"}

    def clean_image(self) -> bytes:
        file = self.cleaned_data["image"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB. Save the picture smaller and try again."))
        data: bytes = file.read()
        return data
