"""Triggers that refuse every change and removal of journal rows, on SQLite and on PostgreSQL; content can only be blanked."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """create trigger audit_entry_no_update before update on audit_entry
       begin select raise(abort, 'journal entries are never changed'); end""",
    """create trigger audit_entry_no_delete before delete on audit_entry
       begin select raise(abort, 'journal entries are never removed'); end""",
    """create trigger audit_content_only_blanked before update on audit_content
       when new.text <> '' or new.is_erased = 0 or new.salt <> '' or new.entry_id <> old.entry_id
       begin select raise(abort, 'content of the journal is blanked or left'); end""",
    """create trigger audit_content_no_delete before delete on audit_content
       begin select raise(abort, 'content of the journal is blanked, not removed'); end""",
    """create trigger audit_chain_only_grows before update on audit_chain
       when new.length <> old.length + 1 or new.name <> old.name
       begin select raise(abort, 'a chain only grows'); end""",
    """create trigger audit_chain_no_delete before delete on audit_chain
       begin select raise(abort, 'a chain is never removed'); end""",
    # `insert or replace` removes rows without asking the triggers of removal.
    """create trigger audit_entry_no_replace before insert on audit_entry
       when exists (select 1 from audit_entry where id = new.id or rowid = new.rowid or (chain = new.chain and number = new.number))
       begin select raise(abort, 'journal entries are never replaced'); end""",
    """create trigger audit_content_no_replace before insert on audit_content
       when exists (select 1 from audit_content where entry_id = new.entry_id or rowid = new.rowid)
       begin select raise(abort, 'content of the journal is never replaced'); end""",
    """create trigger audit_chain_no_replace before insert on audit_chain
       when exists (select 1 from audit_chain where name = new.name or rowid = new.rowid)
       begin select raise(abort, 'a chain is never replaced'); end""",
]
POSTGRESQL = [
    """create function audit_refuse() returns trigger language plpgsql as
       $$ begin raise exception 'journal rows are never changed or removed'; end $$""",
    """create function audit_only_blanked() returns trigger language plpgsql as
       $$ begin
         if new.text <> '' or not new.is_erased or new.salt <> '' or new.entry_id <> old.entry_id then
           raise exception 'content of the journal is blanked or left';
         end if;
         return new;
       end $$""",
    """create function audit_only_grows() returns trigger language plpgsql as
       $$ begin
         if new.length <> old.length + 1 or new.name <> old.name then raise exception 'a chain only grows'; end if;
         return new;
       end $$""",
    "create trigger audit_entry_kept before update or delete on audit_entry for each row execute function audit_refuse()",
    "create trigger audit_entry_not_emptied before truncate on audit_entry execute function audit_refuse()",
    "create trigger audit_content_only_blanked before update on audit_content for each row execute function audit_only_blanked()",
    "create trigger audit_content_kept before delete on audit_content for each row execute function audit_refuse()",
    "create trigger audit_content_not_emptied before truncate on audit_content execute function audit_refuse()",
    "create trigger audit_chain_only_grows before update on audit_chain for each row execute function audit_only_grows()",
    "create trigger audit_chain_kept before delete on audit_chain for each row execute function audit_refuse()",
    "create trigger audit_chain_not_emptied before truncate on audit_chain execute function audit_refuse()",
]


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    statements = POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
