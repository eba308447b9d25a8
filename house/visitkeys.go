package house

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"stockwerk/vault"
)

// A visitor may have their SSH key bound to their room until the end of the stay,
// and then comes in at the ticket door without typing a code. A key gives no secret:
// what it proves, the house must be able to turn into the visitor's key pair by
// itself. So the pair lies in one slot more, under a code that house.key and the
// key's public part give together. The house keeps neither that part nor the code,
// but whoever holds its files and house.key, and knows the public part, can read what
// this visitor reads. That is weaker than a return ticket, of which nothing is kept;
// the front ends say so before the visitor chooses (visit.key.weaker). The slot goes
// with the visit, with the visitor's wish and with the ticket.

const (
	slotVisitKey = "key"
	keySaltLen   = 16
	// quietReturn is within what time a visitor who comes again by key is not
	// announced anew: each line of a script is a connection.
	quietReturn = time.Hour
)

// BindKey lets the key (SSH wire format, proved on this connection) open the
// visitor's room at the ticket door, in place of one bound before. A key that is
// bound to several rooms opens the one that was bound last and still stands. Who
// may: visitors who are in and may come back.
func (s *Service) BindKey(ctx context.Context, a Actor, key []byte) (BoundKey, error) {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return BoundKey{}, err
	}
	if err := s.mayBind(ctx, in); err != nil {
		return BoundKey{}, err
	}
	if !validKey(key) {
		return BoundKey{}, Errorf(Invalid, "error.key_invalid")
	}
	who := a.ring.identity()
	if who == nil {
		return BoundKey{}, errLocked()
	}
	sum := sha256.Sum256(key)
	shown := "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
	row := VisitKeyRow{
		Person: a.person, Room: in.room.ID, Lookup: s.vault.Lookup("visitkey", key), Salt: make([]byte, keySaltLen),
		Text: s.vault.SealText("visitkey", string(a.person), 0, []byte(shown)), Bound: s.clock().Truncate(time.Millisecond),
	}
	if _, err := rand.Read(row.Salt); err != nil {
		return BoundKey{}, Errorf(Internal, "error.internal", err)
	}
	slot, err := s.vault.NewCodeSlot(vault.SlotKey, string(a.person), slotVisitKey, string(s.vault.KeyCode(row.Salt, key)), who)
	if err != nil {
		return BoundKey{}, Errorf(Internal, "error.internal", err)
	}
	s.stamp(&row)
	err = s.store.InTx(ctx, func(tx Tx) error {
		now, err := s.visitHeld(ctx, tx, in)
		if err != nil {
			return err
		}
		if now.State != stateJoined || now.over(s.clock()) {
			return Errorf(Forbidden, "error.visit_over")
		}
		if err := tx.PutSlot(ctx, s.slotRow(slot)); err != nil {
			return err
		}
		return tx.PutVisitKey(ctx, row)
	})
	return BoundKey{Fingerprint: shown, Bound: row.Bound}, err
}

// mayBind refuses those who cannot come back, or are not in.
func (s *Service) mayBind(ctx context.Context, in access) error {
	switch {
	case in.me.State == stateWaiting:
		return Errorf(Forbidden, "error.waiting")
	case in.me.over(s.clock()):
		return Errorf(Forbidden, "error.visit_over")
	}
	_, returns, err := s.mayReturn(ctx, s.store, in.me)
	if err == nil && !returns {
		err = Errorf(Forbidden, "error.no_return")
	}
	return err
}

// visitHeld holds the room and gives the visitor's row as it stands.
func (s *Service) visitHeld(ctx context.Context, tx Tx, in access) (RosterRow, error) {
	if _, err := tx.Room(ctx, in.room.ID); err != nil {
		return RosterRow{}, notRoom(err)
	}
	row, err := s.rosterRow(ctx, tx, in.room.ID, in.actor.person)
	if err != nil {
		return row, notRoom(err)
	}
	if row.Role != RoleVisitor {
		return row, errNoRoom() // has become a member meanwhile
	}
	return row, nil
}

// UnbindKey takes BindKey back: from then on only tickets bring the visitor. Who
// may: visitors. NotFound where none is bound.
func (s *Service) UnbindKey(ctx context.Context, a Actor) error {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.visitHeld(ctx, tx, in); err != nil {
			return err
		}
		if _, err := tx.VisitKey(ctx, a.person); err != nil {
			if KindOf(err) == NotFound {
				return Errorf(NotFound, "error.no_bound_key")
			}
			return err
		}
		return unbind(ctx, tx, a.person)
	})
}

