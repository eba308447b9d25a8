package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// key opens the room's key of an epoch for the actor: from the ring, from a
// wrap, by back links from a later epoch, or for open rooms with the house's
// key. A locked ring refuses with error.locked; an epoch from before the
// person's time refuses with NotFound.
func (s *Service) key(ctx context.Context, in access, epoch int) (*vault.RoomKey, error) {
	if in.room.Class == ClassOpen {
		return s.openKey(ctx, in.room.ID, epoch)
	}
	ring := in.actor.ring
	if k := ring.key(in.room.ID, epoch); k != nil {
		return k, nil
	}
	if ring.identity() == nil {
		return nil, errLocked()
	}
	k, err := s.unwrap(ctx, in, epoch)
	if KindOf(err) == NotFound && epoch < in.room.Epoch {
		k, err = s.walkBack(ctx, in, epoch)
	}
	if err != nil {
		return nil, err
	}
	ring.keep(in.room.ID, k)
	return k, nil
}

// openKey opens an epoch of an open room with the house's key.
func (s *Service) openKey(ctx context.Context, room RoomID, epoch int) (*vault.RoomKey, error) {
	if k := s.open.key(room, epoch); k != nil {
		return k, nil
	}
	row, err := s.epoch(ctx, s.store, room, epoch)
	if err != nil {
		return nil, err
	}
	k, err := s.vault.UnwrapOpen(string(room), epoch, row.Open)
	if err != nil {
		return nil, errTampered(err)
	}
	s.open.keep(room, k)
	return k, nil
}

// unwrap opens the wrap that is addressed to the actor and holds it against
// the epoch's header and, where the actor has the epoch before, its chain.
func (s *Service) unwrap(ctx context.Context, in access, epoch int) (*vault.RoomKey, error) {
	row, err := s.store.Wrap(ctx, in.room.ID, epoch, string(in.actor.person))
	if err != nil {
		return nil, err
	}
	if err := s.verify(&row); err != nil {
		return nil, err
	}
	who := in.actor.ring.identity()
	if who == nil {
		return nil, errLocked()
	}
	k, err := who.UnwrapRoom(s.vault.ID(), string(in.room.ID), epoch, row.Recipient, row.Wrap)
	if errors.Is(err, vault.ErrLocked) {
		return nil, errLocked()
	}
	if err != nil {
		return nil, errTampered(err)
	}
	return k, s.checkEpoch(ctx, in, k)
}

// checkEpoch accepts a key only if it is the one the epoch's header commits
// to, and the header hangs on the epoch before where the actor holds that.
func (s *Service) checkEpoch(ctx context.Context, in access, k *vault.RoomKey) error {
	row, err := s.epoch(ctx, s.store, in.room.ID, k.Epoch())
	if err != nil {
		return err
	}
	header, err := vault.DecodeHeader(row.Header)
	if err != nil {
		return errTampered(err)
	}
	if header.House != s.vault.ID() || header.Room != string(in.room.ID) || header.Epoch != k.Epoch() {
		return errTampered(vault.ErrTampered)
	}
	if err := k.Fits(header); err != nil {
		return errTampered(err)
	}
	previous := in.actor.ring.key(in.room.ID, k.Epoch()-1)
	if previous == nil {
		return nil
	}
	if err := previous.VerifyChain(header, row.Chain); err != nil {
		return errTampered(err)
	}
	return nil
}

// epoch reads and checks an epoch's row.
func (s *Service) epoch(ctx context.Context, r Reader, room RoomID, epoch int) (EpochRow, error) {
	row, err := r.Epoch(ctx, room, epoch)
	if err != nil {
		return row, err
	}
	return row, s.verify(&row)
}

// walkBack reaches an older epoch by the links that rooms with the whole
// history keep, starting at the nearest later epoch that opens.
func (s *Service) walkBack(ctx context.Context, in access, epoch int) (*vault.RoomKey, error) {
	from, err := s.nearestLater(ctx, in, epoch)
	if err != nil {
		return nil, err
	}
	for k := from; ; {
		row, err := s.epoch(ctx, s.store, in.room.ID, k.Epoch())
		if err != nil {
			return nil, err
		}
		if len(row.Back) == 0 {
			return nil, errNoRoom()
		}
		previous, err := k.FollowBack(row.Back)
		if err != nil {
			return nil, errTampered(err)
		}
		in.actor.ring.keep(in.room.ID, previous)
		if previous.Epoch() == epoch {
			return previous, nil
		}
		k = previous
	}
}

// nearestLater is the lowest epoch above the wanted one that the actor opens
// directly.
func (s *Service) nearestLater(ctx context.Context, in access, epoch int) (*vault.RoomKey, error) {
	for e := epoch + 1; e <= in.room.Epoch; e++ {
		if k := in.actor.ring.key(in.room.ID, e); k != nil {
			return k, nil
		}
		k, err := s.unwrap(ctx, in, e)
		if err == nil {
			in.actor.ring.keep(in.room.ID, k)
			return k, nil
		}
		if KindOf(err) != NotFound {
			return nil, err
		}
	}
	return nil, errNoRoom()
}

// writeKey gives the key that new words are sealed with. It rotates first
// where the room is marked, and refreshes in.room.
func (s *Service) writeKey(ctx context.Context, in *access) (*vault.RoomKey, error) {
	if in.room.Rotate && in.room.Class == ClassDirect {
		if err := s.newPartnerKey(ctx, in); err != nil {
			return nil, err
		}
	}
	if in.room.Rotate && in.room.Class != ClassOpen {
		if err := s.rekey(ctx, in, rekeying{reason: "rotate"}); err != nil {
			return nil, err
		}
	}
	return s.key(ctx, *in, in.room.Epoch)
}

// newPartnerKey begins a conversation anew after one of the two got another key
// pair. Whoever issued the ticket for that could have used it: the other one is
// told in words, before any of theirs are sealed for the new key, and what they
// were about to do is refused once. Whoever has the new key holds none of the
// conversation's and waits until the other writes.
func (s *Service) newPartnerKey(ctx context.Context, in *access) error {
	other, err := s.partner(ctx, in.actor, in.state)
	if err != nil {
		return s.rekey(ctx, in, rekeying{reason: "rotate"}) // nobody is left there
	}
	err = s.rekey(ctx, in, rekeying{reason: "reset"})
	if err != nil && KindOf(err) == NotFound {
		return Errorf(Forbidden, "error.partner_first", "Name", other.Name)
	}
	if err != nil {
		return err
	}
	s.tell(ctx, *in, "event.new_key", map[string]string{"Name": other.Name})
	return Errorf(Conflict, "error.new_key", "Name", other.Name)
}

// refresh reads the room and the actor's row anew, after a race was lost, and
// asks again whether the deed is allowed.
func (s *Service) refresh(ctx context.Context, in *access) error {
	s.cache.drop(in.room.ID)
	st, err := s.state(ctx, in.room.ID)
	if err != nil {
		return err
	}
	me, ok := st.roster[in.actor.person]
	if !ok || me.State != stateJoined && !in.lobby {
		return errNoRoom()
	}
	in.room, in.state, in.me = st.room, st, s.office(in.actor, st, me)
	if err := s.mute(ctx, in); err != nil {
		return err
	}
	if in.do == "" {
		return nil
	}
	return in.may(in.do)
}
