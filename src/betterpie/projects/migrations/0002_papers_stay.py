"""A paper stays as it was drawn, and is signed by its own hash: held by the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = ("project_id", "number", "rule", "has_bound_hands", "deal_version", "words", "terms", "sha256")
CHANGED = {
    "sqlite": " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT),
    "postgresql": " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT),
}
OTHER = "NEW.sha256 <> (SELECT sha256 FROM projects_agreement WHERE id = NEW.agreement_id)"
STAYS, OWN = "a paper stays as it was drawn", "a paper is signed by its own hash"
SQLITE = [
    f"""CREATE TRIGGER projects_paper_stays BEFORE UPDATE ON projects_agreement
        WHEN {CHANGED["sqlite"]} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END""",
    f"CREATE TRIGGER projects_own_hash BEFORE INSERT ON projects_signature WHEN {OTHER} BEGIN SELECT RAISE(ABORT, '{OWN}'); END",
]
# OR REPLACE: a restored backup drops tables, and with them triggers, but functions stay.
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION projects_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {CHANGED["postgresql"]} THEN RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'check_violation'; END IF;
        RETURN NEW; END $$""",
    "CREATE TRIGGER projects_paper_stays BEFORE UPDATE ON projects_agreement FOR EACH ROW EXECUTE FUNCTION projects_paper_stays()",
    f"""CREATE OR REPLACE FUNCTION projects_own_hash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {OTHER} THEN RAISE EXCEPTION '{OWN}' USING ERRCODE = 'check_violation'; END IF;
        RETURN NEW; END $$""",
    "CREATE TRIGGER projects_own_hash BEFORE INSERT ON projects_signature FOR EACH ROW EXECUTE FUNCTION projects_own_hash()",
]


def hold(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers."""
    for sentence in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sentence.replace("%", "%%"), params=None)


def let_go(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    postgres = editor.connection.vendor == "postgresql"
    for name, table in (("projects_paper_stays", "projects_agreement"), ("projects_own_hash", "projects_signature")):
        editor.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}")
        if postgres:
            editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunPython(hold, let_go)]
