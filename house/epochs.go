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
		if room, err = s.heldRoom(ctx, tx, in.room.ID); err != nil {
			return err
		}
		if !bytes.Equal(room.Seal, in.room.Seal) {
			return errRace // closed meanwhile, perhaps
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
	if err := s.resealSteps(ctx, tx, room, old, k); err != nil {
		return err
	}
	room.Epoch, room.Rotate = k.Epoch(), false
	s.stamp(room)
	return tx.PutRoom(ctx, *room)
}

// resealObjects seals the room's topic, its visitors' pseudonyms and the letters to
// be sent later under the new key, so that those who hold only later epochs read them too.
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
	return s.resealLater(ctx, tx, room.ID, old, k)
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
