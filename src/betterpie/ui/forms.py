"""How forms are drawn: one template a field, choices as cards, everything else as Django has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.template.loader import get_template

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate

OURS = {
    "django/forms/widgets/radio.html": "ui/forms/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "ui/forms/widgets/choices.html",
}


class Renderer(BaseRenderer):
    """Draws `{{ form }}` and `{{ field.as_field_group }}` in the shared look. For FORM_RENDERER = "betterpie.ui.forms.Renderer"."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.djangos = DjangoTemplates()

    def get_template(self, template_name: str) -> _EngineTemplate:
        """The project's template of that name; Django's own for a widget that is not drawn here."""
        name = OURS.get(template_name, template_name)
        return self.djangos.get_template(name) if name.startswith("django/forms/") else get_template(name)
