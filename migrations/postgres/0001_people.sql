-- +goose Up
-- People, the ways to their keys, and the house's own settings. Times are
-- milliseconds since 1970 in UTC; NULL is "none". Months are text, 2006-01.

CREATE TABLE settings (
	name  TEXT NOT NULL PRIMARY KEY,
	value BYTEA
);

CREATE TABLE people (
	id          TEXT NOT NULL PRIMARY KEY,
	kind        TEXT NOT NULL,
	name        TEXT NOT NULL,
	name_key    TEXT NOT NULL,
	skeleton    TEXT NOT NULL,
	public      BYTEA,
	house_admin BOOLEAN NOT NULL,
	state       TEXT NOT NULL,
	lang        TEXT NOT NULL,
	settings    BYTEA,
	created     TEXT NOT NULL,
	last_month  TEXT NOT NULL,
	terms       BIGINT NOT NULL,
	seal        BYTEA
);
-- Names are never reused, nor names that look the same.
CREATE UNIQUE INDEX people_name_key ON people (name_key);
CREATE UNIQUE INDEX people_skeleton ON people (skeleton);
CREATE INDEX people_admins ON people (id) WHERE house_admin;

CREATE TABLE slots (
	person TEXT NOT NULL REFERENCES people (id),
	id     TEXT NOT NULL,
	kind   TEXT NOT NULL,
	params BYTEA,
	salt   BYTEA,
	verify BYTEA,
	box    BYTEA,
	seal   BYTEA,
	PRIMARY KEY (person, id)
);

CREATE TABLE ssh_keys (
	person      TEXT NOT NULL REFERENCES people (id),
	fingerprint TEXT NOT NULL,
	blob        BYTEA,
	text        BYTEA,
	last_month  TEXT NOT NULL,
	seal        BYTEA,
	PRIMARY KEY (person, fingerprint)
);

CREATE TABLE blocks (
	person  TEXT NOT NULL REFERENCES people (id),
	blocked TEXT NOT NULL,
	PRIMARY KEY (person, blocked)
);
CREATE INDEX blocks_blocked ON blocks (blocked);
