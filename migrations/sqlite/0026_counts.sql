-- +goose Up
-- Statistics as counts of a floor and a month, of nobody in particular. marks are
-- keyed hashes of the rooms that were used in a month; when it is over they are
-- counted and forgotten.

CREATE TABLE counts (
	floor TEXT NOT NULL,
	month TEXT NOT NULL,
	what  TEXT NOT NULL,
	n     INTEGER NOT NULL,
	PRIMARY KEY (floor, month, what)
);

CREATE TABLE count_marks (
	floor TEXT NOT NULL,
	month TEXT NOT NULL,
	what  TEXT NOT NULL,
	mark  BLOB NOT NULL,
	PRIMARY KEY (floor, month, what, mark)
);
