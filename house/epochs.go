package house

import (
	"bytes"
	"context"
	"errors"

	"stockwerk/vault"
)

// maxRaces bounds how often a deed is done again because somebody else was
// quicker.
const maxRaces = 8

// errRace makes a transaction roll back so that its deed is done again.
var errRace = errors.New("house: somebody was quicker")

// recipient is somebody a room's key is wrapped for.
type recipient struct {
	id     string // person or outstanding ticket
	public vault.Public
}

// rekeying is a change of a room's roster that begins a new epoch: what
// change writes and the new keys are one transaction.
type rekeying struct {
	reason string                              // "join", "leave", "remove", "ticket", "reset", "rotate"
	add    []recipient                         // get the new key although they are not on the roster yet
	drop   []string                            // recipients who get nothing from now on
	change func(tx Tx, k *vault.RoomKey) error // may be nil
}

// firstEpoch makes the key, the epoch and the wraps of a new room.
func (s *Service) firstEpoch(room RoomRow, by PersonID, to []recipient) (*vault.RoomKey, EpochRow, []WrapRow, error) {
	k := vault.NewRoomKey(string(room.ID), 1)
	row, wraps, err := s.sealEpoch(room, nil, k, "new", by, to)
	return k, row, wraps, err
}

// sealEpoch writes an epoch's header, chain and links, and wraps its key.
func (s *Service) sealEpoch(room RoomRow, old, k *vault.RoomKey, reason string, by PersonID, to []recipient) (EpochRow, []WrapRow, error) {
	ids := make([]string, len(to))
	wraps := make([]WrapRow, len(to))
	for i, r := range to {
		ids[i] = r.id
		w, err := k.Wrap(s.vault.ID(), r.public, r.id)
		if err != nil {
			return EpochRow{}, nil, Errorf(Internal, "error.internal", err)
		}
		wraps[i] = WrapRow{Room: room.ID, Epoch: k.Epoch(), Recipient: r.id, Wrap: w}
		s.stamp(&wraps[i])
	}
	header := vault.Header{
		House: s.vault.ID(), Room: string(room.ID), Epoch: k.Epoch(), Commitment: k.Commit(),
		Roster: vault.RosterHash(ids), Reason: reason, By: string(by), At: s.clock().UnixMilli(),
	}
	row := EpochRow{Room: room.ID, Epoch: k.Epoch(), Header: header.Encode()}
	if old != nil {
		row.Chain = old.Chain(header)
		if room.History == HistoryAll {
			row.Back = k.BackLink(old)
		}
	}
	if room.Class == ClassOpen {
		row.Open = s.vault.WrapOpen(k)
	}
	s.stamp(&row)
	return row, wraps, nil
}

// rekey begins a new epoch. The actor must hold the room's present key;
// otherwise it refuses with error.locked and nothing has changed. in.room is
// the new one afterwards. It publishes after commit.
func (s *Service) rekey(ctx context.Context, in *access, r rekeying) error {
	for range maxRaces {
		err := s.rekeyOnce(ctx, in, r)
		if !errors.Is(err, errRace) {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) rekeyOnce(ctx context.Context, in *access, r rekeying) error {
	old, err := s.key(ctx, *in, in.room.Epoch)
	if err != nil {
		return err
	}
	to, err := s.recipients(ctx, s.store, in.room.ID, r)
	if err != nil {
		return err
	}
	if err := s.allHoldKey(ctx, in.room, to, r.add); err != nil {
		return err
	}
	k := vault.NewRoomKey(string(in.room.ID), in.room.Epoch+1)
	row, wraps, err := s.sealEpoch(in.room, old, k, r.reason, in.actor.person, to)
	if err != nil {
		return err
	}
	var room RoomRow
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.sameRecipients(ctx, tx, in.room, r, to); err != nil {
			return err
		}
		if err := s.sameRights(ctx, tx, *in); err != nil {
			return err
		}
		room, err = tx.Room(ctx, in.room.ID)
		if err != nil {
			return notRoom(err)
		}
		return s.putEpoch(ctx, tx, in, &room, old, k, row, wraps, r)
	})
	if err != nil {
		return err
	}
	in.actor.ring.keep(in.room.ID, k)
	in.room = room
	s.rosterChanged(in.room.ID)
	return nil
}

// putEpoch writes a new epoch and everything that hangs on it.
func (s *Service) putEpoch(ctx context.Context, tx Tx, in *access, room *RoomRow, old, k *vault.RoomKey, row EpochRow, wraps []WrapRow, r rekeying) error {
	if err := tx.AddEpoch(ctx, row); err != nil {
		if KindOf(err) == Conflict {
			return errRace
		}
		return err
	}
	for _, w := range wraps {
		if err := tx.PutWrap(ctx, w); err != nil {
			return err
		}
	}
	for _, gone := range r.drop {
		if err := tx.DeleteWraps(ctx, room.ID, gone); err != nil {
			return err
		}
	}
	if r.change != nil {
		if err := r.change(tx, k); err != nil {
			return err
		}
	}
	if err := s.resealObjects(ctx, tx, in, room, old, k); err != nil {
		return err
	}
	room.Epoch, room.Rotate = k.Epoch(), false
	s.stamp(room)
	return tx.PutRoom(ctx, *room)
}