func unbind(ctx context.Context, tx Tx, visitor PersonID) error {
	if err := tx.DeleteSlots(ctx, visitor, vault.SlotKey); err != nil {
		return err
	}
	return tx.DeleteVisitKey(ctx, visitor)
}

// boundKey is what a visitor sees of their key; nil where none is bound.
func (s *Service) boundKey(ctx context.Context, visitor PersonID) (*BoundKey, error) {
	row, err := s.store.VisitKey(ctx, visitor)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return nil, err
	}
	if err := s.verify(&row); err != nil {
		return nil, err
	}
	shown, err := s.vault.OpenText("visitkey", string(visitor), 0, row.Text)
	if err != nil {
		return nil, errTampered(err)
	}
	return &BoundKey{Fingerprint: string(shown), Bound: row.Bound}, nil
}

// VisitByKey opens a visit with an SSH key (wire format) that the client proved to
// hold. A key that is bound to nothing, and one whose visit is over, are Forbidden
// error.login alike.
func (s *Service) VisitByKey(ctx context.Context, key []byte) (Actor, error) {
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return Actor{}, err
	}
	if err := s.doorsOpen(ctx, rules); err != nil {
		return Actor{}, err
	}
	rows, err := s.store.VisitKeys(ctx, s.vault.Lookup("visitkey", key))
	if err != nil {
		return Actor{}, err
	}
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return Actor{}, err
		}
		a, err := s.visitWith(ctx, row, key)
		if err == nil {
			return a, nil
		}
		if kind := KindOf(err); kind != NotFound && kind != Forbidden {
			return Actor{}, err
		}
	}
	return Actor{}, errLogin()
}

// visitWith opens the visit of one binding.
func (s *Service) visitWith(ctx context.Context, bound VisitKeyRow, key []byte) (Actor, error) {
	p, err := s.store.Person(ctx, bound.Person)
	if err != nil {
		return Actor{}, err
	}
	if err := s.verify(&p); err != nil {
		return Actor{}, err
	}
	slot, ok, err := s.slot(ctx, s.store, p.ID, vault.SlotKey)
	if err != nil || !ok || p.Kind != personVisitor {
		return Actor{}, orLogin(err)
	}
	who, err := s.vault.OpenSlot(slot.Slot, []byte(s.vault.KeyCode(bound.Salt, key)), p.Public)
	if err != nil {
		return Actor{}, errTampered(err) // the row was found by the very key
	}
	a, err := s.arrive(ctx, bound, p, who)
	if err != nil {
		who.Zero()
	}
	return a, err
}

func orLogin(err error) error {
	if err == nil {
		err = errLogin()
	}
	return err
}

// arrive brings a visitor whose key pair was opened into their room. Where they
// have to wait they wait again, unless a visit of theirs is going on.
func (s *Service) arrive(ctx context.Context, bound VisitKeyRow, p PersonRow, who *vault.Identity) (Actor, error) {
	here := len(s.hub.living.of(p.ID)) > 0
	var was, now RosterRow
	var first TicketRow
	err := s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, bound.Room) // holds it
		if err != nil {
			return err
		}
		if was, err = s.rosterRow(ctx, tx, bound.Room, p.ID); err != nil {
			return err
		}
		still, err := tx.VisitKey(ctx, p.ID)
		if err != nil || string(still.Seal) != string(bound.Seal) {
			return orLogin(err) // taken back meanwhile
		}
		var returns bool
		if first, returns, err = s.mayReturn(ctx, tx, was); err != nil || !returns {
			return orLogin(err)
		}
		if now, err = s.comeBack(ctx, tx, bound.Room, p.ID, first.Wait && room.State == roomOpen && !here); err != nil {
			return err
		}
		at, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if !at.Before(now.gone(room)) {
			return errLogin()
		}
		return tx.PutRoster(ctx, now)
	})
	if err != nil {
		return Actor{}, err
	}
	s.rosterChanged(bound.Room, now.By)
	st, err := s.state(ctx, bound.Room)
	if err != nil {
		return Actor{}, err
	}
	a := Actor{role: RoleGuestOf, person: p.ID, room: bound.Room, lang: st.floor.text.Language, ring: newRing(who)}
	in := access{room: st.room, me: now, actor: a, state: st, place: st.place(), lobby: true}
	label, err := s.openAt(ctx, in, "visitor", string(p.ID), now.Label)
	if err != nil {
		return Actor{}, err
	}
	a.name = string(label)
	s.cameIn(p.ID, p.Public, a.ring)
	if now.State == stateWaiting || now.Until.Sub(was.Until) > quietReturn {
		s.tellVisit(ctx, in, a, first, visit{name: a.Name(), roster: now})
	}
	return a, nil
}
