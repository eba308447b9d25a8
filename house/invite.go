package house

import (
	"bytes"
	"context"
	"errors"

	"stockwerk/vault"
)

// Invite gives a member the room's key and asks them in; entering accepts.
// Who may: the owner, with open rooms (keys).
func (s *Service) Invite(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoInvite)
	if err != nil {
		return Room{}, err
	}
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return Room{}, err
	}
	if _, there := in.state.roster[p.ID]; there {
		return Room{}, Errorf(Conflict, "error.already_member", "Name", CleanName(name))
	}
	row := RosterRow{Room: in.room.ID, Person: p.ID, State: stateInvited, Role: RoleMember, Write: true, Since: s.clock(), By: a.person}
	if err := s.addToRoster(ctx, &in, p, row, "invite"); err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, in.room.ID)
}

// addToRoster adds a row and gives the key in the same transaction: a wrap of
// the present key where newcomers may read everything, else a new epoch.
func (s *Service) addToRoster(ctx context.Context, in *access, p PersonRow, row RosterRow, reason string) error {
	put := func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID)
		if err != nil {
			return notRoom(err)
		}
		if err := s.sameKey(ctx, tx, p); err != nil {
			return err
		}
		row.SinceSeq = room.Seq
		s.stamp(&row)
		if err := tx.DeleteApplication(ctx, in.room.ID, p.ID); err != nil {
			return err
		}
		return tx.PutRoster(ctx, row)
	}
	if in.room.Class == ClassOpen {
		err := s.store.InTx(ctx, put)
		s.rosterChanged(in.room.ID, p.ID)
		return err
	}
	if in.room.History == HistoryJoining || in.room.Rotate {
		err := s.rekey(ctx, in, rekeying{
			reason: reason, add: []recipient{{string(p.ID), p.Public}},
			change: func(tx Tx, _ *vault.RoomKey) error { return put(tx) },
		})
		if err == nil {
			s.publishPerson(p.ID)
		}
		return err
	}
	err := s.wrapFor(ctx, in, recipient{string(p.ID), p.Public}, put)
	if err == nil {
		s.rosterChanged(in.room.ID, p.ID)
	}
	return err
}

// sameKey refuses to give a key to somebody who got another key pair, or whose
// account ended, since p was read: the wrap would be for the old one.
func (s *Service) sameKey(ctx context.Context, tx Tx, p PersonRow) error {
	now, err := s.ownRow(ctx, tx, p.ID)
	if err != nil && !IsKey(err, "error.account_gone") {
		return err
	}
	if err != nil || !bytes.Equal(now.Public, p.Public) {
		return Errorf(Conflict, "error.conflict")
	}
	return nil
}

// wrapFor gives the room's present key to one more recipient, together with
// what put writes; again when the epoch turned meanwhile.
func (s *Service) wrapFor(ctx context.Context, in *access, r recipient, put func(Tx) error) error {
	for range maxRaces {
		k, err := s.writeKey(ctx, in)
		if err != nil {
			return err
		}
		wrap, err := k.Wrap(s.vault.ID(), r.public, r.id)
		if err != nil {
			return Errorf(Internal, "error.internal", err)
		}
		row := WrapRow{Room: in.room.ID, Epoch: k.Epoch(), Recipient: r.id, Wrap: wrap}
		s.stamp(&row)
		raced := false
		err = s.store.InTx(ctx, func(tx Tx) error {
			room, err := tx.Room(ctx, in.room.ID)
			if err != nil {
				return notRoom(err)
			}
			if raced = room.Epoch != k.Epoch() || room.Rotate; raced {
				return errRace
			}
			err = s.sameRights(ctx, tx, *in)
			if raced = errors.Is(err, errRace); err != nil {
				return err
			}
			if err := tx.PutWrap(ctx, row); err != nil {
				return err
			}
			return put(tx)
		})
		if !raced {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// Join accepts an invitation, or enters a room that is open to the floor.
func (s *Service) Join(ctx context.Context, a Actor, place string) (Room, error) {
	if err := s.mayHouse(ctx, a, DoApplyRoom, nil); err != nil {
		return Room{}, err
	}
	in, err := s.enter(ctx, a, place, DoRead)
	if err == nil {
		return s.roomView(ctx, a, in.room.ID)
	}
	if KindOf(err) == NotFound {
		// A listed room may be known, and then the way in is to apply.
		if id, e := s.resolveFor(ctx, a, place); e == nil {
			if _, e := s.roomView(ctx, a, id); e == nil {
				return Room{}, Errorf(Forbidden, "error.apply_first")
			}
		}
	}
	return Room{}, err
}