// resealObjects seals the room's topic and its visitors' pseudonyms under the
// new key, so that those who hold only later epochs read them too.
func (s *Service) resealObjects(ctx context.Context, tx Tx, in *access, room *RoomRow, old, k *vault.RoomKey) error {
	if plain := openWith(old, "topic", string(room.ID), room.Topic); plain != nil {
		b, err := sealAt(k, "topic", string(room.ID), plain)
		if err != nil {
			return err
		}
		room.Topic = b
	}
	roster, err := tx.Roster(ctx, room.ID)
	if err != nil {
		return err
	}
	for _, row := range roster {
		plain := openWith(old, "visitor", string(row.Person), row.Label)
		if plain == nil {
			continue
		}
		if row.Label, err = sealAt(k, "visitor", string(row.Person), plain); err != nil {
			return err
		}
		if err := tx.PutRoster(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// openWith opens a sealAt object with one key, nil when it does not fit.
func openWith(k *vault.RoomKey, tag, object string, b []byte) []byte {
	if len(b) < 4 {
		return nil
	}
	plain, err := k.OpenObject(tag, object, 0, b[4:])
	if err != nil {
		return nil
	}
	return plain
}

// recipients is everybody who gets the room's next key: the roster and the
// outstanding tickets, and what the change adds and drops.
func (s *Service) recipients(ctx context.Context, r Reader, room RoomID, change rekeying) ([]recipient, error) {
	gone := map[string]bool{}
	for _, id := range change.drop {
		gone[id] = true
	}
	var ids []PersonID
	roster, err := r.Roster(ctx, room)
	if err != nil {
		return nil, err
	}
	for _, row := range roster {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		if !gone[string(row.Person)] {
			ids = append(ids, row.Person)
		}
	}
	people, err := r.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	to := make([]recipient, 0, len(people)+len(change.add))
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		to = append(to, recipient{string(p.ID), p.Public})
	}
	tickets, err := r.Tickets(ctx, room)
	if err != nil {
		return nil, err
	}
	now, err := r.Now(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		if t.State != ticketIssued || now.After(t.Expires) || gone[string(t.ID)] {
			continue
		}
		if err := s.verify(&t); err != nil {
			return nil, err
		}
		to = append(to, recipient{string(t.ID), t.Public})
	}
	return append(to, change.add...), nil
}

// allHoldKey checks that whoever gets the next key holds the present one, but
// for those who are being added: a row of somebody who was taken out, put back
// into the database with its old seal, must not bring them the key.
func (s *Service) allHoldKey(ctx context.Context, room RoomRow, to, added []recipient) error {
	if room.Class != ClassClosed {
		return nil // a conversation goes on with somebody who got another key pair
	}
	fresh := map[string]bool{}
	for _, r := range added {
		fresh[r.id] = true
	}
	for _, r := range to {
		if fresh[r.id] {
			continue
		}
		wrap, err := s.store.Wrap(ctx, room.ID, room.Epoch, r.id)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err == nil {
			err = s.verify(&wrap)
		}
		if err == nil {
			continue
		}
		if now, e := s.store.Room(ctx, room.ID); e != nil || now.Epoch != room.Epoch || !s.standsOn(ctx, room.ID, r.id) {
			return errRace // they have gone meanwhile
		}
		return errTampered(vault.ErrTampered)
	}
	return nil
}

// standsOn tells whether somebody gets the room's next key as things stand now.
func (s *Service) standsOn(ctx context.Context, room RoomID, recipient string) bool {
	if _, err := s.store.RosterOf(ctx, room, PersonID(recipient)); err == nil {
		return true
	}
	t, err := s.store.Ticket(ctx, TicketID(recipient))
	return err == nil && t.State == ticketIssued
}

// markRotate says that the room's next session must begin a new epoch. The mark
// is sealed like what it protects.
func (s *Service) markRotate(ctx context.Context, tx Tx, id RoomID) error {
	room, err := tx.Room(ctx, id)
	if err != nil {
		return notRoom(err)
	}
	if err := s.verify(&room); err != nil {
		return err
	}
	room.Rotate = true
	s.stamp(&room)
	return tx.PutRoom(ctx, room)
}

// sameRecipients tells by errRace that the room's epoch or recipients are no
// longer those the wraps were made for.
func (s *Service) sameRecipients(ctx context.Context, tx Tx, room RoomRow, r rekeying, made []recipient) error {
	now, err := tx.Room(ctx, room.ID)
	if err != nil {
		return notRoom(err)
	}
	if now.Epoch != room.Epoch || now.History != room.History {
		return errRace
	}
	want, err := s.recipients(ctx, tx, room.ID, r)
	if err != nil {
		return err
	}
	if len(want) != len(made) {
		return errRace
	}
	have := map[string]vault.Public{}
	for _, m := range made {
		have[m.id] = m.public
	}
	for _, w := range want {
		if !bytes.Equal(have[w.id], w.public) {
			return errRace
		}
	}
	return nil
}

// rekeyOrMark does a removal: with a new epoch where the actor holds the key,
// else at once without one, marking the room so that the next session that
// holds the key rotates before it writes.
func (s *Service) rekeyOrMark(ctx context.Context, in *access, r rekeying) error {
	if in.room.Class == ClassOpen {
		return s.changeAndMark(ctx, in, r, false)
	}
	err := s.rekey(ctx, in, r)
	if IsKey(err, "error.locked") {
		return s.changeAndMark(ctx, in, r, true)
	}
	return err
}

func (s *Service) changeAndMark(ctx context.Context, in *access, r rekeying, mark bool) error {
	for range maxRaces {
		err := s.changeOnce(ctx, in, r, mark)
		if !errors.Is(err, errRace) {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) changeOnce(ctx context.Context, in *access, r rekeying, mark bool) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil { // holds it
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, *in); err != nil {
			return err
		}
		for _, gone := range r.drop {
			if err := tx.DeleteWraps(ctx, in.room.ID, gone); err != nil {
				return err
			}
		}
		if r.change != nil {
			if err := r.change(tx, nil); err != nil {
				return err
			}
		}
		if !mark {
			return nil
		}
		return s.markRotate(ctx, tx, in.room.ID)
	})
	if err == nil {
		s.rosterChanged(in.room.ID)
	}
	return err
}
