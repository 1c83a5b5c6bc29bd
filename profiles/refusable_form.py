"""A form of which a service has the last word."""

from django import forms
from django.core.exceptions import ValidationError


class RefusableForm(forms.Form):
    """Shows what a service has refused."""

    def take(self, error: ValidationError) -> None:
        """Show a refusal at the fields that it names, else above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, ValidationError(errors))
