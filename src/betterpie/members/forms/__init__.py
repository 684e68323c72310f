"""What people type into the pages of members: clean values, nothing saved."""

from betterpie.members.forms.businesses import BriefForm, ProfileForm, SearchForm
from betterpie.members.forms.nodes import DEFAULT_RULES, LinkForm, RulesForm, SettingsForm, StartForm
from betterpie.members.forms.people import InviteForm, InviteOwnerForm, NoteForm, StewardForm

__all__ = [
    "DEFAULT_RULES",
    "BriefForm",
    "InviteForm",
    "InviteOwnerForm",
    "LinkForm",
    "NoteForm",
    "ProfileForm",
    "RulesForm",
    "SearchForm",
    "SettingsForm",
    "StartForm",
    "StewardForm",
]
