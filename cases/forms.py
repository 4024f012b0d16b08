"""The forms of case files."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """Which case file an encounter goes into; empty opens a new one."""

    case_file = forms.ChoiceField(label=_("Case file"), required=False)

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Form's own arguments
        chosen = self.fields["case_file"]
        assert isinstance(chosen, forms.ChoiceField)  # declared above
        chosen.choices = [("", _("A new case file")), *choices]


class AdmitForm(forms.Form):
    """Whom to admit, by the whole user name: there is no directory of people to search."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("The whole user name, as the person signs in. Ask them for it."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
