"""The pages of lists on their way in: bring one, look at its columns, look at what it will do, let it in, take it out."""

from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from betterpie.kernel import vocabulary
from betterpie.kernel.listings import sheets
from betterpie.members.actions import batches as actions
from betterpie.members.forms.batches import FIELDS, ColumnsForm, ListForm
from betterpie.members.forms.fields import trade_named
from betterpie.members.imports import Unreadable, read, read_pasted
from betterpie.members.imports.sentences import of_layout
from betterpie.members.imports.work import laid_out, limits
from betterpie.members.models import Batch
from betterpie.members.permissions import SeatedRequest, can_start_groups, steward_page
from betterpie.members.queries import batches as queries
from betterpie.members.views import base
from betterpie.people.models import Person
from betterpie.ui.posting import posted

PAGE = 20
UNMAPPED = 12
"""How many words are asked about at once; answered ones make room for the next."""
State = Batch.State


@steward_page
def lists(request: SeatedRequest) -> HttpResponseBase:
    """Bring a list; and the lists that were brought before."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = _staged(request, form)
        if batch is not None:
            return redirect("imports:columns", request.seat.node.slug, batch.pk)
    page = Paginator(queries.batches_of(request.seat.node), PAGE).get_page(request.GET.get("page"))
    return render(request, "members/imports/lists.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@steward_page
def columns(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """What the columns of a list hold, with samples; a wrong guess is put right here."""
    batch = _load(request, pk)
    if batch.state not in (State.COLUMNS, State.READY, State.FAILED):
        return redirect("imports:batch", request.seat.node.slug, pk)
    form = ColumnsForm(batch, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and base.tried(request, lambda: actions.remap(batch, form.mapping), thanks=_("Thank you. The list is being read."))
    ):
        return redirect("imports:batch", request.seat.node.slug, pk)
    return render(request, "members/imports/columns.html", {"batch": batch, "form": form}, status=422 if form.errors else 200)


@require_safe
@steward_page
def batch(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Where a list stands: how far it is, what it will do, what it did."""
    found = _load(request, pk)
    if found.state == State.COLUMNS:
        return redirect("imports:columns", request.seat.node.slug, pk)
    if found.is_at_work:
        page = "members/imports/progress.html" + ("#progress" if request.headers.get("HX-Request") else "")
        return render(request, page, {"batch": found})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.state == State.READY:
        return render(request, "members/imports/preview.html", _preview(found, by=request.user))
    return render(request, "members/imports/result.html", {"batch": found, "kept": queries.kept(found)})


@require_safe
@steward_page
def troubles(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The lines with something wrong."""
    found = _load(request, pk)
    page = Paginator(queries.troubles(found), 50).get_page(request.GET.get("page"))
    return render(request, "members/imports/troubles.html", {"batch": found, "page": page})


@require_safe
@steward_page
def troubles_file(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The same as a file, to put the list right in a spreadsheet."""
    found = _load(request, pk)
    rows: Iterator[list[sheets.Cell]] = (
        [row.line, row.name, row.get_fate_display(), " ".join(row.sentences)] for row in queries.troubles(found).iterator()
    )
    lines = sheets.as_csv([_("Line"), _("Name"), _("What becomes of it"), _("What is wrong")], rows)
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="lines.csv"'}
    )


