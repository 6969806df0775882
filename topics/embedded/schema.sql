-- seq runs over all topics, so that one number says how far a stage has come in all that it reads.
CREATE TABLE IF NOT EXISTS journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  value BLOB NOT NULL,
  written REAL NOT NULL,
  trace TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS journal_topic ON journal (topic, seq);
-- Where people ask for the records of one story: what has a key among so many places, but for the latest.
CREATE TABLE IF NOT EXISTS journal_keys (
  run INTEGER, key TEXT, seq INTEGER, PRIMARY KEY (run, key, seq)
) WITHOUT ROWID;

-- Every record of the stage's topics up to seq is handled.
CREATE TABLE IF NOT EXISTS positions (stage TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;

-- Records beyond the position that are handled already.
CREATE TABLE IF NOT EXISTS ahead (stage TEXT, seq INTEGER, PRIMARY KEY (stage, seq)) WITHOUT ROWID;

-- Records that wait until they are due: for one stage, or (stage NULL) to be appended to their topic.
CREATE TABLE IF NOT EXISTS retries (
  id INTEGER PRIMARY KEY,
  stage TEXT,
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  value BLOB NOT NULL,
  attempt INTEGER NOT NULL,
  reason TEXT NOT NULL,
  due REAL NOT NULL,
  written REAL NOT NULL DEFAULT 0,
  trace TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS retries_due ON retries (stage, due);
CREATE INDEX IF NOT EXISTS retries_written ON retries (written);

CREATE TABLE IF NOT EXISTS quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stage TEXT NOT NULL,
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  value BLOB NOT NULL,
  attempt INTEGER NOT NULL,
  reason TEXT NOT NULL,
  cause TEXT NOT NULL,
  at REAL NOT NULL,
  trace TEXT NOT NULL DEFAULT ''
);

CREATE TABLE IF NOT EXISTS counts (
  stage TEXT, outcome TEXT, reason TEXT, n INTEGER NOT NULL,
  PRIMARY KEY (stage, outcome, reason)
) WITHOUT ROWID;

-- Documents of the state that last, and those that an earlier version wrote.
CREATE TABLE IF NOT EXISTS state (
  space TEXT, key TEXT, document TEXT NOT NULL, expires REAL,
  PRIMARY KEY (space, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS state_expires ON state (expires) WHERE expires IS NOT NULL;

-- Those that expire soon, as they were written; without a document where one is no longer there.
CREATE TABLE IF NOT EXISTS state_log (
  seq INTEGER PRIMARY KEY, space TEXT NOT NULL, key TEXT NOT NULL, document TEXT, expires REAL NOT NULL
);

-- What was in the log: each run is named by the last place of it that it holds, and is dropped as a whole.
CREATE TABLE IF NOT EXISTS state_runs (
  run INTEGER, space TEXT, key TEXT, document TEXT, expires REAL NOT NULL, PRIMARY KEY (run, space, key)
) WITHOUT ROWID;
-- What may be in each run: all of these spaces (JSON), and the keys with these bits.
CREATE TABLE IF NOT EXISTS state_filters (
  run INTEGER PRIMARY KEY, expires REAL NOT NULL, spaces TEXT NOT NULL, bits BLOB NOT NULL
);
