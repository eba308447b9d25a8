-- +goose Up
-- Who is to take somebody's place in a room, until the holder of the key
-- confirms it; and what was set for people who left a room that they can enter
-- again by themselves. No words of people.

CREATE TABLE successions (
	room   TEXT NOT NULL REFERENCES rooms (id),
	person TEXT NOT NULL,
	heir   TEXT NOT NULL,
	heir_key BLOB,
	named_at INTEGER,
	seal   BLOB,
	PRIMARY KEY (room, person)
);
CREATE INDEX successions_person ON successions (person);
CREATE INDEX successions_heir ON successions (heir);

CREATE TABLE parted (
	room   TEXT NOT NULL REFERENCES rooms (id),
	person TEXT NOT NULL,
	rights TEXT NOT NULL,
	seal   BLOB,
	PRIMARY KEY (room, person)
);
