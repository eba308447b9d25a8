-- +goose Up
-- What the tools of a room keep beside messages: which tools are on, what each
-- member may do with them, streams and threads by kind, answers to entries.

ALTER TABLE rooms ADD COLUMN tools TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN preset TEXT NOT NULL DEFAULT '';
ALTER TABLE roster ADD COLUMN rights TEXT NOT NULL DEFAULT '';

ALTER TABLE threads ADD COLUMN kind TEXT NOT NULL DEFAULT 'board';
DROP INDEX threads_list;
CREATE INDEX threads_list ON threads (room, kind, pinned, last_seq);
CREATE INDEX threads_ends ON threads (room, kind, last_seq);

-- The highest seq that ever stood in a stream of a tool, so that rooms without
-- news cost nothing.
CREATE TABLE streams (
	room TEXT NOT NULL REFERENCES rooms (id),
	kind TEXT NOT NULL,
	top  INTEGER NOT NULL,
	PRIMARY KEY (room, kind)
);

-- Votes and answers to invitations, sealed. slot is a person's id, or a token
-- that names nobody.
CREATE TABLE answers (
	room     TEXT NOT NULL REFERENCES rooms (id),
	entry    TEXT NOT NULL,
	slot     TEXT NOT NULL,
	epoch    INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	body     BLOB,
	PRIMARY KEY (room, entry, slot)
);
