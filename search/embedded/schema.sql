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
-- An earlier version's index held those too that are found by their id.
DROP INDEX IF EXISTS search_articles_source;
CREATE INDEX IF NOT EXISTS search_articles_other_source ON search_articles (source_id) WHERE source_id <> id;
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

-- What alliances are found by; those that were merged into others are not among them. A number rises with each write
-- that changes an alliance, and is never given twice.
CREATE TABLE IF NOT EXISTS search_alliance_index (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  told REAL NOT NULL,
  dismissed INTEGER NOT NULL,
  written INTEGER UNIQUE
);
CREATE INDEX IF NOT EXISTS search_alliance_index_told ON search_alliance_index (dismissed, told DESC, id);
CREATE TABLE IF NOT EXISTS search_alliance_facts (
  field TEXT, value TEXT, number INTEGER, PRIMARY KEY (field, value, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_alliance_facts_number ON search_alliance_facts (number);

-- By part (articles, alliances), column and block: what 512 of them are counted, dated and folded by.
CREATE TABLE IF NOT EXISTS search_columns (
  part TEXT NOT NULL, name TEXT NOT NULL, block INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (part, name, block)
);
CREATE TABLE IF NOT EXISTS search_values (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);

-- Numbers that are kept: the last that was given, and which parts of the file are as this version writes them.
CREATE TABLE IF NOT EXISTS search_marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
