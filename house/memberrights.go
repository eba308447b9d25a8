package house

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// MemberRights are what one person may do with the tools of a room.
type MemberRights struct {
	Person PersonID
	Name   string
	Role   RoomRole
	Levels map[string]Level // by tool, those that are on
	Own    []string         // tools for which it was set for this person alone
}

// Rights lists what everybody in a room may do with its tools. Who may: those
// who see its members.
func (s *Service) Rights(ctx context.Context, a Actor, place string) ([]MemberRights, error) {
	in, err := s.enter(ctx, a, place, DoSeeMembers)
	if err != nil {
		return nil, err
	}
	if in.room.Class == ClassOpen && !a.member() {
		return nil, errForbidden() // guests read public boards, and learn no names there
	}
	var ids []PersonID
	for id, row := range in.state.roster {
		if row.State == stateJoined {
			ids = append(ids, id)
		}
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	out := make([]MemberRights, 0, len(ids))
	for _, id := range ids {
		row := in.state.roster[id]
		r := MemberRights{Person: id, Name: names[id], Role: row.Role, Levels: map[string]Level{}}
		own := parseRights(row.Rights)
		if row.Role == RoleOwner {
			own = nil // owners manage, whatever was set for them before
		}
		for _, t := range toolKinds {
			if slices.Contains(toolsOf(in.room), t.tool) {
				r.Levels[t.tool] = levelOf(in.room, row, t.tool)
				if _, set := own[t.tool]; set {
					r.Own = append(r.Own, t.tool)
				}
			}
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y MemberRights) int {
		if d := rank[y.Role] - rank[x.Role]; d != 0 {
			return d
		}
		return strings.Compare(x.Name, y.Name)
	})
	return out, nil
}

// SetRights sets what somebody in the room may do with one tool, whatever the
// preset says. It moves no key: the service keeps the tool from them, as it keeps
// them from writing. Who may: the owner, of everybody but themselves.
func (s *Service) SetRights(ctx context.Context, a Actor, place, name, tool string, level Level) error {
	if kindOfTool(tool) == "" {
		return s.refuseRights(ctx, a, place, Errorf(Invalid, "error.no_such_tool", "Tool", CleanName(tool)))
	}
	if level < LevelNone || level > LevelManage {
		return s.refuseRights(ctx, a, place, errNoLevel())
	}
	return s.setRights(ctx, a, place, name, func(rights map[string]Level) { rights[tool] = level })
}

// ResetRights takes back what was set for somebody: the preset counts again. Who
// may: the owner.
func (s *Service) ResetRights(ctx context.Context, a Actor, place, name string) error {
	return s.setRights(ctx, a, place, name, func(rights map[string]Level) { clear(rights) })
}

// keepRights keeps what was set for somebody who leaves a room that they can
// enter again by themselves: going out and coming in again undoes nothing.
func (s *Service) keepRights(ctx context.Context, tx Tx, gone RosterRow) error {
	if gone.Rights == "" || gone.Role == RoleVisitor {
		return nil
	}
	room, err := tx.Room(ctx, gone.Room)
	if err != nil {
		return notRoom(err)
	}
	if room.Access == AccessInvite {
		return nil // whoever invites them again decides anew
	}
	row := PartedRow{Room: gone.Room, Person: gone.Person, Rights: gone.Rights}
	s.stamp(&row)
	return tx.PutParted(ctx, row)
}

// rightsKept gives what keepRights kept, once.
func (s *Service) rightsKept(ctx context.Context, tx Tx, room RoomID, person PersonID) (string, error) {
	row, err := tx.Parted(ctx, room, person)
	if err != nil {
		if KindOf(err) == NotFound {
			return "", nil
		}
		return "", err
	}
	if err := s.verify(&row); err != nil {
		return "", err
	}
	return row.Rights, tx.DeleteParted(ctx, room, person)
}

// refuseRights refuses for a form only those who may ask.
func (s *Service) refuseRights(ctx context.Context, a Actor, place string, why error) error {
	if _, err := s.enter(ctx, a, place, DoShapeRoom); err != nil {
		return err
	}
	return why
}

func (s *Service) setRights(ctx context.Context, a Actor, place, name string, set func(map[string]Level)) error {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return err
	}
	who, err := s.inRoster(ctx, in, name)
	if err != nil {
		return err
	}
	if who.Role == RoleOwner {
		return Errorf(Conflict, "error.owner_rights")
	}
	if who.State != stateJoined {
		return Errorf(Conflict, "error.rights_not_in")
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil {
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		row, err := s.rosterRow(ctx, tx, in.room.ID, who.Person)
		if err != nil {
			return notRoom(err)
		}
		rights := parseRights(row.Rights)
		set(rights)
		row.Rights = formatRights(rights)
		s.stamp(&row)
		return tx.PutRoster(ctx, row)
	})
	if errors.Is(err, errRace) {
		return Errorf(Conflict, "error.conflict", errRace)
	}
	if err == nil {
		s.rosterChanged(in.room.ID, who.Person)
	}
	return err
}
