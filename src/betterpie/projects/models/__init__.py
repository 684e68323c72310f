"""The tables of projects."""

from betterpie.projects.models.deals import Agreement, Answer, Figure, Kind, Signature, Sure, fingerprint
from betterpie.projects.models.projects import MOST, Input, Lasting, LogLine, Partner, Project, Step
from betterpie.projects.models.settlements import Line, Payment, Settlement, Sheet

__all__ = [
    "MOST",
    "Agreement",
    "Answer",
    "Figure",
    "Input",
    "Kind",
    "Lasting",
    "Line",
    "LogLine",
    "Partner",
    "Payment",
    "Project",
    "Settlement",
    "Sheet",
    "Signature",
    "Step",
    "Sure",
    "fingerprint",
]
