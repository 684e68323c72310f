"""The tables of projects."""

from betterpie.projects.models.deals import Agreement, Answer, Figure, Kind, Signature, Sure, fingerprint
from betterpie.projects.models.projects import FILE_MOST, MOST, File, Input, Lasting, LogLine, Partner, Project, Step
from betterpie.projects.models.settlements import Line, Payment, Settlement, Sheet, Tap

__all__ = [
    "FILE_MOST",
    "MOST",
    "Agreement",
    "Answer",
    "Figure",
    "File",
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
    "Tap",
    "fingerprint",
]
