package house

import (
	"context"
	"slices"
)

// origins tells from which organisations and practices the people of a room come,
// by name: on floors of kind network, whose rooms take people of several floors.
// Hidden floors are told only to those who are on them too, suspended ones to
// nobody. Elsewhere it gives nothing.
func (s *Service) origins(ctx context.Context, in access) (map[PersonID][]string, error) {
	if in.room.Class == ClassDirect || in.state.floor.row.Kind != FloorNetwork {
		return nil, nil
	}
	known, err := s.originFloors(ctx, in.actor)
	if err != nil {
		return nil, err
	}
	out := map[PersonID][]string{}
	for id, row := range in.state.roster {
		if row.Role == RoleVisitor {
			continue
		}
		rows, err := s.store.FloorsOf(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			name := known[m.Floor]
			if name == "" || m.State != floorJoined {
				continue
			}
			if err := s.verify(&m); err != nil {
				return nil, err
			}
			out[id] = append(out[id], name)
		}
		slices.Sort(out[id])
	}
	return out, nil
}

// originFloors are the names of the floors that somebody can be said to be of.
func (s *Service) originFloors(ctx context.Context, a Actor) (map[FloorID]string, error) {
	mine, err := s.floorsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return nil, err
	}
	known := map[FloorID]string{}
	for _, row := range rows {
		if row.Kind != FloorOrganisation && row.Kind != FloorPractice || row.State == FloorSuspended ||
			row.State == FloorHidden && mine[row.ID].State != floorJoined {
			continue
		}
		f, err := s.openFloor(row)
		if err != nil {
			return nil, err
		}
		known[row.ID] = f.text.Name
	}
	return known, nil
}
