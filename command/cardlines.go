package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

// cardLine is a card in a list.
func (e *Env) cardLine(c cardJSON) string {
	say := e.say()
	waiting := false
	for _, p := range c.Floors {
		waiting = waiting || p.Waiting
	}
	first, _, _ := strings.Cut(c.Offer, "\n")
	return say.T("command.card.line", "Id", c.ID, "Name", c.Name, "Facts", facts(
		first, strings.Join(c.Methods, ", "), strings.Join(c.Languages, ", "),
		e.when(c.Online, "card.online"), e.when(c.Free, "card.free"), e.when(c.Away.Now, "card.away.short"),
		e.when(!c.Free && !c.Away.Now, "card.full"), e.when(c.Mine, "card.mine"), e.when(waiting, "card.waiting"),
	))
}

// cardLines are all there is to say about a card.
func (e *Env) cardLines(c house.Card) []string {
	say := e.say()
	lines := []string{say.T("command.card.head", "Name", oneLine(c.Name), "Id", string(c.ID))}
	if c.AwayNow || c.Mine && c.Away.On {
		lines = append(lines, say.Absence(local(c.Away.From), local(c.Away.Until)))
		if c.Away.Text != "" {
			lines = append(lines, "    "+indent(c.Away.Text))
		}
	}
	lines = append(lines, "    "+indent(c.Offer))
	for _, f := range say.Card(saidCard(c)) {
		lines = append(lines, say.T("card.field", "Label", f[0], "Value", f[1]))
	}
	for _, p := range c.Places {
		hidden := ""
		if p.Hidden {
			hidden = say.T("card.hidden")
		}
		lines = append(lines, say.T("card.field", "Label", oneLine(p.Name),
			"Value", facts(say.T("card.state."+string(p.State)), hidden, e.when(c.Waits(p), "card.waiting"))))
	}
	return lines
}

// cards is the directory of the linear mode, of one floor or ("") of the house.
func (l *linear) cards(floor string) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
			list := "card list"
			if floor != "" {
				list += " " + quote(floor)
			}
			entries, err := l.entries(ctx, list)
			if err != nil {
				return "", nil, err
			}
			title := "card.title"
			if len(entries) == 0 {
				title = "command.card.none"
			}
			var choices []choice
			for _, entry := range entries {
				choices = append(choices, choice{entry.line, func(ctx context.Context) error { return l.entry(ctx, floor, "card", list, entry) }})
			}
			for _, s := range l.deeds("card") {
				if len(s.Args) == 0 || s.Args[0].Name != argCard.Name {
					choices = append(choices, l.deed(s, nil))
				}
			}
			choices = append(choices, l.teams(ctx)...)
			choices = append(choices, l.emergency())
			return l.e.say().T(title), choices, nil
		})
	}
}

// saidCard is a card as the printer says it, cleaned.
func saidCard(c house.Card) text.Card {
	said := text.Card{
		Qualification: oneLine(c.Qualification), Fee: oneLine(c.Fee), Methods: cleanAll(c.Methods), Languages: cleanAll(c.Languages),
		Answer: c.Answer, Capacity: c.Capacity, Free: c.Free, Online: c.Online, Public: c.Public, Zone: c.Zone,
	}
	for _, h := range c.Hours {
		said.Hours = append(said.Hours, text.Opening{Day: h.Day, Span: h.Span()})
	}
	return said
}

// local is a time where the house stands; none stays none.
func local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Local()
}
