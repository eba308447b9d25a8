package house

import (
	"cmp"
	"context"
	"slices"
)

// Members lists who is in a room, owner first. Who may: those inside.
func (s *Service) Members(ctx context.Context, a Actor, place string) ([]Member, error) {
	in, err := s.enter(ctx, a, place, DoSeeMembers)
	if err != nil {
		return nil, err
	}
	if in.room.Class == ClassOpen && !a.member() {
		return nil, errForbidden()
	}
	ids := make([]PersonID, 0, 2*len(in.state.roster))
	for id, row := range in.state.roster {
		ids = append(ids, id, row.By)
	}
	names, err := s.names(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	from, err := s.origins(ctx, in)
	if err != nil {
		return nil, err
	}
	here := s.hereNow(in.room.ID)
	out := make([]Member, 0, len(in.state.roster))
	for id, row := range in.state.roster {
		m := Member{Person: id, Name: names[id], Role: row.Role, State: row.State, Since: row.Since, Until: row.Until, Visitor: row.Role == RoleVisitor, Here: here[id], From: from[id]}
		if m.Visitor {
			m.By = names[row.By]
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(x, y Member) int {
		return cmp.Or(cmp.Compare(rank[y.Role], rank[x.Role]), x.Since.Compare(y.Since), cmp.Compare(x.Name, y.Name))
	})
	return out, nil
}

// inRoster finds a member by name, or a visitor by pseudonym or id.
func (s *Service) inRoster(ctx context.Context, in access, name string) (RosterRow, error) {
	want := CleanName(name)
	if row, ok := in.state.roster[PersonID(want)]; ok {
		return row, nil
	}
	if key, err := nameKey(want); err == nil {
		p, err := s.store.PersonByName(ctx, key)
		if err == nil {
			if row, ok := in.state.roster[p.ID]; ok {
				return row, nil
			}
		}
	}
	for id, row := range in.state.roster {
		if row.Role != RoleVisitor {
			continue
		}
		names, err := s.names(ctx, in, []PersonID{id})
		if err == nil && names[id] == want {
			return row, nil
		}
	}
	return RosterRow{}, errNoPerson()
}
