package command

import (
	"context"
	"strings"
	"time"
)

func runMembers(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	members, err := e.House.Members(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]memberJSON, len(members))
	for i, m := range members {
		shown[i] = memberOf(m)
	}
	line := func(m memberJSON) string {
		by := ""
		if m.Visitor && m.By != "" {
			by = e.say().T("command.members.by", "Name", m.By)
		}
		about := facts(
			e.role(m.Role),
			strings.Join(m.From, ", "),
			e.since(m.Since),
			e.when(m.State == "invited", "command.word.invited"),
			e.when(m.State == "waiting", "command.word.waiting"),
			e.when(m.State == "ended", "visit.word.ended"),
			by,
			e.when(m.Here, "command.word.here"),
		)
		return e.say().T("command.members.line", "Name", m.Name, "Facts", about)
	}
	return list(e, c, shown, func(m memberJSON) string { return m.ID }, line, "command.members.none")
}

// since says a joining date, nothing where there is none.
func (e *Env) since(t at) string {
	if time.Time(t).IsZero() {
		return ""
	}
	return e.say().T("command.members.since", "Date", e.say().Date(time.Time(t).Local()))
}

type applicationJSON struct {
	Name string `json:"name"`
	Text string `json:"text"`
	At   at     `json:"at"`
}

func runRoomApplications(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	all, err := e.House.Applications(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]applicationJSON, len(all))
	for i, a := range all {
		shown[i] = applicationJSON{Name: oneLine(a.Name), Text: clean(a.Text), At: at(a.At)}
	}
	line := func(a applicationJSON) string {
		when := e.say().DateTime(time.Time(a.At).Local())
		return e.say().T("command.room.application", "Time", when, "Name", a.Name, "Text", indent(a.Text))
	}
	return list(e, c, shown, func(a applicationJSON) string { return a.Name }, line, "command.room.no_applications")
}

type presenceJSON struct {
	Name   string `json:"name"`
	Role   string `json:"role"`
	Typing bool   `json:"typing"`
}

func runPresent(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	here, err := e.House.Present(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]presenceJSON, len(here))
	for i, p := range here {
		shown[i] = presenceJSON{Name: oneLine(p.Name), Role: string(p.Role), Typing: p.Typing}
	}
	line := func(p presenceJSON) string {
		return e.say().T("command.members.line", "Name", p.Name, "Facts", e.role(p.Role))
	}
	return list(e, c, shown, func(p presenceJSON) string { return p.Name }, line, "command.present.none")
}
