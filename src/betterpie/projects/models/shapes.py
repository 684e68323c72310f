"""Ready shapes: what neighbors often make together, with what usually goes in, is done, and stays. Plain data."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A kind of project. `inputs` are (kind, words), `steps` (days before the end, words), `lasts` what will be there afterwards."""

    slug: str
    name: Any
    idea: Any
    icon: str
    inputs: tuple[tuple[str, Any], ...]
    steps: tuple[tuple[int, Any], ...]
    lasts: tuple[Any, ...] = ()


SHAPES: tuple[Shape, ...] = (
    Shape(
        slug="supper_club",
        name=_("Supper club"),
        idea=_("A few evenings around one table: one cooks or cuts, one pours, one makes it beautiful."),
        icon="table",
        inputs=(("space", _("A room for the evening")), ("stock", _("Food and drink")), ("hours", _("Hosting and serving"))),
        steps=((21, _("Agree on the menu")), (14, _("Put tickets on sale")), (10, _("Hang the posters"))),
        lasts=(_("Photos of the evenings"), _("The list of guests who wish to be asked again")),
    ),
    Shape(
        slug="podcast",
        name=_("Group podcast"),
        idea=_("Neighbors in talk with each other, an episode every two weeks."),
        icon="words",
        inputs=(("equipment", _("Microphones and a quiet room")), ("hours", _("Recording and cutting")), ("know_how", _("What you know"))),
        steps=((28, _("Plan six episodes")), (14, _("Record the first two"))),
        lasts=(_("The recordings"), _("The channel's name and password")),
    ),
    Shape(
        slug="market",
        name=_("Market evening"),
        idea=_("The street stays open late, with stalls outside and music."),
        icon="shop",
        inputs=(("space", _("The sidewalk or a yard")), ("equipment", _("Tables and lights")), ("audience", _("Those on your list"))),
        steps=((30, _("Ask the city for leave")), (14, _("Hang the posters")), (2, _("Draw who stands where"))),
        lasts=(_("Photos of the evening"),),
    ),
    Shape(
        slug="hamper",
        name=_("Hamper or bundle"),
        idea=_("One basket with something from each, sold by all."),
        icon="gift",
        inputs=(("stock", _("Goods for the baskets")), ("hours", _("Packing")), ("space", _("A shelf by the till"))),
        steps=((21, _("Choose what goes in")), (14, _("Pack the first ten")), (12, _("Take pictures"))),
        lasts=(_("The pictures"), _("The baskets' name")),
    ),
    Shape(
        slug="workshop",
        name=_("Joint workshop"),
        idea=_("An afternoon where people learn something from two or three of you."),
        icon="people",
        inputs=(("space", _("A room")), ("know_how", _("What you teach")), ("hours", _("Preparing and teaching"))),
        steps=((21, _("Write the plan of the afternoon")), (14, _("Open the list"))),
        lasts=(_("The handout"), _("The list of those who came")),
    ),
    Shape(
        slug="stall",
        name=_("Shared stall"),
        idea=_("One stall at the fair for several, with one till."),
        icon="shop",
        inputs=(("money", _("The stall's fee")), ("stock", _("Goods for the stall")), ("hours", _("Standing there"))),
        steps=((28, _("Book the stall")), (3, _("Plan who stands when"))),
    ),
    Shape(
        slug="pop_up",
        name=_("Pop-up"),
        idea=_("An empty shop becomes yours together for some weeks."),
        icon="pin",
        inputs=(("money", _("The rent")), ("equipment", _("Shelves and a till")), ("hours", _("Minding the shop"))),
        steps=((28, _("Sign for the room")), (7, _("Set it up")), (-2, _("Clean up and hand back the key"))),
        lasts=(_("The list of customers who wish to hear more"),),
    ),
    Shape(
        slug="festival",
        name=_("Street festival"),
        idea=_("A day for the whole street, with music, food and open doors."),
        icon="star",
        inputs=(("money", _("Stage and permits")), ("hours", _("Preparing and helping on the day")), ("audience", _("Those on your list"))),
        steps=((60, _("Ask the city for leave")), (30, _("Book the music")), (14, _("Hang the posters"))),
        lasts=(_("Photos and films"), _("The festival's name")),
    ),
    Shape(
        slug="purchase",
        name=_("Buying together"),
        idea=_("One order instead of many, for a better price."),
        icon="money",
        inputs=(("money", _("Your part of the order")), ("space", _("Somewhere to keep it"))),
        steps=((14, _("Gather what each needs")), (10, _("Ask three suppliers")), (3, _("Order"))),
    ),
    Shape(
        slug="delivery",
        name=_("Shared delivery"),
        idea=_("One van and one round instead of several."),
        icon="truck",
        inputs=(("equipment", _("A van or cargo bike")), ("hours", _("Driving")), ("money", _("Fuel and insurance"))),
        steps=((14, _("Draw the round")), (7, _("Try it once"))),
    ),
)
BY_SLUG = {shape.slug: shape for shape in SHAPES}
