package house

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// The team of a floor is one sealed setting; the people in it are looked up each
// time, so that whoever left the floor sees nothing more.

// teamData is the setting.
type teamData struct {
	Who    TeamRule   `json:"who,omitempty"`
	People []PersonID `json:"people,omitempty"`
	Answer int        `json:"answer,omitempty"` // hours
	Note   string     `json:"note,omitempty"`
}

const maxTeam = 40

func teamSetting(floor FloorID) string { return "team/" + string(floor) }

func (s *Service) teamData(ctx context.Context, r Reader, floor FloorID) (teamData, error) {
	d := teamData{Who: TeamOff}
	b, err := r.Setting(ctx, teamSetting(floor))
	if err != nil && KindOf(err) == NotFound || err == nil && len(b) == 0 {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	plain, err := s.vault.OpenText("team", string(floor), 0, b)
	if err != nil {
		return d, errTampered(err)
	}
	if err := json.Unmarshal(plain, &d); err != nil {
		return d, errTampered(err)
	}
	return d, nil
}

// teamPeople are those who see an enquiry to the floor now, by name.
func (s *Service) teamPeople(ctx context.Context, r Reader, f floorState, d teamData) ([]PersonRow, error) {
	var ids []PersonID
	switch d.Who {
	case TeamCards:
		places, err := r.CardPlaces(ctx, "")
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			if p.Floor != f.row.ID || p.Hidden || p.State != CardHome && p.State != CardShown {
				continue
			}
			if err := s.verify(&p); err != nil {
				return nil, err
			}
			card, err := r.Card(ctx, p.Card)
			if err != nil {
				return nil, err
			}
			if err := s.verify(&card); err != nil {
				return nil, err
			}
			ids = append(ids, card.Person)
		}
	case TeamNamed:
		ids = d.People
	}
	return s.onFloorNow(ctx, r, f, ids)
}

// onFloorNow are those of some people who are members of a floor now, by name.
func (s *Service) onFloorNow(ctx context.Context, r Reader, f floorState, ids []PersonID) ([]PersonRow, error) {
	people, err := r.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []PersonRow
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		m, err := s.floorMember(ctx, r, f.row.ID, p.ID)
		if err != nil {
			return nil, err
		}
		if p.State == stateActive && f.standing(m) >= onFloor {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y PersonRow) int { return strings.Compare(x.NameKey, y.NameKey) })
	return out, nil
}

// Team shows who sees the enquiries to a floor. Who may: members of the floor.
func (s *Service) Team(ctx context.Context, a Actor, floor string) (Team, error) {
	f, err := s.floorFor(ctx, a, floor, DoSeeFloorFolk)
	if err != nil {
		return Team{}, err
	}
	return s.team(ctx, s.store, f)
}

func (s *Service) team(ctx context.Context, r Reader, f floorState) (Team, error) {
	d, err := s.teamData(ctx, r, f.row.ID)
	if err != nil {
		return Team{}, err
	}
	t := Team{Floor: f.text.Code, Who: d.Who, Answer: time.Duration(d.Answer) * time.Hour, Note: d.Note}
	now, err := s.teamPeople(ctx, r, f, d)
	if err != nil {
		return t, err
	}
	named, err := s.onFloorNow(ctx, r, f, d.People)
	for _, p := range now {
		t.Names = append(t.Names, p.Name)
	}
	for _, p := range named {
		t.Named = append(t.Named, p.Name)
	}
	return t, err
}

// Teams lists the floors that take enquiries as a team, by number: those whom the
// actor may know, for guests the ground floor and those that can be joined. Who may:
// guests and members.
func (s *Service) Teams(ctx context.Context, a Actor) ([]Team, error) {
	if err := s.maySeeCards(ctx, a); err != nil {
		return nil, err
	}
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return nil, err
	}
	var out []Team
	for _, row := range rows {
		f, err := s.openFloor(row)
		if err != nil {
			return nil, err
		}
		if s.mayAskFloor(ctx, a, f) != nil {
			continue
		}
		t, err := s.team(ctx, s.store, f)
		if err != nil {
			return nil, err
		}
		if len(t.Names) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

// mayAskFloor lets people ask the team of a floor that they can know of; what a floor
// offers to clients guests may know, too.
func (s *Service) mayAskFloor(ctx context.Context, a Actor, f floorState) error {
	listed := f.row.Kind == FloorGround || f.row.State == FloorOpen || f.row.State == FloorApplication
	switch {
	case f.row.State == FloorSuspended:
		return errNoFloor()
	case listed:
		return nil
	}
	return s.mayKnowFloor(ctx, a, f)
}

// SetTeam changes who sees the enquiries to a floor, and what clients read first.
// Enquiries that are there stay with those for whom they are sealed. Who may: the
// floor's admins.
func (s *Service) SetTeam(ctx context.Context, a Actor, floor string, e TeamEdit) (Team, error) {
	f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
	if err != nil {
		return Team{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		// Writing first holds the row, so that two admins follow each other.
		old, err := tx.Setting(ctx, teamSetting(f.row.ID))
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err := tx.PutSetting(ctx, teamSetting(f.row.ID), old); err != nil {
			return err
		}
		d, err := s.teamData(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		if err := s.editTeam(ctx, tx, f, &d, e); err != nil {
			return err
		}
		b, _ := json.Marshal(d) // strings and numbers cannot fail
		if err := tx.PutSetting(ctx, teamSetting(f.row.ID), s.vault.SealText("team", string(f.row.ID), 0, b)); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, f.row.ID, "floor.team", map[string]string{"Code": f.text.Code})
	})
	if err != nil {
		return Team{}, err
	}
	return s.team(ctx, s.store, f)
}

func (s *Service) editTeam(ctx context.Context, tx Tx, f floorState, d *teamData, e TeamEdit) error {
	if e.Who != nil {
		if !slices.Contains([]TeamRule{TeamOff, TeamCards, TeamNamed}, *e.Who) {
			return Errorf(Invalid, "error.team_rule")
		}
		d.Who = *e.Who
	}
	if e.Answer != nil {
		if *e.Answer < 0 || *e.Answer > maxAnswer || *e.Answer%time.Hour != 0 {
			return Errorf(Invalid, "error.card_answer")
		}
		d.Answer = int(*e.Answer / time.Hour)
	}
	if e.Note != nil {
		note, err := optionalText(*e.Note, MaxCardText)
		if err != nil {
			return err
		}
		d.Note = note
	}
	for _, name := range e.Add {
		p, err := s.memberByName(ctx, tx, name)
		if err != nil {
			return err
		}
		if on, err := s.onFloorNow(ctx, tx, f, []PersonID{p.ID}); err != nil || len(on) == 0 {
			return cmp.Or(err, Errorf(Conflict, "error.team_not_on_floor", "Name", CleanName(name)))
		}
		if !slices.Contains(d.People, p.ID) {
			d.People = append(d.People, p.ID)
		}
	}
	for _, name := range e.Remove {
		p, err := s.memberByName(ctx, tx, name)
		if err != nil {
			return err
		}
		d.People = slices.DeleteFunc(d.People, func(id PersonID) bool { return id == p.ID })
	}
	if len(d.People) > maxTeam {
		return Errorf(Invalid, "error.team_large", "Max", maxTeam)
	}
	return nil
}
