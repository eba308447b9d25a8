-- +goose Up
-- Appointments with counsellors, and what counsellors open and block beside their hours.

CREATE TABLE appointments (
	id         TEXT PRIMARY KEY,
	room       TEXT NOT NULL REFERENCES rooms (id),
	counsellor TEXT NOT NULL,
	state      TEXT NOT NULL,
	waits      TEXT NOT NULL,
	by_person  TEXT NOT NULL,
	moves      TEXT NOT NULL,
	root       TEXT NOT NULL,
	sequence   INTEGER NOT NULL,
	made       INTEGER,
	changed    INTEGER,
	times      BLOB,
	seal       BLOB
);
CREATE INDEX appointments_room ON appointments (room, made);
CREATE INDEX appointments_open ON appointments (counsellor, made) WHERE state IN ('asked', 'confirmed');

-- Whoever books with a counsellor writes this row first, so that one books after the other.
CREATE TABLE slot_books (
	person TEXT PRIMARY KEY,
	turn   INTEGER NOT NULL
);

CREATE TABLE slot_spans (
	id     TEXT PRIMARY KEY,
	person TEXT NOT NULL,
	text   BLOB,
	seal   BLOB
);
CREATE INDEX slot_spans_person ON slot_spans (person, id);
