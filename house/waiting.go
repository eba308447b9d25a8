package house

import "context"

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
		s.tell(ctx, in, "event.let_in", map[string]string{"Name": names[visitor], "By": a.Name()})
	}
	return nil
}
