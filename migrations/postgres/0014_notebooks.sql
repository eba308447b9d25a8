-- +goose Up
-- Three stores that know nothing of each other: private notes under their author's
-- key, the record of a counselling under its keeper's, and anonymous sheets, which
-- name no room, no person and no day.

CREATE TABLE notes (
	id       TEXT PRIMARY KEY,
	author   TEXT NOT NULL,
	room     TEXT NOT NULL,
	revision BIGINT NOT NULL,
	body     BYTEA NOT NULL
);
CREATE INDEX notes_author ON notes (author);
CREATE INDEX notes_room ON notes (room);

CREATE TABLE records (
	id       TEXT PRIMARY KEY,
	room     TEXT NOT NULL REFERENCES rooms (id),
	keeper   TEXT NOT NULL,
	revision BIGINT NOT NULL,
	body     BYTEA NOT NULL,
	seal     BYTEA
);
CREATE INDEX records_room ON records (room);
CREATE INDEX records_keeper ON records (keeper);

CREATE TABLE sheets (
	floor TEXT NOT NULL,
	month TEXT NOT NULL,
	id    TEXT NOT NULL,
	body  BYTEA NOT NULL,
	PRIMARY KEY (floor, month, id)
);
