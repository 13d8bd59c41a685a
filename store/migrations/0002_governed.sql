-- Entries and lists become sealed records as a whole. What stands beside a record is there to find
-- and order it by, and is checked against it whenever it is opened. Sums over all rows, sealed in
-- `state`, show when one has vanished or is an older one.
-- What needs the key is filled in by the step that belongs to this file (store/sqlite/migrate.h),
-- which then drops the tables named *_1.
DROP INDEX entry_list_by_entry;
DROP INDEX request_by_enrolled_entry;
ALTER TABLE list RENAME TO list_1;
ALTER TABLE entry RENAME TO entry_1;
ALTER TABLE entry_list RENAME TO entry_list_1;
ALTER TABLE reference RENAME TO reference_1;

CREATE TABLE list (
  id TEXT PRIMARY KEY,
  record BLOB NOT NULL -- SEALED
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  status INTEGER NOT NULL,
  pending INTEGER NOT NULL,        -- 1: something waits for approval
  revision INTEGER NOT NULL CHECK (revision > 0),
  create_time_ns INTEGER NOT NULL,
  update_time_ns INTEGER NOT NULL,
  review_by_ns INTEGER NOT NULL,
  next_act_ns INTEGER,             -- when time changes its status
  external_reference_tag BLOB,     -- keyed hash; null if there is none
  record BLOB NOT NULL             -- SEALED
) STRICT;
-- Each order of a page of entries has an index, in which the filters stand before it.
CREATE INDEX entry_by_id ON entry (status, pending, id, review_by_ns);
CREATE INDEX entry_by_create_time ON entry (status, pending, create_time_ns, id, review_by_ns);
CREATE INDEX entry_by_update_time ON entry (status, pending, update_time_ns, id, review_by_ns);
CREATE INDEX entry_by_review ON entry (status, pending, review_by_ns, id);
CREATE INDEX entry_by_external_reference ON entry (external_reference_tag);
CREATE INDEX entry_by_next_act ON entry (next_act_ns, id) WHERE next_act_ns IS NOT NULL;

-- Repeats the keys of the entry, so that the entries of a list have the same indexes.
CREATE TABLE entry_list (
  list_id TEXT NOT NULL REFERENCES list (id),
  entry_id INTEGER NOT NULL REFERENCES entry (id),
  membership_pending INTEGER NOT NULL, -- 1: waits for approval
  status INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  create_time_ns INTEGER NOT NULL,
  update_time_ns INTEGER NOT NULL,
  review_by_ns INTEGER NOT NULL,
  PRIMARY KEY (list_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_list_by_entry ON entry_list (entry_id, list_id, membership_pending);
CREATE INDEX entry_list_by_id
  ON entry_list (list_id, status, pending, entry_id, review_by_ns);
CREATE INDEX entry_list_by_create_time
  ON entry_list (list_id, status, pending, create_time_ns, entry_id, review_by_ns);
CREATE INDEX entry_list_by_update_time
  ON entry_list (list_id, status, pending, update_time_ns, entry_id, review_by_ns);
CREATE INDEX entry_list_by_review
  ON entry_list (list_id, status, pending, review_by_ns, entry_id);

-- In the order of entries, so that all embeddings are read in one scan. Which place a reference has
-- in its entry is in the record of the entry.
CREATE TABLE reference (
  entry_id INTEGER NOT NULL REFERENCES entry (id),
  id INTEGER NOT NULL CHECK (id > 0),
  embedding BLOB NOT NULL, -- SEALED, little-endian float32
  PRIMARY KEY (entry_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE portrait (
  entry_id INTEGER NOT NULL,
  reference_id INTEGER NOT NULL,
  image BLOB NOT NULL, -- SEALED, the image file as it came
  UNIQUE (entry_id, reference_id),
  FOREIGN KEY (entry_id, reference_id) REFERENCES reference (entry_id, id)
) STRICT;

ALTER TABLE changelog ADD COLUMN removed INTEGER NOT NULL DEFAULT 0; -- 1: the record is gone
UPDATE changelog SET removed = 1
  WHERE seq IN (SELECT seq FROM audit_event WHERE action = 'DeleteEntry');
CREATE INDEX changelog_by_list ON changelog (list_id, seq) WHERE list_id IS NOT NULL;
CREATE INDEX changelog_by_entry ON changelog (entry_id, seq) WHERE entry_id IS NOT NULL;

ALTER TABLE request RENAME COLUMN enrolled_entry_id TO subject_entry_id;
CREATE INDEX request_by_subject_entry ON request (subject_entry_id)
  WHERE subject_entry_id IS NOT NULL;

-- One row: counts of and sums over the others.
CREATE TABLE state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  record BLOB NOT NULL -- SEALED
) STRICT;
