package house

import (
	"context"
	"errors"
	"time"

	"stockwerk/vault"
)

// A letter to be sent later is sealed at once, as the message that it becomes, under
// its room's key and with its due time as the time of writing: no key is needed when
// its time comes. Until then nobody but its author is told of it. A new epoch seals
// it anew.

// LaterLetterRow is a letter to be sent later.
type LaterLetterRow struct {
	ID       MessageID
	Room     RoomID
	Author   PersonID
	ReplyTo  MessageID
	Epoch    int
	Revision int
	Due      time.Time // bound into the seal of the words
	Body     []byte    // sealed
	Idem     []byte
	Seal     []byte
}

func (r *LaterLetterRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "later letter", fields(string(r.ID), string(r.Room), string(r.Author), string(r.ReplyTo), r.Epoch, r.Revision, r.Due,
		r.Body, r.Idem)
}

// message is what it becomes.
func (r LaterLetterRow) message() MessageRow {
	return MessageRow{
		Room: r.Room, ID: r.ID, Kind: KindLetter, ReplyTo: r.ReplyTo, Author: r.Author, Epoch: r.Epoch, Revision: r.Revision,
		Created: r.Due.UTC(), Body: r.Body, Idem: r.Idem,
	}
}

// LaterLetter is one as its author sees it.
type LaterLetter struct {
	ID            MessageID
	Place         string
	Subject, Text string
	ReplyTo       MessageID
	Due           time.Time
	Held          string // key of the sentence that says why it cannot be sent as things stand; "" = it can
}

const (
	maxLaterLetters = 20                   // of one person in a room
	maxLaterAhead   = 366 * 24 * time.Hour // a year
	earliestHour    = 8                    // of a day that is named without a clock
)

// ParseLater reads when a letter is to be sent: a span from now (90m, 3d), a moment
// (5.3.2026 14:30), or a day, on which it goes out in the morning. Invalid for
// anything else (error.due), and for what has passed (error.letter_past).
func ParseLater(text string, now time.Time) (time.Time, error) {
	due, err := ParseDue(text, now.Location())
	at := due.At
	switch {
	case err != nil:
		if at, err = ParseUntil(text, now); err != nil {
			return time.Time{}, err
		}
	case due.IsZero():
		return time.Time{}, nil
	case due.Day:
		day := due.In(now.Location())
		at = time.Date(day.Year(), day.Month(), day.Day(), earliestHour, 0, 0, 0, now.Location())
	}
	if !at.After(now) {
		return time.Time{}, Errorf(Invalid, "error.letter_past")
	}
	return at, nil
}

// keepLetter seals a letter and keeps it until it is due.
func (s *Service) keepLetter(ctx context.Context, in access, m outgoing, l LetterSpec) (Sent, error) {
	if len(m.key) > maxKey {
		return Sent{}, Errorf(Invalid, "error.too_long", "Max", maxKey)
	}
	row := LaterLetterRow{ID: MessageID(newID()), Room: in.room.ID, Author: in.actor.person, ReplyTo: m.replyTo, Idem: s.idem(in, m.key)}
	if sent, ok := s.keptLetter(ctx, in, m, row); ok {
		return sent, nil
	}
	var err error
	if row.Due, err = s.dueLetter(ctx, l.Later); err != nil {
		return Sent{}, err
	}
	var count letterCount
	if in.actor.role == RoleGuestOf {
		m.words.By = in.actor.Name()
	}
	err = s.putLater(ctx, in, func(k *vault.RoomKey, in access) (LaterLetterRow, error) {
		if count, err = s.countLetters(ctx, in); err != nil {
			return row, err
		}
		if err := count.allows(m.words.Text, 0); err != nil {
			return row, err
		}
		m.words.For = in.othersHere()
		err := s.sealLater(k, &row, m.words)
		return row, err
	}, func(ctx context.Context, tx Tx, fresh LaterLetterRow) error {
		return s.addLater(ctx, tx, fresh, count)
	})
	if IsKey(err, "error.conflict") {
		if sent, ok := s.keptLetter(ctx, in, m, row); ok {
			return sent, nil
		}
	}
	return Sent{ID: row.ID}, err
}

// keptLetter finds what an earlier try under the same key has kept, or what was sent
// of it since.
func (s *Service) keptLetter(ctx context.Context, in access, m outgoing, row LaterLetterRow) (Sent, bool) {
	if row.Idem == nil {
		return Sent{}, false
	}
	old, err := s.store.LaterLetterByIdem(ctx, row.Room, row.Author, row.Idem)
	if err == nil {
		return Sent{ID: old.ID, Repeat: true}, true
	}
	return s.stored(ctx, in, m, row.message())
}

