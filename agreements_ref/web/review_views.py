"""The review queue, one item with its evidence and history, and importing a list."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements_ref import services
from agreements_ref.importers import MOST_BYTES
from agreements_ref.queries.reviews import (
    DECIDED,
    OPEN,
    ReviewCard,
    ReviewRow,
    count_open_reviews,
    review,
    reviews_page,
)
from agreements_ref.review_forms import DecisionForm, ImportForm, UndoForm
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.questions import ReviewOutcome
from agreements_ref.web import labels, review_labels
from server.access.api import read_cursor_text, write_cursor
from server.access.pages import PageRequest, page
from server.access.permissions import Permission
from server.problems import BadInput, FieldError, NotFound, Problem, ProblemKind

_LISTED = 25
_UNUSABLE = 422


@dataclass(frozen=True)
class ComparedCell:
    """One column of two rows. left, right: "" where a row lacks it. differs: the texts do."""

    column: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the two rows say different things."""
        return self.left != self.right


@dataclass(frozen=True)
class SideBySide:
    """One row, or two beside each other, with what speaks for their belonging together."""

    title: str
    left_title: str
    left: ReviewRow
    right_title: str
    right: ReviewRow | None
    cells: tuple[ComparedCell, ...]


@page(Permission.READ_AGREEMENTS)
def reviews(request: PageRequest) -> HttpResponse:
    """List what a person should look at, or, with `state=decided`, what people decided."""
    state = DECIDED if request.GET.get("state") == DECIDED else OPEN
    after = read_cursor_text(request.GET.get("cursor"), (str, str))
    try:
        cards, next_key = reviews_page(
            state=state,
            kind=None,
            after=None if after is None else (after[0], after[1]),
            limit=_LISTED,
        )
    except ValueError as error:
        fault = FieldError("cursor", _("Use the cursor of the page before, or leave it out."))
        raise BadInput([fault]) from error
    context = {
        "state": state,
        "open_count": count_open_reviews(),
        "reviews": [_shown(card) for card in cards],
        "may_review": request.viewer.may(Permission.REVIEW_AGREEMENTS),
        "next_url": f"?state={state}&cursor={write_cursor(next_key)}" if next_key else None,
        "first_url": f"?state={state}" if after is not None else None,
    }
    return render(request, "agreements/reviews.html", context)


@page(Permission.READ_AGREEMENTS)
def review_item(request: PageRequest, review_id: UUID) -> HttpResponse:
    """Show one item: evidence side by side, who decided what and why, and the forms to decide."""
    return _item_page(request, _card(review_id))


