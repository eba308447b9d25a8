-- +goose Up
-- Visitors: SSH keys bound to a room, and how long a room keeps their data. lookup
-- is a keyed hash of the key; neither the key nor the code of its slot is stored.

ALTER TABLE rooms ADD COLUMN linger INTEGER NOT NULL DEFAULT 0;

CREATE TABLE visit_keys (
	person TEXT NOT NULL PRIMARY KEY,
	room   TEXT NOT NULL,
	lookup BLOB,
	salt   BLOB,
	text   BLOB,
	bound  INTEGER,
	seal   BLOB
);
CREATE INDEX visit_keys_lookup ON visit_keys (lookup);
CREATE INDEX visit_keys_room ON visit_keys (room);
CREATE INDEX tickets_person ON tickets (person) WHERE person <> '';
