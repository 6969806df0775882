-- The record as it was written is what is shown; the terms beside it are what is searched.
CREATE TABLE IF NOT EXISTS search_articles (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  source_id TEXT,
  version INTEGER NOT NULL,
  published INTEGER,
  record TEXT NOT NULL,
  places BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS search_articles_source ON search_articles (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS search_articles_published ON search_articles (published);

-- Terms are made before the transaction and parted by spaces here: a transaction stays short, since the file's other
-- writer waits for it, and any SQLite can read the table.
CREATE VIRTUAL TABLE IF NOT EXISTS search_terms USING fts5(
  title, subtitle, body,
  content = '', contentless_delete = 1, tokenize = "ascii tokenchars '&'"
);

-- What the fields of a query ask for: org, person, kind, status, publisher, activity, country, border.
CREATE TABLE IF NOT EXISTS search_facts (
  field TEXT, value TEXT, doc INTEGER, PRIMARY KEY (field, value, doc)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_facts_doc ON search_facts (doc);

CREATE TABLE IF NOT EXISTS search_alliances (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  record TEXT NOT NULL
) WITHOUT ROWID;
