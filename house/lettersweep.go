package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// sweepLetters sends the letters whose time has come. Sweep calls it; several nodes
// may do so at once.
func (s *Service) sweepLetters(ctx context.Context, now time.Time) error {
	due, err := s.store.LettersDue(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not go must not keep the others
	for _, row := range due {
		if err := s.sendDue(ctx, row.ID, row.Room); err != nil {
			failed = err
		}
	}
	return failed
}

// sendDue makes a message of a letter, in one transaction with the room held, so
// that of any number of sweeps one sends it. It is dropped when its author has left,
// and waits while it could not be written: the room is closed, the author may only
// read, or the room needs a new key first.
func (s *Service) sendDue(ctx context.Context, id MessageID, room RoomID) error {
	var sent MessageRow
	dropped := PersonID("")
	err := s.store.InTx(ctx, func(tx Tx) error {
		sent, dropped = MessageRow{}, "" // this function may run again
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		held, err := tx.Room(ctx, room)
		if err != nil {
			return gone(err)
		}
		row, err := tx.LaterLetter(ctx, id)
		if err != nil {
			return gone(err) // sent or withdrawn meanwhile
		}
		if err := s.verify(&held); err != nil {
			return err
		}
		if err := s.verify(&row); err != nil {
			return err
		}
		if row.Room != room || row.Due.After(now) {
			return nil // put off meanwhile
		}
		author, err := s.rosterRow(ctx, tx, room, row.Author)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err != nil || author.State != stateJoined {
			dropped = row.Author
			return tx.DeleteLaterLetter(ctx, id)
		}
		if mayRoom(Doing(ToolLetters, LevelWrite), held, author) != nil || held.Rotate || held.Epoch != row.Epoch {
			return nil //nolint:nilerr // it stays, and its author sees that it waits
		}
		sent = row.message()
		if err := tx.AddMessage(ctx, &sent); err != nil {
			return err
		}
		return tx.DeleteLaterLetter(ctx, id)
	})
	switch {
	case err != nil:
		return err
	case sent.Seq > 0:
		s.publishRows(sent)
		s.tellCounts(sent.Author)
	case dropped != "":
		s.tellCounts(dropped)
	}
	return nil
}

// gone drops that something is not there.
func gone(err error) error {
	if KindOf(err) == NotFound {
		return nil
	}
	return err
}

// resealLater seals the letters that are to be sent later under a room's new key.
func (s *Service) resealLater(ctx context.Context, tx Tx, room RoomID, old, k *vault.RoomKey) error {
	rows, err := tx.LaterLetters(ctx, room)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			s.log.Error("a letter to be sent later does not fit its seal")
			continue
		}
		w, err := s.openWords(old, row.message())
		if err != nil {
			continue // from before this key; it waits, and its author is shown it
		}
		if err := s.sealLater(k, &row, w); err != nil {
			return err
		}
		if err := tx.PutLaterLetter(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// wakeLetters begins a new epoch where letters wait for one: whoever holds the key
// has come, and the next sweep sends them.
func (s *Service) wakeLetters(ctx context.Context, in *access) error {
	if !in.room.Rotate || in.room.Class != ClassClosed || in.room.State != roomOpen {
		return nil
	}
	rows, err := s.store.LaterLetters(ctx, in.room.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	_, err = s.writeKey(ctx, in)
	if err != nil && !IsKey(err, "error.locked") {
		return err
	}
	return nil
}

// heldLetters counts the actor's letters that wait in a room where they cannot be
// sent as things stand.
func (s *Service) heldLetters(ctx context.Context, in access) (int, error) {
	if in.holdsLetters() == "" || !in.reads(KindLetter) {
		return 0, nil
	}
	rows, err := s.store.LaterLetters(ctx, in.room.ID)
	n := 0
	for _, row := range rows {
		if row.Author == in.actor.person {
			n++
		}
	}
	return n, err
}
