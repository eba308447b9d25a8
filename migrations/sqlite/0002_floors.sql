-- +goose Up
-- Floors and who is on them. Code, name and texts are sealed in text; lookup
-- is a keyed hash of the code.

CREATE TABLE floors (
	id     TEXT NOT NULL PRIMARY KEY,
	lookup BLOB,
	number INTEGER NOT NULL,
	kind   TEXT NOT NULL,
	state  TEXT NOT NULL,
	text   BLOB,
	seal   BLOB
);
CREATE UNIQUE INDEX floors_lookup ON floors (lookup);

CREATE TABLE floor_members (
	floor   TEXT NOT NULL REFERENCES floors (id),
	person  TEXT NOT NULL,
	state   TEXT NOT NULL,
	admin   INTEGER NOT NULL,
	creator INTEGER NOT NULL,
	since   INTEGER,
	seal    BLOB,
	PRIMARY KEY (floor, person)
);
CREATE INDEX floor_members_person ON floor_members (person);
