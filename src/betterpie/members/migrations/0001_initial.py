import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Business",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name on the door")),
                ("legal_name", models.CharField(blank=True, max_length=160, verbose_name="legal name")),
                ("blurb", models.CharField(blank=True, max_length=200, verbose_name="in one sentence")),
                ("services", models.TextField(blank=True, max_length=2000, verbose_name="what you do")),
                ("asked_for", models.TextField(blank=True, max_length=1000, verbose_name="what customers ask for that you don't do")),
                (
                    "price_level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "easy on the purse"), (2, "in the middle"), (3, "the better things"), (4, "the very best")],
                        null=True,
                        verbose_name="price level",
                    ),
                ),
                ("hours", models.JSONField(blank=True, default=dict, verbose_name="hours")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("web", models.URLField(blank=True, verbose_name="web page")),
                ("street", models.CharField(blank=True, max_length=160, verbose_name="street")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("zip", models.CharField(blank=True, max_length=10, verbose_name="ZIP code")),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("is_chain", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "businesses",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="business_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("price_level", None), ("price_level__range", (1, 4)), _connector="OR"),
                        name="price_level_is_1_to_4",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\\Z", "Use small letters, digits and hyphens, as in bixby-knolls."
                            )
                        ],
                        verbose_name="address",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("blurb", models.CharField(blank=True, max_length=200, verbose_name="in one sentence")),
                ("area_codes", models.JSONField(blank=True, default=list, verbose_name="area codes")),
                ("zips", models.JSONField(blank=True, default=list, verbose_name="ZIP codes")),
                ("rules", models.TextField(blank=True, verbose_name="house rules")),
                ("rules_version", models.PositiveIntegerField(default=1)),
                ("time_zone", models.CharField(default="America/Los_Angeles", max_length=60, verbose_name="time zone")),
                ("currency", models.CharField(default="USD", max_length=3, verbose_name="currency")),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Spanish")], default="en", max_length=5, verbose_name="language"),
                ),
                ("join_code", models.CharField(max_length=16, unique=True)),
                ("is_listed", models.BooleanField(default=True, verbose_name="anybody may see the directory")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                [
                                    "account",
                                    "c",
                                    "demo",
                                    "health",
                                    "help",
                                    "i",
                                    "in",
                                    "join",
                                    "l",
                                    "language",
                                    "new",
                                    "people",
                                    "s",
                                    "start",
                                    "static",
                                    "u",
                                    "ui",
                                    "www",
                                ],
                            ),
                            _negated=True,
                        ),
                        name="node_address_is_free",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[("guest", "guest"), ("networking", "networking"), ("full", "full member")],
                        default="guest",
                        max_length=12,
                        verbose_name="tier",
                    ),
                ),
                ("sort_name", models.CharField(max_length=120)),
                ("answer_hours", models.PositiveSmallIntegerField(default=4, verbose_name="business hours within which you answer")),
                ("listed_at", models.DateTimeField()),
                ("joined_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("business", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="members.business")),
                (
                    "node",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="members", to="members.node"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile", models.JSONField(blank=True, default=dict)),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="a word to the steward")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waiting"), ("granted", "granted"), ("refused", "refused")], default="open", max_length=8
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "business",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="members.business"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="claims", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "member",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="members.member"),
                ),
                (
                    "node",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="members.node"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NodeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.node")),
                ("one", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.node")),
                ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.node")),
            ],
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_owner", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="staff", to="members.business"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="jobs", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "verbose_name_plural": "staff",
            },
        ),
        migrations.CreateModel(
            name="Steward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("node", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="stewards", to="members.node")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stewardships", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=32)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="words", to="members.member")),
                (
                    "node",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.node"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BusinessTrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=40)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="trades", to="members.business"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["slug", "business"], name="businesses_of_trade")],
                "constraints": [models.UniqueConstraint(fields=("business", "slug"), name="trade_named_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="a line from you")),
                ("is_for_helper", models.BooleanField(default=False)),
                ("token", models.CharField(max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "asked"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("left_alone", "wishes to be left alone"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="members.member"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["member", "state"], name="invitations_of_member")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_for_helper", False), ("state", "open")),
                        fields=("member",),
                        name="owner_asked_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_for_helper", True), ("state", "open")),
                        fields=("member", "email"),
                        name="helper_asked_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="acceptances", to="members.member"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "version"), name="rules_accepted_once")],
            },
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["node", "sort_name"], name="members_by_name"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(fields=("node", "business"), name="one_seat_in_a_node"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("tier", "guest"), ("joined_at__isnull", False), _connector="OR"), name="only_guests_have_not_joined"
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(condition=models.Q(("answer_hours__range", (1, 80))), name="answers_within_two_weeks"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["node", "state"], name="claims_of_node"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("member", None), ("business", None), _connector="OR"), name="claims_one_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("member", "person"), name="claimed_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="nodelink",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="nodes_linked_once"),
        ),
        migrations.AddConstraint(
            model_name="nodelink",
            constraint=models.CheckConstraint(condition=models.Q(("one__lt", models.F("other"))), name="node_link_is_ordered"),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.UniqueConstraint(fields=("business", "person"), name="works_there_once"),
        ),
        migrations.AddConstraint(
            model_name="steward",
            constraint=models.UniqueConstraint(fields=("node", "person"), name="steward_once"),
        ),
        migrations.AddConstraint(
            model_name="word",
            constraint=models.UniqueConstraint(
                fields=("node", "word", "member"), name="found_once_by_a_word", opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"]
            ),
        ),
    ]
