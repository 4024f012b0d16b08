"""On PostgreSQL the database itself refuses two versions that overlap in both times.

SQLite has no such constraint; there `rebuild_agreements --check` finds what overlaps.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The extension lets plain columns stand beside ranges in one index; it comes with PostgreSQL.
# Deferred: within a transaction one version may end after the next one has begun.
FORWARDS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE agreements_ref_agreementversion
    ADD CONSTRAINT versions_never_overlap
    EXCLUDE USING gist (
        agency_id WITH =,
        program_model WITH =,
        kind WITH =,
        daterange(valid_from, valid_to, '[)') WITH &&,
        daterange(known_from, known_to, '[)') WITH &&
    )
    DEFERRABLE INITIALLY DEFERRED;
"""
BACKWARDS = (
    "ALTER TABLE agreements_ref_agreementversion DROP CONSTRAINT IF EXISTS versions_never_overlap;"
)


def _on_postgresql(schema_editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statement)


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the constraint where there is PostgreSQL."""
    _on_postgresql(schema_editor, FORWARDS)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away again."""
    _on_postgresql(schema_editor, BACKWARDS)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements_ref", "0003_what_people_decide"),
    ]

    operations = [
        migrations.RunPython(add, remove),
    ]