@page(Permission.REVIEW_AGREEMENTS, methods=["POST"])
def decide(request: PageRequest, review_id: UUID) -> HttpResponse:
    """Approve or refuse."""
    card = _card(review_id)
    form = DecisionForm(card, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        is_approved = said["outcome"] == ReviewOutcome.APPROVED.value
        answer = services.ReviewAnswer(
            outcome=ReviewOutcome(said["outcome"]),
            reason=said["reason"],
            reading=said.get("reading", "") if is_approved else "",
            program_models=tuple(said.get("program_models", ())),
        )
        try:
            services.decide_review(viewer=request.viewer, review_id=review_id, answer=answer)
        except BadInput as problem:
            _add_faults(form, problem)
        else:
            messages.success(request, _("Your decision counts from now on, for every day."))
            return redirect("agreements:review", review_id)
    return _item_page(request, card, decision_form=form, status=_UNUSABLE)


@page(Permission.REVIEW_AGREEMENTS, methods=["POST"])
def undo(request: PageRequest, review_id: UUID) -> HttpResponse:
    """Take the standing decision back."""
    card = _card(review_id)
    form = UndoForm(request.POST)
    if form.is_valid():
        services.undo_review(
            viewer=request.viewer, review_id=review_id, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("The decision counts no longer. It stays readable here."))
        return redirect("agreements:review", review_id)
    return _item_page(request, card, undo_form=form, status=_UNUSABLE)


@page(Permission.REVIEW_AGREEMENTS, methods=["GET", "POST"])
def import_list(request: PageRequest) -> HttpResponse:
    """Import a list, or say what an import would do; the page shows what became of it."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        is_unusable = request.method == "POST"
        return render(
            request, "agreements/import.html", context, status=_UNUSABLE if is_unusable else 200
        )
    sent = form.cleaned_data
    is_dry_run = request.POST.get("do") != "import"
    try:
        result = services.import_list(
            services.IncomingList(
                file_name=sent["file"].name,
                content=sent["file"].read(MOST_BYTES + 1),
                known_from=timezone.now(),
                kind=ListKind(sent["kind"]) if sent["kind"] else None,
                list_date=sent["list_date"],
            ),
            dry_run=is_dry_run,
            viewer=request.viewer,
        )
    except Problem as problem:
        if problem.kind not in (ProblemKind.BAD_INPUT, ProblemKind.CONFLICT):
            raise
        _add_faults(form, problem)
        return render(request, "agreements/import.html", context, status=_UNUSABLE)
    context |= {"is_dry_run": is_dry_run, "result": result, **_import_words(result)}
    return render(request, "agreements/import.html", context)


def _import_words(result: services.ImportResult) -> dict[str, object]:
    compared = result.compared
    changes = (
        [
            (_("Added"), compared.added),
            (_("Gone"), compared.gone),
            (_("Signed date changed"), compared.changed),
        ]
        if compared
        else []
    )
    badge, word = review_labels.IMPORT_STATES[result.state.value]
    return {
        "badge": badge,
        "word": word,
        "kind": labels.KINDS[result.kind],
        "changes": changes,
        "remarks": [(line, review_labels.REMARKS[line.code]) for line in result.remarks],
        "proposals": [(review_labels.KINDS[one.kind], one) for one in result.proposals],
        "reasons": [labels.waiting_words(one.code, one.detail) for one in result.waits_for],
    }


def _card(review_id: UUID) -> ReviewCard:
    card = review(review_id)
    if card is None:
        raise NotFound()
    return card


def _shown(card: ReviewCard) -> dict[str, object]:
    badge, word = review_labels.STATES[card.state]
    return {
        "card": card,
        "kind": review_labels.KINDS[card.kind],
        "badge": badge,
        "word": word,
        "standing": next((one for one in card.decisions if one.undone_at is None), None),
    }


def _item_page(
    request: PageRequest,
    card: ReviewCard,
    *,
    decision_form: DecisionForm | None = None,
    undo_form: UndoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        **_shown(card),
        "effect": review_labels.EFFECTS[card.kind],
        "comparisons": _comparisons(card),
        "reasons": [labels.waiting_words(one.code, one.detail) for one in card.reasons],
        "decisions": [(one, *review_labels.STATES[one.outcome]) for one in card.decisions],
    }
    if request.viewer.may(Permission.REVIEW_AGREEMENTS):
        if card.state == OPEN:
            context["decision_form"] = decision_form or DecisionForm(card)
        else:
            context["undo_form"] = undo_form or UndoForm()
    return render(request, "agreements/review.html", context, status=status)


def _comparisons(card: ReviewCard) -> list[SideBySide]:
    pairs = [
        _side_by_side(
            f"{review_labels.PAIRS[pair.kind]} · {labels.MODELS[pair.program_model]}",
            (_("Row that is gone"), pair.gone),
            (_("Row that is new"), pair.new),
        )
        for pair in card.pairs
    ]
    if len(card.rows) == 2:
        earlier, later = card.rows
        title = str(review_labels.KINDS[card.kind])
        pairs.append(_side_by_side(title, (_("Earlier row"), earlier), (_("Later row"), later)))
    elif card.rows:
        title = str(review_labels.KINDS[card.kind])
        pairs.append(_side_by_side(title, (_("First row that shows it"), card.rows[0]), None))
    return pairs


def _side_by_side(
    title: str, left: tuple[str, ReviewRow], right: tuple[str, ReviewRow] | None
) -> SideBySide:
    left_texts = {cell.column: cell.text for cell in left[1].cells}
    right_texts = {cell.column: cell.text for cell in right[1].cells} if right else {}
    cells = tuple(
        ComparedCell(column, left_texts.get(column, ""), right_texts.get(column, ""))
        for column in dict.fromkeys([*left_texts, *right_texts])
    )
    return SideBySide(
        title, left[0], left[1], right[0] if right else "", right[1] if right else None, cells
    )


def _add_faults(form: Form, problem: Problem) -> None:
    """Show a problem at the fields it names, or above the form."""
    for error in problem.errors:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error.message))
    if not problem.errors:
        form.add_error(None, str(problem.title))
