-- Lists, entries, references, and the record of every change.
-- Blobs named in capitals in a comment as SEALED are encrypted (store/sealing.h).
PRAGMA application_id = 0x50434C53;

-- One row: by which key the data is sealed and which model made its embeddings.
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key_id TEXT NOT NULL,
  key_check BLOB NOT NULL,       -- SEALED, a fixed text: opens only with the right key
  model_name TEXT,               -- null until the first enrolment, like the two below
  model_weights_sha256 TEXT,
  model_alignment TEXT
) STRICT;

CREATE TABLE list (
  id TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  owner TEXT NOT NULL,
  purpose TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  create_time_ns INTEGER NOT NULL -- since 1970, UTC, as every time here
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  display_name BLOB NOT NULL,       -- SEALED
  external_reference BLOB NOT NULL, -- SEALED
  revision INTEGER NOT NULL CHECK (revision > 0),
  create_time_ns INTEGER NOT NULL
) STRICT;

CREATE TABLE entry_list (
  list_id TEXT NOT NULL REFERENCES list (id),
  entry_id INTEGER NOT NULL REFERENCES entry (id),
  PRIMARY KEY (list_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_list_by_entry ON entry_list (entry_id, list_id);

-- The portrait comes last: a scan of the embeddings does not read it.
CREATE TABLE reference (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  entry_id INTEGER NOT NULL REFERENCES entry (id),
  position INTEGER NOT NULL,        -- order of enrolment within the entry, from 0
  inter_eye_distance_px REAL NOT NULL,
  sharpness REAL NOT NULL,
  mean_luminance REAL NOT NULL,
  detector_confidence REAL NOT NULL,
  embedding BLOB NOT NULL,          -- SEALED, little-endian float32
  portrait BLOB NOT NULL,           -- SEALED, the image file as it came
  UNIQUE (entry_id, position)
) STRICT;

-- Gap-free, never deleted from. Holds ids alone, so that it outlives what it tells of.
CREATE TABLE changelog (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  list_id TEXT,
  entry_id INTEGER,
  CHECK ((list_id IS NULL) <> (entry_id IS NULL))
) STRICT;

CREATE TABLE audit_event (
  seq INTEGER PRIMARY KEY REFERENCES changelog (seq),
  time_ns INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  request_id TEXT NOT NULL
) STRICT;

CREATE TABLE request (
  request_id TEXT PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  time_ns INTEGER NOT NULL,
  enrolled_entry_id INTEGER,        -- of an enrolment; the entry may be gone
  response BLOB                     -- SEALED; null once the enrolled entry is deleted
) STRICT;
CREATE INDEX request_by_time ON request (time_ns);
CREATE INDEX request_by_enrolled_entry ON request (enrolled_entry_id)
  WHERE enrolled_entry_id IS NOT NULL;
