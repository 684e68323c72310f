"""What people write about projects, cleaned."""

from betterpie.projects.forms.deals import FigureForm, LeaveForm, QuestionForm, RuleForm
from betterpie.projects.forms.fields import SignedAmountField, plain
from betterpie.projects.forms.planning import (
    AgainForm,
    AskForm,
    DueForm,
    FinishForm,
    InputForm,
    LastingForm,
    NoteForm,
    ProjectForm,
    StepForm,
    TermsForm,
)
from betterpie.projects.forms.playing import PlayForm, SketchForm
from betterpie.projects.forms.settling import LearnedForm, LineForm, ListForm, MissingForm

__all__ = [
    "AgainForm",
    "AskForm",
    "DueForm",
    "FigureForm",
    "FinishForm",
    "InputForm",
    "LastingForm",
    "LearnedForm",
    "LeaveForm",
    "LineForm",
    "ListForm",
    "MissingForm",
    "NoteForm",
    "PlayForm",
    "ProjectForm",
    "QuestionForm",
    "RuleForm",
    "SignedAmountField",
    "SketchForm",
    "StepForm",
    "TermsForm",
    "plain",
]
