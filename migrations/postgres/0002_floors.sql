-- +goose Up
-- Floors and who is on them. Code, name and texts are sealed in text; lookup
-- is a keyed hash of the code.

CREATE TABLE floors (
	id     TEXT NOT NULL PRIMARY KEY,
	lookup BYTEA,
	number BIGINT NOT NULL,
	kind   TEXT NOT NULL,
	state  TEXT NOT NULL,
	text   BYTEA,
	seal   BYTEA
);
CREATE UNIQUE INDEX floors_lookup ON floors (lookup);

CREATE TABLE floor_members (
	floor   TEXT NOT NULL REFERENCES floors (id),
	person  TEXT NOT NULL,
	state   TEXT NOT NULL,
	admin   BOOLEAN NOT NULL,
	creator BOOLEAN NOT NULL,
	since   BIGINT,
	seal    BYTEA,
	PRIMARY KEY (floor, person)
);
CREATE INDEX floor_members_person ON floor_members (person);
