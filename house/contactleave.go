package house

import "context"

// outOfEnquiries takes somebody who leaves a floor out of the enquiries to its team that
// nobody accepted yet: they are no longer among those who may. The next session in each
// room begins a new epoch. It gives the rooms, to be told of after the commit.
func (s *Service) outOfEnquiries(ctx context.Context, tx Tx, floor FloorID, person PersonID) ([]RoomID, error) {
	cases, err := tx.CasesOn(ctx, floor)
	if err != nil {
		return nil, err
	}
	var left []RoomID
	for _, c := range cases {
		if c.State != CaseNew || c.Card != "" || c.Client == person {
			continue
		}
		if _, err := tx.Room(ctx, c.Room); err != nil { // holds it, so that nobody accepts meanwhile
			return nil, err
		}
		now, _, err := s.caseIn(ctx, tx, c.Room)
		if err != nil {
			return nil, err
		}
		row, err := s.rosterRow(ctx, tx, c.Room, person)
		if err != nil && KindOf(err) != NotFound {
			return nil, err
		}
		if err != nil || now.State != CaseNew || !row.counsels() {
			continue
		}
		if err := tx.DeleteWraps(ctx, c.Room, string(person)); err != nil {
			return nil, err
		}
		if err := tx.DeleteRoster(ctx, c.Room, person); err != nil {
			return nil, err
		}
		if err := s.markRotate(ctx, tx, c.Room); err != nil {
			return nil, err
		}
		left = append(left, c.Room)
	}
	return left, nil
}
