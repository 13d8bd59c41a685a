-- Versions of the policy are records like lists, and the changelog tells of them. What is kept of
-- past checks stands by itself: it is neither counted in `state` nor told in the changelog.
DROP INDEX changelog_by_list;
DROP INDEX changelog_by_entry;
ALTER TABLE audit_event RENAME TO audit_event_2;
ALTER TABLE changelog RENAME TO changelog_2;

-- Gap-free, never deleted from. Holds ids alone, so that it outlives what it tells of.
CREATE TABLE changelog (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  list_id TEXT,
  entry_id INTEGER,
  policy_number INTEGER,
  removed INTEGER NOT NULL, -- 1: the record is gone
  CHECK ((list_id IS NOT NULL) + (entry_id IS NOT NULL) + (policy_number IS NOT NULL) = 1)
) STRICT;
INSERT INTO changelog (seq, list_id, entry_id, removed)
  SELECT seq, list_id, entry_id, removed FROM changelog_2 ORDER BY seq;

CREATE TABLE audit_event (
  seq INTEGER PRIMARY KEY REFERENCES changelog (seq),
  time_ns INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  request_id TEXT NOT NULL
) STRICT;
INSERT INTO audit_event SELECT * FROM audit_event_2 ORDER BY seq;

DROP TABLE audit_event_2;
DROP TABLE changelog_2;
CREATE INDEX changelog_by_list ON changelog (list_id, seq) WHERE list_id IS NOT NULL;
CREATE INDEX changelog_by_entry ON changelog (entry_id, seq) WHERE entry_id IS NOT NULL;

CREATE TABLE policy (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  record BLOB NOT NULL -- SEALED
) STRICT;

CREATE TABLE check_record (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  time_ns INTEGER NOT NULL,
  record BLOB NOT NULL -- SEALED: ids and scores; no image, no embedding, no name
) STRICT;
CREATE INDEX check_record_by_time ON check_record (time_ns);
