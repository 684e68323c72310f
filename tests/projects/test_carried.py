"""A project taken along to another installation is the same project, and its papers are still as they were drawn."""

from datetime import datetime
from pathlib import Path

from betterpie.house import carry
from betterpie.projects import actions, queries
from betterpie.projects.models import Agreement, Input, Project, Sheet, Signature
from tests.projects.conftest import Club
from tests.projects.test_settlement import settled, worked

__all__ = ["worked"]


PDF = b"%PDF-1.7\n\x00\xff menu"


def told(project: Project) -> list[object]:
    """What a project says, without the numbers of rows."""
    settlement = queries.settlement(project)
    assert settlement is not None
    return [
        (project.name, project.state, project.rule, project.manager.business.name),
        [(row.kind, row.about, row.amount, row.spread, row.measured) for row in queries.figures(project)],
        list(Agreement.objects.filter(project=project).values_list("number", "words", "terms", "sha256")),
        list(Signature.objects.filter(agreement__project=project).values_list("partner__number", "sha256", "person__name").order_by("pk")),
        list(Input.objects.filter(project=project).values_list("partner__number", "what", "promise__state").order_by("pk")),
        list(Sheet.objects.filter(settlement=settlement).values_list("partner__number", "share", "balance").order_by("partner__number")),
        [(row.payer.number, row.payee.number, row.amount) for row in queries.payments(settlement)],
        [(row.what, row.kind, row.amount, row.source) for row in queries.lines(project)],
        [(row.words, row.file.name, row.file.kind, bytes(row.file.content)) for row in queries.plan(project).log],
    ]


def test_a_settled_project_comes_up_elsewhere_as_it_was(worked: Club, now: datetime, tmp_path: Path) -> None:
    menu = actions.Upload(name="menu.pdf", kind="application/pdf", content=PDF)
    actions.note(worked.project, worked.wine, words="The menu", file=menu, at=now)
    settled(worked, now)
    carry.take(worked.project.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)
    here = Project.objects.get(node=copy)
    assert here.pk != worked.project.pk
    assert told(here) == told(Project.objects.get(pk=worked.project.pk))
    assert all(paper.is_as_drawn for paper in queries.papers(here, since=here.made_at))
