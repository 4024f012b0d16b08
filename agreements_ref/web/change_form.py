"""The question "what changed between two lists?", by GET."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements_ref.queries.changes import ListName
from agreements_ref.rules.columns import ListKind
from agreements_ref.web import labels


class TwoListsForm(forms.Form):
    """Choose two lists of one kind. Nothing chosen: the two newest of signed agreements."""

    earlier = forms.ChoiceField(label=gettext_lazy("Earlier list"))
    later = forms.ChoiceField(label=gettext_lazy("Later list"))

    def __init__(self, data: Any, lists: Sequence[ListName]) -> None:
        asked = data.copy()
        newest = [one for one in lists if one.kind == ListKind.PARTICIPATING.value][:2]
        if len(newest) == 2:
            asked["later"] = asked.get("later") or newest[0].sha256
            asked["earlier"] = asked.get("earlier") or newest[1].sha256
        super().__init__(asked)
        self._kinds = {one.sha256: one.kind for one in lists}
        choices = [
            (
                str(labels.KINDS[kind.value]),
                [(one.sha256, _label(one)) for one in lists if one.kind == kind.value],
            )
            for kind in ListKind
        ]
        for name in ("earlier", "later"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a list of signed agreements beside one of requests."""
        asked: dict[str, Any] = self.cleaned_data
        kinds = {self._kinds[asked[name]] for name in ("earlier", "later") if name in asked}
        if len(kinds) > 1:
            self.add_error("later", _("Choose two lists of one kind."))
        return asked


def _label(one: ListName) -> str:
    return f"{date_format(one.list_date, 'DATE_FORMAT')} · {one.file}"
