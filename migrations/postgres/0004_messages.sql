-- +goose Up
-- What people wrote, and how far they have read.

CREATE TABLE messages (
	room     TEXT NOT NULL REFERENCES rooms (id),
	seq      BIGINT NOT NULL,
	mod      BIGINT NOT NULL,
	id       TEXT NOT NULL,
	kind     TEXT NOT NULL,
	thread   TEXT NOT NULL,
	reply_to TEXT NOT NULL,
	author   TEXT NOT NULL,
	epoch    BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	created  BIGINT,
	edited   BOOLEAN NOT NULL,
	deleted  BOOLEAN NOT NULL,
	pinned   BOOLEAN NOT NULL,
	locked   BOOLEAN NOT NULL,
	body     BYTEA,
	idem     BYTEA
);
CREATE UNIQUE INDEX messages_seq ON messages (room, seq);
CREATE UNIQUE INDEX messages_mod ON messages (room, mod);
-- An id stands once in the whole house, so also once in its room.
CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_idem ON messages (room, author, idem) WHERE idem IS NOT NULL;
-- The streams; author and deleted are in them so that unread counts need no row.
CREATE INDEX messages_kind ON messages (room, kind, seq, author, deleted);
CREATE INDEX messages_thread ON messages (room, thread, seq, author, deleted) WHERE thread <> '';

-- The summary of each board thread, so that a list of threads costs the same
-- in an old board as in a new one. top is the highest seq that ever stood in
-- the thread and never falls; last_seq is that of the newest post not deleted.
CREATE TABLE threads (
	room     TEXT NOT NULL REFERENCES rooms (id),
	root     TEXT NOT NULL,
	pinned   BOOLEAN NOT NULL,
	posts    BIGINT NOT NULL,
	last_seq BIGINT NOT NULL,
	last_at  BIGINT,
	last_by  TEXT NOT NULL,
	top      BIGINT NOT NULL,
	PRIMARY KEY (room, root)
);
CREATE INDEX threads_list ON threads (room, pinned, last_seq);
CREATE INDEX threads_top ON threads (room, top);

CREATE TABLE reads (
	person TEXT NOT NULL,
	room   TEXT NOT NULL,
	kind   TEXT NOT NULL,
	thread TEXT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (person, room, kind, thread)
);
CREATE INDEX reads_room ON reads (room, thread);

-- Every thread whose top is at most seq holds nothing unread for the person,
-- so that counting starts there and not at the beginning of the board.
CREATE TABLE reads_until (
	person TEXT NOT NULL,
	room   TEXT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (person, room)
);
CREATE INDEX reads_until_room ON reads_until (room);

CREATE TABLE drafts (
	person TEXT NOT NULL,
	place  BYTEA NOT NULL,
	room   TEXT NOT NULL,
	epoch  BIGINT NOT NULL,
	body   BYTEA,
	saved  BIGINT,
	PRIMARY KEY (person, place)
);
CREATE INDEX drafts_room ON drafts (room);