// addLater adds one inside the transaction, unless the count has changed or the
// author has too many.
func (s *Service) addLater(ctx context.Context, tx Tx, row LaterLetterRow, count letterCount) error {
	if err := count.same(ctx, tx, row.Room); err != nil {
		return err
	}
	if row.Idem != nil {
		_, err := tx.MessageByIdem(ctx, row.Room, row.Author, row.Idem)
		if err == nil {
			return Errorf(Conflict, "error.conflict")
		}
		if KindOf(err) != NotFound {
			return err
		}
	}
	all, err := tx.LaterLetters(ctx, row.Room)
	if err != nil {
		return err
	}
	mine := 0
	for _, other := range all {
		if other.Author == row.Author {
			mine++
		}
	}
	if mine >= maxLaterLetters {
		return Errorf(Forbidden, "error.letter_many", "Max", maxLaterLetters)
	}
	return tx.AddLaterLetter(ctx, row)
}

// dueLetter checks when a letter is to be sent, by the database's clock.
func (s *Service) dueLetter(ctx context.Context, at time.Time) (time.Time, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return at, err
	}
	switch {
	case !at.After(now):
		return at, Errorf(Invalid, "error.letter_past")
	case at.After(now.Add(maxLaterAhead)):
		return at, Errorf(Invalid, "error.letter_far")
	}
	return at.UTC().Truncate(time.Millisecond), nil
}

func (s *Service) sealLater(k *vault.RoomKey, row *LaterLetterRow, w words) error {
	m := row.message()
	if err := s.sealWords(k, &m, w); err != nil {
		return err
	}
	row.Epoch, row.Body = m.Epoch, m.Body
	s.stamp(row)
	return nil
}

// putLater seals a letter under the room's present key and stores it while room and
// rights are those that were checked.
func (s *Service) putLater(ctx context.Context, in access, seal func(k *vault.RoomKey, in access) (LaterLetterRow, error),
	put func(ctx context.Context, tx Tx, fresh LaterLetterRow) error,
) error {
	if err := s.stopsWriting(in.actor); err != nil {
		return err
	}
	for range maxRaces {
		k, err := s.writeKey(ctx, &in)
		if err != nil {
			return err
		}
		fresh, err := seal(k, in)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.stillSo(ctx, tx, in, k); err != nil {
				return err
			}
			return put(ctx, tx, fresh)
		})
		if !errors.Is(err, errRace) {
			if err == nil {
				s.tellCounts(in.actor.person)
			}
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return noMessage(err)
		}
		if err := mayRoom(in.do, in.room, in.me); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// LaterLetters lists the actor's own letters of a room that are to be sent later,
// the next first. Who may: those who may read with the tool.
func (s *Service) LaterLetters(ctx context.Context, a Actor, place string) ([]LaterLetter, error) {
	in, err := s.enterTool(ctx, a, place, ToolLetters, LevelRead)
	if err != nil {
		return nil, err
	}
	if err := s.wakeLetters(ctx, &in); err != nil {
		return nil, err
	}
	rows, err := s.store.LaterLetters(ctx, in.room.ID)
	if err != nil {
		return nil, err
	}
	var out []LaterLetter
	for _, row := range rows {
		if row.Author != in.actor.person || row.Author == "" {
			continue
		}
		l, _, err := s.openLater(ctx, in, row)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// openLater opens a letter of the actor's own.
func (s *Service) openLater(ctx context.Context, in access, row LaterLetterRow) (LaterLetter, words, error) {
	if err := s.verify(&row); err != nil {
		return LaterLetter{}, words{}, err
	}
	k, err := s.key(ctx, in, row.Epoch)
	if err != nil {
		return LaterLetter{}, words{}, err
	}
	w, err := s.openWords(k, row.message())
	return LaterLetter{
		ID: row.ID, Place: in.place, Subject: w.Title, Text: w.Text, ReplyTo: row.ReplyTo, Due: row.Due, Held: in.holdsLetters(),
	}, w, err
}

// holdsLetters is the sentence that says why letters are not sent, "" when they are.
func (in access) holdsLetters() string {
	switch {
	case mayRoom(Doing(ToolLetters, LevelWrite), in.room, in.me) == nil:
		return ""
	case in.room.State != roomOpen:
		return "letters.held.closed"
	}
	return "letters.held.rights"
}
