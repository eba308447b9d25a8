-- +goose Up
-- Who is writing a page of the wiki. A lock is advice and runs out by itself; what
-- protects a page is that a save names the version that it was made from.

CREATE TABLE edit_locks (
	page   TEXT NOT NULL PRIMARY KEY,
	room   TEXT NOT NULL REFERENCES rooms (id),
	person TEXT NOT NULL,
	since  INTEGER NOT NULL,
	until  INTEGER NOT NULL
);
CREATE INDEX edit_locks_room ON edit_locks (room);
CREATE INDEX edit_locks_person ON edit_locks (person);
