"""The components say what they are given, escape it, and refuse what is not there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.templatetags.static import static
from django.test import Client

import betterpie.ui
from betterpie.ui.templatetags import ui
from betterpie.ui.views import PAGES

NOW = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)


@pytest.fixture
def visitor(alone: None) -> Client:
    """Somebody who looks at the gallery."""
    return Client(raise_request_exception=False)


def draw(source: str, **context: object) -> str:
    """What a template makes of `source`."""
    return Template("{% load ui %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize("page", ["", *(f"{page}/" for page in PAGES)])
def test_every_page_of_the_gallery_stands(visitor: Client, page: str) -> None:
    answer = visitor.get(f"/ui/gallery/{page}")
    assert (answer.status_code, answer.content.count(b"<h1>")) == (200, 1)


def test_no_page_carries_styles_or_handlers_of_its_own(visitor: Client) -> None:
    pages = "".join(visitor.get(f"/ui/gallery/{page}").content.decode() for page in ["", *(f"{page}/" for page in PAGES)])
    assert [word for word in (" style=", "<style", " onclick=", " onload=", "javascript:") if word in pages] == []


def test_only_one_way_is_where_one_is(visitor: Client) -> None:
    assert visitor.get("/ui/gallery/week/").content.count(b'aria-current="page"') == 1


def test_the_thing_to_do_comes_first_in_the_navigation(visitor: Client) -> None:
    page = visitor.get("/ui/gallery/week/").content.decode()
    assert page.index("<span>Refer</span>") < page.index("<span>Week</span>")


@pytest.mark.parametrize(
    ("address", "code", "words"), [("/nope/", 404, b"nothing at this address"), ("/broken/", 500, b"Something broke on our side")]
)
def test_troubles_have_a_page_in_the_same_look(visitor: Client, address: str, code: int, words: bytes) -> None:
    answer = visitor.get(address)
    assert (answer.status_code, words in answer.content) == (code, True)


def test_a_form_without_its_token_is_answered_in_words(alone: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/ui/gallery/")
    assert (answer.status_code, b"Please send that once more" in answer.content) == (403, True)


def test_an_icon_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="No icon is called 'unicorn'"):
        ui.icon("unicorn")


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert (draw('{% icon "phone" %}'), draw('{% icon "phone" label="Call" %}')) == (
        f'<svg class="icon" aria-hidden="true"><use href="{static("ui/icons.svg")}#phone"/></svg>',
        f'<svg class="icon" role="img" aria-label="Call"><use href="{static("ui/icons.svg")}#phone"/></svg>',
    )


def test_a_face_keeps_its_colour_when_the_name_changes() -> None:
    colours = {draw("{% face name key=7 %}", name=name).split(" ")[2] for name in ("Maya's Good Dogs", "Good Dogs", "¿Quién?")}
    assert len(colours) == 1


def test_a_face_takes_the_first_letter_there_is() -> None:
    assert [draw("{% face name %}", name=name)[-8] for name in ("¿Quién?", "ñandú", "???")] == ["Q", "ñ", "·"]


def test_what_people_type_is_never_markup() -> None:
    evil = '<script>"'
    drawn = draw(
        "{% face evil %}{% tag evil %}{% card title=evil tag=evil %}{{ evil }}{% endcard %}{% range evil 1 note=evil %}"
        '{% todo title=evil icon="phone" tag=evil %}{{ evil }}{% endtodo %}{% phone_link evil %}'
        '{% include "ui/parts/row.html" with title=evil meta=evil tag=evil url=evil %}',
        evil=evil,
    )
    assert ("<script" in drawn, drawn.count("&lt;script&gt;") > 8) == (False, True)


def test_a_range_stands_where_its_figures_are() -> None:
    drawn = draw('{% range "Honesty" 2.5 low=0 high=5 %}')
    assert all(part in drawn for part in ('x="50.0%" width="50.0%"', 'cx="75.0%"', ">+2.5<", 'aria-label="+2.5, likely 0.0 to +5.0"'))


def test_a_range_never_leaves_its_scale() -> None:
    assert 'x="0.0%" width="100.0%"' in draw('{% range "Honesty" 9 low=-9 high=9 %}')


def test_too_little_evidence_reads_too_early() -> None:
    drawn = draw('{% range "Honesty" None %}')
    assert ("too early" in drawn, "scale-dot" in drawn) == (True, False)


def test_times_in_templates_take_the_moment_of_the_page() -> None:
    assert draw("{% due at %} {% when at %}", at=NOW, now=NOW) == (
        f'<time datetime="{NOW.isoformat()}">by 12 pm today</time> <time datetime="{NOW.isoformat()}">today at 12 pm</time>'
    )


def test_no_time_draws_nothing() -> None:
    assert draw("{% due at %}{% when at %}{% ago at %}", at=None, now=NOW) == ""


def test_numbers_lend_their_tone() -> None:
    assert [ui.tone(value) for value in (3.8, -0.3, 0, None)] == ["leaf", "hot", "grey", "grey"]


def test_missing_figures_draw_nothing() -> None:
    assert (ui.money(None), ui.gain(None), ui.signed(None), ui.good_or_bad(None)) == ("", "", "", "")


def test_a_button_takes_nothing_from_its_page() -> None:
    drawn = draw(
        '{% action url="/there/" label="Go" %}', name="Priya", value="secret", icon="heart", go=True, css="danger", csrf_token="token"
    )
    assert [word for word in ("Priya", "secret", "heart", "go", "danger") if word in drawn] == []
    assert 'name="csrfmiddlewaretoken" value="token"' in drawn


def test_the_steps_say_where_one_is() -> None:
    drawn = draw('{% include "ui/parts/steps.html" with steps=steps %}', steps=[("Sent", "done"), ("Called", "now")])
    assert ('aria-current="step"><span>Called' in drawn, "Step 2 of 2: <b>Called</b>" in drawn) == (True, True)


def test_the_catalogue_names_every_part_tag_and_icon() -> None:
    catalogue = (Path(__file__).parents[2] / "docs/reference/components.md").read_text()
    parts = {path.stem for path in (Path(betterpie.ui.__file__).parent / "templates/ui/parts").glob("*.html")}
    named = {f"`{name}`" for name in ui.icons() | (parts - set(ui.register.tags))}
    tags = {f"{{% {name} " for name in ui.register.tags}
    names = named | tags
    assert {name for name in names if name not in catalogue} == set()
