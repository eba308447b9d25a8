-- +goose Up
-- Chosen words that somebody handed over, sealed for the people who were to read them;
-- what moderators wrote to the people concerned; and sanctions. Who reported whom, and
-- why somebody was shut out, lies under the house's key.

CREATE TABLE reports (
	id       TEXT PRIMARY KEY,
	panel    TEXT NOT NULL,
	state    TEXT NOT NULL,
	at       BIGINT,
	due      BIGINT,
	revision BIGINT NOT NULL,
	facts    BYTEA,
	body     BYTEA,
	seal     BYTEA
);

CREATE TABLE report_keys (
	report TEXT NOT NULL REFERENCES reports (id),
	person TEXT NOT NULL,
	held   BOOLEAN NOT NULL,
	wrap   BYTEA,
	seal   BYTEA,
	PRIMARY KEY (report, person)
);
CREATE INDEX report_keys_person ON report_keys (person);

CREATE TABLE report_words (
	id     TEXT PRIMARY KEY,
	about  TEXT NOT NULL,
	person TEXT NOT NULL,
	kind   TEXT NOT NULL,
	at     BIGINT,
	seen   BOOLEAN NOT NULL,
	body   BYTEA,
	seal   BYTEA
);
CREATE INDEX report_words_about ON report_words (about);
CREATE INDEX report_words_person ON report_words (person);

CREATE TABLE sanctions (
	id        TEXT PRIMARY KEY,
	person    TEXT NOT NULL,
	floor     TEXT NOT NULL,
	kind      TEXT NOT NULL,
	at        BIGINT,
	until     BIGINT,
	set_by    TEXT NOT NULL,
	lifted    BOOLEAN NOT NULL,
	appealed  BOOLEAN NOT NULL,
	text      BYTEA,
	seal      BYTEA
);
CREATE INDEX sanctions_person ON sanctions (person);
CREATE INDEX sanctions_floor ON sanctions (floor);
