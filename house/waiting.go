package house

import (
	"context"

	"stockwerk/vault"
)

// fromLetIn is the SinceSeq of visitors who wait for the first time: what is
// written while they wait is not theirs to read where history begins at joining.
const fromLetIn = -1

// LetIn lets a waiting visitor in. Who may: owner and moderators.
func (s *Service) LetIn(ctx context.Context, a Actor, place string, visitor PersonID) error {
	in, err := s.enter(ctx, a, place, DoLetIn)
	if err != nil {
		return err
	}
	row, ok := in.state.roster[visitor]
	if !ok || row.State != stateWaiting {
		return errNoPerson()
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID) // holds it, so that nobody removes them meanwhile
		if err != nil {
			return notRoom(err)
		}
		row, err := s.rosterRow(ctx, tx, in.room.ID, visitor)
		if KindOf(err) == NotFound && err != nil {
			return errNoPerson()
		}
		if err != nil || row.State != stateWaiting {
			return err
		}
		if row.SinceSeq == fromLetIn {
			row.SinceSeq = room.Seq
		}
		row.State = stateJoined
		s.stamp(&row)
		return tx.PutRoster(ctx, row)
	})
	if err != nil {
		return err
	}
	s.rosterChanged(in.room.ID, visitor)
	names, err := s.names(ctx, in, []PersonID{visitor})
	if err == nil {
		s.tell(ctx, in, "event.let_in", map[string]string{"Name": names[visitor], "By": a.name})
	}
	return nil
}

// EndVisit ends a visit on the visitor's own wish and gives the ticket for the
// next one. With it they come back and keep pseudonym and keys; a visit that
// has none takes everything of the visitor but their words with it.
func (s *Service) EndVisit(ctx context.Context, a Actor) (returnTicket string, err error) {
	if a.role != RoleGuestOf {
		return "", errForbidden()
	}
	in, err := s.enterRoom(ctx, a, a.room, DoLeave)
	if err != nil {
		return "", err
	}
	s.tell(ctx, in, "event.visitor_left", map[string]string{"Name": a.name})
	if a.code != "" {
		return a.ReturnTicket(), nil
	}
	r := rekeying{reason: "leave", drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		return s.dropRoster(ctx, tx, in.me)
	}}
	return "", s.changeAndMark(ctx, &in, r, true)
}
