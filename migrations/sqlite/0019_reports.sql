-- +goose Up
-- Chosen words that somebody handed over, sealed for the people who were to read them;
-- what moderators wrote to the people concerned; and sanctions. Who reported whom, and
-- why somebody was shut out, lies under the house's key.

CREATE TABLE reports (
	id       TEXT PRIMARY KEY,
	panel    TEXT NOT NULL,
	state    TEXT NOT NULL,
	at       INTEGER,
	due      INTEGER,
	revision INTEGER NOT NULL,
	facts    BLOB,
	body     BLOB,
	seal     BLOB
);

CREATE TABLE report_keys (
	report TEXT NOT NULL REFERENCES reports (id),
	person TEXT NOT NULL,
	held   INTEGER NOT NULL,
	wrap   BLOB,
	seal   BLOB,
	PRIMARY KEY (report, person)
);
CREATE INDEX report_keys_person ON report_keys (person);

CREATE TABLE report_words (
	id     TEXT PRIMARY KEY,
	about  TEXT NOT NULL,
	person TEXT NOT NULL,
	kind   TEXT NOT NULL,
	at     INTEGER,
	seen   INTEGER NOT NULL,
	body   BLOB,
	seal   BLOB
);
CREATE INDEX report_words_about ON report_words (about);
CREATE INDEX report_words_person ON report_words (person);

CREATE TABLE sanctions (
	id        TEXT PRIMARY KEY,
	person    TEXT NOT NULL,
	floor     TEXT NOT NULL,
	kind      TEXT NOT NULL,
	at        INTEGER,
	until     INTEGER,
	set_by    TEXT NOT NULL,
	lifted    INTEGER NOT NULL,
	appealed  INTEGER NOT NULL,
	text      BLOB,
	seal      BLOB
);
CREATE INDEX sanctions_person ON sanctions (person);
CREATE INDEX sanctions_floor ON sanctions (floor);
