package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// StepPerson is one of those who take part.
type StepPerson struct {
	Person    PersonID
	Name      string
	Role      string // giver, moderator, deputy, counsellor
	Turn      bool   // they may write in this step
	Missing   bool
	Wrote     int // posts in this step
	ReadToday bool
	Passed    bool
	Done      bool
	Away      time.Time // until
	Me        bool
}

// stepRoster fills in who takes part and what is known of them.
func (s *Service) stepRoster(ctx context.Context, in access, run stepRun, people []RosterRow, wrote map[PersonID]int, c *Consultation) error {
	now := s.clock()
	mod := in.moderator(run)
	ids := []PersonID{run.Giver}
	for _, row := range people {
		ids = append(ids, row.Person)
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return err
	}
	for _, row := range people {
		p := StepPerson{Person: row.Person, Name: names[row.Person], Role: "counsellor", Wrote: wrote[row.Person], Me: row.Person == in.actor.person}
		switch row.Person {
		case run.Giver:
			p.Role, c.Giver = "giver", p.Name
		case mod:
			p.Role, c.Moderator = "moderator", p.Name
		case run.Deputy:
			p.Role, c.Deputy = "deputy", p.Name
		}
		var m stepMark
		if _, err := s.openStep(ctx, in, markSlot+string(row.Person), &m); err != nil && !IsKey(err, "error.steps_sealed") {
			return err
		}
		if m.Run == run.ID {
			p.ReadToday = m.Seen.In(time.Local).Format(time.DateOnly) == now.In(time.Local).Format(time.DateOnly)
			p.Passed, p.Done = m.Turn == run.Turn && m.Passed, m.Turn == run.Turn && m.Done
		}
		if m.Away.After(now) {
			p.Away = m.Away
		}
		w := run.step().Writes
		p.Turn = c.Going && (w == WritesAll || (w == WritesGiver) == (row.Person == run.Giver))
		p.Missing = p.Turn && p.Wrote == 0 && !p.Passed && !p.Done && p.Away.IsZero()
		if p.Missing {
			c.Missing = append(c.Missing, p.Name)
		}
		c.Roster = append(c.Roster, p)
	}
	order := []string{"giver", "moderator", "deputy", "counsellor"}
	slices.SortStableFunc(c.Roster, func(x, y StepPerson) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Role), slices.Index(order, y.Role)), strings.Compare(x.Name, y.Name))
	})
	switch {
	case c.Late:
		c.Suggest = "limit"
	case c.Going && len(c.Missing) == 0:
		c.Suggest = "all"
	case c.Going && c.Over:
		c.Suggest = "time"
	}
	return nil
}

// ownerID is who owns the room.
func (in access) ownerID() PersonID {
	for _, row := range in.state.roster {
		if row.Role == RoleOwner && row.State == stateJoined {
			return row.Person
		}
	}
	return ""
}

// DidKeys are the keys of what is known of somebody, and of their role; steps.did.away
// takes Date.
func (p StepPerson) DidKeys() []string {
	var keys []string
	add := func(on bool, key string) {
		if on {
			keys = append(keys, key)
		}
	}
	add(p.Wrote > 0, "steps.did.wrote")
	add(p.Passed, "steps.did.passed")
	add(p.Done, "steps.did.done")
	add(!p.Away.IsZero(), "steps.did.away")
	add(p.Missing, "steps.did.missing")
	keys = append(keys, map[string]string{
		"giver": "steps.role.giver", "moderator": "steps.role.moderator", "deputy": "steps.role.deputy", "counsellor": "steps.role.counsellor",
	}[p.Role])
	add(p.ReadToday, "steps.did.read")
	return keys
}

// stepPeople are those in the room who take part, the first to come first.
func (in access) stepPeople() []RosterRow {
	var out []RosterRow
	for _, row := range in.state.roster {
		if row.State == stateJoined && levelOf(in.room, row, ToolBoard) >= LevelWrite {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(x, y RosterRow) int {
		return cmp.Or(cmp.Compare(x.SinceSeq, y.SinceSeq), x.Since.Compare(y.Since), cmp.Compare(x.Person, y.Person))
	})
	return out
}
