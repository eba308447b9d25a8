package house

import (
	"bytes"
	"context"
	"time"

	"stockwerk/vault"
)

// enterLater enters the room of a letter that is the actor's own. One that was sent
// meanwhile is error.letter_sent; any other is not there.
func (s *Service) enterLater(ctx context.Context, a Actor, id MessageID, do RoomAction) (access, LaterLetterRow, error) {
	if a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut || a.person == "" {
		return access{}, LaterLetterRow{}, errForbidden()
	}
	if err := s.mayPass(ctx, a); err != nil {
		return access{}, LaterLetterRow{}, err
	}
	row, err := s.store.LaterLetter(ctx, id)
	if err != nil && KindOf(err) == NotFound {
		sent, err := s.Letter(ctx, a, id)
		if err == nil && sent.Own {
			err = Errorf(Conflict, "error.letter_sent")
		}
		return access{}, row, noMessage(err)
	}
	if err != nil || row.Author != a.person {
		return access{}, row, noMessage(err)
	}
	in, err := s.enterRoom(ctx, a, row.Room, do)
	if err != nil && KindOf(err) == NotFound {
		err = noMessage(nil)
	}
	return in, row, err
}

// LaterEdit changes what is not nil.
type LaterEdit struct {
	Subject, Text *string
	Due           *time.Time
}

// ChangeLaterLetter changes a letter before it is sent. Who may: its author, while
// they may write with the tool.
func (s *Service) ChangeLaterLetter(ctx context.Context, a Actor, id MessageID, e LaterEdit) (LaterLetter, error) {
	in, _, err := s.enterLater(ctx, a, id, Doing(ToolLetters, LevelWrite))
	if err != nil {
		return LaterLetter{}, err
	}
	var old LaterLetterRow
	var shown LaterLetter
	var w words
	err = s.putLater(ctx, in, func(k *vault.RoomKey, in access) (LaterLetterRow, error) {
		if old, err = s.store.LaterLetter(ctx, id); err != nil {
			return old, Errorf(Conflict, "error.letter_sent")
		}
		if shown, w, err = s.openLater(ctx, in, old); err != nil {
			return old, err
		}
		fresh := old
		if e.Subject != nil {
			if w.Title, err = CleanLine(*e.Subject, MaxTitle); err != nil {
				return old, Errorf(Invalid, "error.letter_subject")
			}
		}
		if e.Text != nil {
			if w.Text, err = CleanText(*e.Text, MaxLetter); err != nil {
				return old, err
			}
		}
		if e.Due != nil {
			if fresh.Due, err = s.dueLetter(ctx, *e.Due); err != nil {
				return old, err
			}
		}
		count, err := s.countLetters(ctx, in)
		if err != nil {
			return old, err
		}
		if err := count.allows(w.Text, 1); err != nil {
			return old, err
		}
		fresh.Revision++
		shown.Subject, shown.Text, shown.Due = w.Title, w.Text, fresh.Due
		err = s.sealLater(k, &fresh, w)
		return fresh, err
	}, func(ctx context.Context, tx Tx, fresh LaterLetterRow) error {
		now, err := tx.LaterLetter(ctx, id)
		if err != nil {
			return Errorf(Conflict, "error.letter_sent")
		}
		if !bytes.Equal(now.Seal, old.Seal) {
			return errRace
		}
		return tx.PutLaterLetter(ctx, fresh)
	})
	return shown, err
}

// WithdrawLetter takes back a letter that was not sent yet and gives it a last time.
// When it went out meanwhile: error.letter_sent. Who may: its author.
func (s *Service) WithdrawLetter(ctx context.Context, a Actor, id MessageID) (LaterLetter, error) {
	in, row, err := s.enterLater(ctx, a, id, DoRead)
	if err != nil {
		return LaterLetter{}, err
	}
	shown, _, err := s.openLater(ctx, in, row)
	if err != nil {
		return shown, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, row.Room); err != nil { // holds it
			return notRoom(err)
		}
		if _, err := tx.LaterLetter(ctx, id); err != nil {
			if KindOf(err) == NotFound {
				return Errorf(Conflict, "error.letter_sent")
			}
			return err
		}
		return tx.DeleteLaterLetter(ctx, id)
	})
	if err == nil {
		s.tellCounts(a.person)
	}
	return shown, err
}
