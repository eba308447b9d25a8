package house

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"time"

	"stockwerk/vault"
)

// sessionWords are what people wrote about their sessions.
type sessionWords struct {
	Topic  string              `json:"topic,omitempty"` // of the one that runs, or ran
	Next   string              `json:"next,omitempty"`  // topic of the one that is planned
	Rules  string              `json:"rules,omitempty"`
	Agreed string              `json:"agreed,omitempty"` // for the next time
	Why    map[PersonID]string `json:"why,omitempty"`    // somebody is banned
}

// sealSession seals what the house keeps of a room's sessions.
func (s *Service) sealSession(room RoomID, slot string, v any) (AnswerRow, error) {
	row := AnswerRow{Room: room, Entry: sessionEntry, Slot: slot}
	b, err := json.Marshal(v)
	if err != nil {
		return row, Errorf(Internal, "error.internal", err)
	}
	row.Body = s.vault.SealText("session", string(room)+"/"+slot, 0, b)
	return row, nil
}

func (s *Service) openSession(row AnswerRow, to any) error {
	b, err := s.vault.OpenText("session", string(row.Room)+"/"+row.Slot, 0, row.Body)
	if err != nil {
		return errTampered(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		return errTampered(vault.ErrFormat)
	}
	return nil
}

// sessionRow reads one slot into to; a slot that is not there leaves it as it is.
func (s *Service) sessionRow(ctx context.Context, r Reader, room RoomID, slot string, to any) (AnswerRow, error) {
	row, err := r.Answer(ctx, room, sessionEntry, slot)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return AnswerRow{}, err
	}
	return row, s.openSession(row, to)
}

// sessionOf reads what the house keeps of a room's sessions.
func (s *Service) sessionOf(ctx context.Context, r Reader, room RoomID) (sessionNow, AnswerRow, error) {
	var now sessionNow
	row, err := s.sessionRow(ctx, r, room, sessionSlot, &now)
	return now, row, err
}

// sessionWords opens what was written about the sessions; ok is false where it lies
// under a key from before the reader's time, or the reader's keys are locked.
func (s *Service) sessionWords(ctx context.Context, in access) (w sessionWords, row AnswerRow, ok bool, err error) {
	row, err = s.store.Answer(ctx, in.room.ID, sessionEntry, sessionWord)
	if err != nil {
		if KindOf(err) == NotFound {
			return w, AnswerRow{}, true, nil
		}
		return w, row, false, err
	}
	err = s.openAnswer(ctx, in, row, &w)
	if err != nil && (KindOf(err) == NotFound || IsKey(err, "error.locked")) {
		return sessionWords{}, row, false, nil
	}
	return w, row, err == nil, err
}

// sameSession gives errRace unless a slot is as it was read.
func sameSession(ctx context.Context, r Reader, room RoomID, slot string, seen AnswerRow) error {
	now, err := r.Answer(ctx, room, sessionEntry, slot)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if !bytes.Equal(now.Body, seen.Body) {
		return errRace
	}
	return nil
}

// sessionMove changes the session and what is written about it.
type sessionMove func(in access, now *sessionNow, w *sessionWords, m *outgoing) error

// moveSession changes the session of a room and writes a message about it in one
// transaction: of racing moves one is made, the others are asked of what it left.
func (s *Service) moveSession(ctx context.Context, in access, m outgoing, change sessionMove) error {
	var seen, seenWords AnswerRow
	var fresh []AnswerRow
	m.do = in.do
	m.ready = func(ctx context.Context, in access, k *vault.RoomKey, m *outgoing, _ MessageRow) error {
		now, row, err := s.sessionOf(ctx, s.store, in.room.ID)
		if err != nil {
			return err
		}
		words, wordRow, readable, err := s.sessionWords(ctx, in)
		if err != nil {
			return err
		}
		seen, seenWords, fresh = row, wordRow, nil
		before, _ := json.Marshal(words) // strings cannot fail
		if err := change(in, &now, &words, m); err != nil {
			return err
		}
		maps.DeleteFunc(now.Bans, func(_ PersonID, until time.Time) bool { return !until.After(s.clock()) })
		sealed, err := s.sealSession(in.room.ID, sessionSlot, now)
		if err != nil {
			return err
		}
		fresh = append(fresh, sealed)
		// What is readable goes along under each new key, so that those who came later
		// read it; what is not is written over only by other words.
		after, _ := json.Marshal(words)
		if !bytes.Equal(before, after) || readable && wordRow.Body != nil && wordRow.Epoch != k.Epoch() {
			if sealed, err = s.sealAnswer(k, sessionEntry, sessionWord, words); err != nil {
				return err
			}
			fresh = append(fresh, sealed)
		}
		return nil
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := sameSession(ctx, tx, in.room.ID, sessionSlot, seen); err != nil {
			return err
		}
		if err := sameSession(ctx, tx, in.room.ID, sessionWord, seenWords); err != nil {
			return err
		}
		for _, row := range fresh {
			if err := tx.PutAnswer(ctx, row); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := s.insert(ctx, in, m)
	return err
}

// markSession changes what is known of the actor; it needs no key of theirs.
func (s *Service) markSession(ctx context.Context, in access, change func(now sessionNow, m *sessionMark) error) error {
	slot := markSlot + string(in.actor.person)
	for range maxRaces {
		now, seenNow, err := s.sessionOf(ctx, s.store, in.room.ID)
		if err != nil {
			return err
		}
		var m sessionMark
		seen, err := s.sessionRow(ctx, s.store, in.room.ID, slot, &m)
		if err != nil {
			return err
		}
		if err := change(now, &m); err != nil {
			return err
		}
		fresh, err := s.sealSession(in.room.ID, slot, m)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			room, err := tx.Room(ctx, in.room.ID) // holds it
			if err != nil {
				return notRoom(err)
			}
			if !bytes.Equal(room.Seal, in.room.Seal) {
				return errRace
			}
			if err := s.sameRights(ctx, tx, in); err != nil {
				return err
			}
			for slot, seen := range map[string]AnswerRow{sessionSlot: seenNow, slot: seen} {
				if err := sameSession(ctx, tx, in.room.ID, slot, seen); err != nil {
					return err
				}
			}
			return tx.PutAnswer(ctx, fresh)
		})
		if !isRace(err) {
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return noMessage(err)
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}
