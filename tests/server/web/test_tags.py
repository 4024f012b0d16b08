"""The parts of the design system that are more than a class name."""

from typing import ClassVar

import pytest
from django import forms
from django.template import Context, Template


class StopForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is happening?",
        choices=[("stop", "Stop"), ("jail", "Jail")],
        widget=forms.RadioSelect,
        help_text="Choose one.",
    )
    county = forms.CharField(label="County", help_text="Where it was.", max_length=5)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="I am sure", required=False)

    empty: ClassVar[dict[str, str]] = {"county": "", "kind": ""}


def show(source: str, **context: object) -> str:
    return Template("{% load web %}" + source).render(Context(context))


def test_a_field_ties_label_help_and_error_to_the_input() -> None:
    html = show("{% field form.county %}", form=StopForm(StopForm.empty))
    assert '<label class="field__label" for="id_county">' in html
    assert 'id="id_county_helptext"' in html
    assert 'id="id_county_error"' in html
    assert 'aria-describedby="id_county_helptext id_county_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in show("{% field form.note %}", form=StopForm())
    assert "(optional)" not in show("{% field form.county %}", form=StopForm())


def test_radio_buttons_become_a_named_group_of_tiles() -> None:
    html = show("{% field form.kind large=True %}", form=StopForm())
    assert '<legend class="field__label field__label--large">What is happening?' in html
    assert html.count('<label class="tile">') == 2
    assert 'aria-describedby="id_kind_helptext"' in html


def test_a_check_box_is_one_tile() -> None:
    assert show("{% field form.sure %}", form=StopForm()).count('<label class="tile">') == 1


def test_the_error_summary_leads_to_the_fields() -> None:
    html = show("{% error_summary form %}", form=StopForm(StopForm.empty))
    assert 'href="#id_county"' in html
    assert 'href="#id_kind_0"' in html
    assert 'role="alert"' in html


def test_a_form_without_faults_has_no_summary() -> None:
    form = StopForm({"county": "48113", "kind": "stop"})
    assert show("{% error_summary form %}", form=form).strip() == ""


def test_a_badge_shows_a_word_and_escapes_it() -> None:
    assert (
        show("{% badge 'good' word %}", word="<b>")
        == '<span class="badge badge--good">&lt;b&gt;</span>'
    )


@pytest.mark.parametrize("source", ["{% badge 'red' 'x' %}", "{% notice 'red' %}x{% endnotice %}"])
def test_a_kind_that_has_no_shape_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="use one of"):
        show(source)


def test_only_dangers_are_read_out_at_once() -> None:
    assert 'role="alert"' in show("{% notice 'danger' %}<p>x</p>{% endnotice %}")
    assert 'role="alert"' not in show("{% notice 'info' %}<p>x</p>{% endnotice %}")


def test_progress_is_said_in_words_and_drawn() -> None:
    html = show("{% progress 3 4 'Writing files' %}")
    assert "3 of 4" in html
    assert 'max="4" value="3"' in html


def test_the_pager_is_left_out_when_there_is_nowhere_to_go() -> None:
    assert show("{% pager None %}").strip() == ""
    assert 'href="?cursor=abc"' in show("{% pager '?cursor=abc' %}")


def test_htmx_is_set_up_for_the_strict_policy() -> None:
    html = show("{% htmx %}")
    assert '"allowEval":false' in html
    assert '"includeIndicatorStyles":false' in html
    assert '"historyCacheSize":0' in html
    assert 'integrity="sha384-' in html


def test_a_static_file_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        show("{% module 'web/nothing.js' %}")