@steward_page
def pairs(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Two by two: the same shop, or another one?"""
    found = _load(request, pk)
    if found.state != State.READY:
        return redirect("imports:batch", request.seat.node.slug, pk)
    if request.method == "POST":
        said = _answers(request)
        thanks = ngettext("One pair answered.", "%(n)d pairs answered.", len(said)) % {"n": len(said)}
        base.tried(request, lambda: actions.answer(found, said), thanks=thanks)
        if queries.open_pairs(found).exists():
            return redirect("imports:pairs", request.seat.node.slug, pk)
        return redirect("imports:batch", request.seat.node.slug, pk)
    rows = queries.open_pairs(found)
    page = Paginator(rows, PAGE).get_page(1)
    context = {"batch": found, "page": page, "pairs": queries.pairs_of(list(page)), "sure": rows.filter(likely__gte=queries.SURE).count()}
    return render(request, "members/imports/pairs.html", context)


@steward_page
@posted("imports:pairs")
def all_pairs(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """All that are nearly certain are the same shop."""
    found = _load(request, pk)
    base.tried(request, lambda: actions.answer_all(found, at_least=queries.SURE), thanks=_("Those are the same shops then."))
    return redirect("imports:batch", request.seat.node.slug, pk)


@steward_page
@posted("imports:batch")
def trades(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """What the list's own words for a trade mean."""
    found = _load(request, pk)
    said, unknown = _decisions(request, found)
    said |= _kept_broad(request, found)
    base.tried(request, lambda: actions.decide_trades(found, said), thanks=_("Noted."))
    if unknown:
        context = {**_preview(_load(request, pk), by=request.user), "unknown": unknown}
        return render(request, "members/imports/preview.html", context, status=422)
    return redirect("imports:batch", request.seat.node.slug, pk)


@steward_page
@posted("imports:batch")
def application(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Let the list in."""
    found = _load(request, pk)

    def go() -> None:
        leaves_out = request.POST.get("chains") == "out"
        areas = request.POST.getlist("area") if can_start_groups(request.user) else []
        actions.arrange_import(found, leaves_chains_out=leaves_out, areas=areas)
        actions.apply(found)

    base.tried(request, go, thanks=_("Here they come."))
    return redirect("imports:batch", request.seat.node.slug, pk)


@steward_page
def undoing(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Take the list out again."""
    found = _load(request, pk)
    back = reverse("imports:batch", args=[request.seat.node.slug, pk])
    if request.method == "POST":
        base.tried(request, lambda: actions.undo(found), thanks=_("The list is being taken out again."))
        return redirect(back)
    text = _("Businesses that this list brought leave again. Those that somebody has joined, invited or written about since stay.")
    return base.ask_first(request, title=_("Take this list out again?"), text=text, yes=_("Take it out"), back=back)


@steward_page
def removal(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Forget a list that didn't go in."""
    found = _load(request, pk)
    back = reverse("imports:batch", args=[request.seat.node.slug, pk])
    if request.method == "POST":
        done = base.tried(request, lambda: actions.discard(found), thanks=_("The list is forgotten."))
        return redirect("imports:lists", request.seat.node.slug) if done else redirect(back)
    text = _("Nothing of it has gone in, and nothing will.")
    return base.ask_first(request, title=_("Forget this list?"), text=text, yes=_("Forget it"), back=back)


def _load(request: SeatedRequest, pk: int) -> Batch:
    found = queries.batch_of(request.seat.node, pk)
    if found is None:
        raise Http404
    return found


def _staged(request: SeatedRequest, form: ListForm) -> Batch | None:
    """Keep what was brought, if it is a list; else say why not, beside its field."""
    upload, text = form.cleaned_data["file"], form.cleaned_data["text"]
    try:
        table = read(upload.file, limits=limits()) if upload else read_pasted(text, limits=limits())
        layout = laid_out(table)
    except Unreadable as refusal:
        form.add_error("file" if upload else "text", str(refusal))
        return None
    known = [{"heading": one.heading, "samples": [sample[:120] for sample in one.samples]} for one in layout.columns]
    if upload:
        upload.seek(0)
    file: File[Any] = upload or ContentFile(text.encode("utf-8", "replace"))
    return actions.stage(
        request.seat.node,
        name=upload.name if upload else _("Pasted list"),
        file=file,
        is_pasted=not upload,
        columns=known,
        mapping={key: places for key, places in layout.mapping.items() if key in FIELDS},
        notes=[*table.notes, *of_layout(layout)],
        by=request.user,
        at=request.now,
    )


def _preview(found: Batch, *, by: Person) -> dict[str, Any]:
    figures, answered = found.figures, queries.answered(found)
    open_count = figures["pairs"] - sum(answered.values())
    unmapped = [(text, count) for text, count in figures["unmapped"] if _key(text) not in found.trades]
    return {
        "batch": found,
        "figures": figures,
        "answered": answered,
        "open_count": open_count,
        "goes_in": figures["new"] - answered.get("same", 0),
        "unmapped": list(enumerate(unmapped[:UNMAPPED])),
        "unmapped_more": max(0, len(unmapped) - UNMAPPED),
        "all_trades": list(vocabulary.trades().values()),
        "chains": queries.chains(found),
        "areas": list(figures["areas"].items()) if can_start_groups(by) else [],
        "samples": [(row, queries.place_of(row), actions.trades_of(row, found.trades)) for row in queries.samples(found)],
        "narrowed": [{**one, "is_kept": found.trades.get(one["text"]) == one["broad"]} for one in figures.get("narrowed", [])],
        "unknown": {},
    }


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _kept_broad(request: HttpRequest, found: Batch) -> dict[str, str]:
    """What was said of the broad trades that names narrowed, where it was asked: a tick keeps the broad one."""
    if "narrowed" not in request.POST:
        return {}
    kept = set(request.POST.getlist("keep"))
    return {one["text"]: one["broad"] if one["text"] in kept else one["kind"] for one in found.figures.get("narrowed", [])}


def _answers(request: HttpRequest) -> dict[int, str]:
    """The answers of a page of pairs, by line; unreadable ones are passed over."""
    said = {name.removeprefix("line_"): value for name, value in request.POST.items() if name.startswith("line_")}
    lines = [line for line in said if line.isascii() and line.isdigit() and len(line) < 10]
    return {int(line): str(said[line]) for line in lines if said[line] in ("same", "other")}


def _decisions(request: HttpRequest, found: Batch) -> tuple[dict[str, str], dict[str, str]]:
    """What was said of the list's words, and those answers that name no trade of ours."""
    known = {text for text, _count in found.figures.get("unmapped", [])}
    said: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for number in range(UNMAPPED):
        text, answer = request.POST.get(f"text_{number}", ""), request.POST.get(f"trade_{number}", "").strip()
        if text not in known:
            continue
        if request.POST.get(f"none_{number}"):
            said[text] = ""
        elif answer:
            slug = trade_named(answer[:80])
            if slug is None:
                unknown[text] = answer[:80]
            else:
                said[text] = slug
    return said, unknown
