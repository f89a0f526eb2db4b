"""Run by Alembic, never imported: it says on which connection the revisions run. That is in a transaction already."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
