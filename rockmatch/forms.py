"""The forms at the door: a picture and the consents, or the picture of a stone."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from rockmatch.errors import sentence
from rockmatch.models import Rock
from rockmatch.services.rocks import LEAST_SIDE
from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import open_picture


class SelfieForm(forms.Form):
    """Only carries what was sent; `services.selfies.submit` decides."""

    image = forms.FileField(label=_("A picture of you"), required=False, allow_empty_file=True)
    consent = forms.BooleanField(required=False)
    keep_vector = forms.BooleanField(required=False)


class BoothForm(forms.Form):
    """Only carries what was sent; `booth.visits.begin` decides."""

    visit = forms.UUIDField(required=False)
    image = forms.FileField(label=_("A picture of you"), required=False, allow_empty_file=True)
    consent = forms.BooleanField(required=False)


class AddressForm(forms.Form):
    """Where a rock goes by mail."""

    address = forms.EmailField()


class StoneForm(forms.ModelForm):
    """A curator brings a stone; `services.rocks.bring_rock` makes a rock of it."""

    picture = forms.FileField(
        label=_("A photograph of one stone"),
        help_text=_("The square in its middle is shown, once no face detector sees a face in it."),
    )

    class Meta:
        model = Rock
        fields = ("picture", "name", "geology", "stone", "sentence", "alt")

    def clean_picture(self) -> Image.Image:
        """Decode what was sent: RGB, upright, without metadata."""
        sent: UploadedFile = self.cleaned_data["picture"]
        try:
            return open_picture(sent.read(), min_side=LEAST_SIDE)
        except PictureError as error:
            if error.code == "too_small":
                short = _("Send a picture of at least %(side)s pixels each way.")
                raise forms.ValidationError(short, params={"side": LEAST_SIDE}) from None
            raise forms.ValidationError(sentence(error.code)) from None
