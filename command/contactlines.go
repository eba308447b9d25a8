package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// offerLines are what somebody is told before the first word of an enquiry.
func (e *Env) offerLines(o house.ContactOffer) []string {
	say := e.say()
	lines := []string{say.T("contact.to_team", "Floor", oneLine(o.FloorName))}
	if o.Counsellor != "" {
		lines[0] = say.T("contact.to_one", "Name", oneLine(o.Counsellor))
	}
	if o.AwayNow {
		lines = append(lines, say.Absence(local(o.Away.From), local(o.Away.Until)))
	}
	if !o.Free && !o.AwayNow {
		lines = append(lines, say.T("contact.no_room"))
	}
	if o.Note != "" {
		lines = append(lines, clean(o.Note))
	}
	lines = append(lines, say.T("contact.readers", "Names", strings.Join(cleanAll(o.Readers), ", ")), e.promise(o.AnswerBy))
	lines = append(lines, say.T("contact.next"), say.T("contact.secrecy"), say.T("contact.delete", "Days", int(o.Delete/(24*time.Hour))))
	if o.Guest {
		lines = append(lines, say.T("contact.guest"))
	}
	return append(lines, say.T("contact.crisis"), say.T("contact.questions"))
}

// promise says until when an answer comes.
func (e *Env) promise(by time.Time) string {
	if by.IsZero() {
		return e.say().T("contact.no_promise")
	}
	return e.say().T("contact.promise", "Time", e.say().DateTime(by.Local()))
}

// contactedLines say what came of a first contact, and how one comes back.
func (e *Env) contactedLines(c house.Contacted) []string {
	say := e.say()
	lines := []string{
		say.T("contact.sent", "Place", oneLine(c.Place)), say.T("contact.readers", "Names", strings.Join(cleanAll(c.Readers), ", ")), e.promise(c.AnswerBy),
	}
	if c.Return == "" {
		return append(lines, say.T("contact.sent.member"))
	}
	return append(lines, say.T("contact.sent.guest", "Name", oneLine(c.Name)), "", strings.TrimSuffix(e.contactSlip(c), "\n"))
}

// contactSlip is the slip of a guest's ticket; "" for members, who need none.
func (e *Env) contactSlip(c house.Contacted) string {
	if c.Return == "" {
		return ""
	}
	return e.slip(SlipData{Code: c.Return, Room: c.Room, Expires: c.Until})
}

// caseLine is a counselling in a list.
func (e *Env) caseLine(j caseJSON) string {
	say := e.say()
	who := j.Counsellor
	if j.Mine {
		who = j.Client
	}
	return say.T("command.contact.line", "Place", j.Place, "Name", j.Name, "Facts", facts(
		say.T("contact.stage."+j.Stage), who, e.waitingSince(j.of), e.unread(j.Unread),
	))
}

// waitingSince says since when somebody waits, or until when an answer was promised.
func (e *Env) waitingSince(c house.Case) string {
	say := e.say()
	switch {
	case c.Overdue:
		return say.T("contact.promised_by", "Time", say.DateTime(c.AnswerBy.Local()))
	case !c.AnswerBy.IsZero():
		return say.T("contact.answer_by", "Time", say.DateTime(c.AnswerBy.Local()))
	}
	return say.T("contact.since", "Time", say.DateTime(c.Since.Local()))
}

// caseLines are all there is to say about a counselling.
func (e *Env) caseLines(c house.Case) []string {
	say := e.say()
	lines := []string{say.T("command.contact.head", "Name", oneLine(c.Name), "Place", oneLine(c.Place)), say.T(c.StageKey())}
	add := func(on bool, key string, args ...any) {
		if on {
			lines = append(lines, say.T(key, args...))
		}
	}
	if hint := c.HintKey(); hint != "" {
		lines = append(lines, say.T(hint))
	}
	add(c.Mine, "contact.with_client", "Name", oneLine(c.Client))
	add(c.Counsellor != "", "contact.with_counsellor", "Name", oneLine(c.Counsellor))
	add(true, "contact.readers", "Names", strings.Join(cleanAll(c.Readers), ", "))
	lines = append(lines, e.waitingSince(c))
	add(!c.Closed.IsZero(), "contact.closed_at", "Time", say.DateTime(c.Closed.Local()))
	add(!c.FollowUp.IsZero(), "contact.follow_up", "Date", say.Date(c.FollowUp.Local()))
	add(!c.DeleteAt.IsZero(), "contact.delete_at", "Date", say.Date(c.DeleteAt.Local()))
	for _, f := range c.Feedback {
		add(true, "contact.feedback.line", "Name", oneLine(f.Name), "Heard", mark(f.Heard), "Helped", mark(f.Helped), "Again", mark(f.Again))
		if f.Text != "" {
			lines = append(lines, "    "+indent(f.Text))
		}
	}
	return lines
}

// mark is a mark of a feedback sheet.
func mark(n int) string {
	if n == 0 {
		return "–"
	}
	return string(rune('0' + n))
}

// teamLine is the team of a floor in a list.
func (e *Env) teamLine(t teamJSON) string {
	return e.say().T("command.contact.team_line", "Floor", t.Floor, "Names", strings.Join(t.Names, ", "))
}

// teamLines are all there is to say about the team of a floor.
func (e *Env) teamLines(t house.Team) []string {
	say := e.say()
	lines := []string{say.T("contact.team." + string(t.Who))}
	if len(t.Names) > 0 {
		lines = append(lines, say.T("contact.readers", "Names", strings.Join(cleanAll(t.Names), ", ")))
	}
	if t.Answer > 0 {
		lines = append(lines, say.T("contact.team.answer", "Hours", int(t.Answer/time.Hour)))
	}
	if t.Note != "" {
		lines = append(lines, "    "+indent(t.Note))
	}
	return lines
}

// contact leads through a first contact: what happens, the first letter, the ticket.
func (l *linear) contact(to string) func(context.Context) error {
	return func(ctx context.Context) error {
		e := l.e
		o, err := e.House.ContactOffer(ctx, e.Actor, to)
		if err != nil {
			return err
		}
		l.print(e.offerLines(o)...)
		spec := house.ContactSpec{To: to, Readers: o.Readers}
		if o.Guest {
			if _, err := l.ground(ctx, house.TextPrivacy); err != nil {
				return err
			}
			if spec.Accept, err = l.yes(ctx, e.say().T("command.linear.accept_room")); err != nil || !spec.Accept {
				return err
			}
			if spec.As, err = e.answer(ctx, e.say().T("command.ask.pseudonym")+" ", true); err != nil {
				return err
			}
		}
		if spec.Subject, err = e.answer(ctx, e.say().T("contact.ask.subject")+" ", true); err != nil || strings.TrimSpace(spec.Subject) == "" {
			return err
		}
		if spec.Text, err = e.askText(ctx); err != nil || strings.TrimSpace(spec.Text) == "" {
			return err
		}
		done, err := e.contact(ctx, spec)
		if err != nil {
			return err
		}
		l.print(e.contactedLines(done)...)
		if o.Guest {
			return errChanged
		}
		return nil
	}
}

// cases is the desk of counsellings.
func (l *linear) cases(ctx context.Context) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		cases, err := l.e.House.Cases(ctx, l.e.Actor, true)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		for _, c := range cases {
			choices = append(choices, choice{l.e.caseLine(caseOf(c)), func(ctx context.Context) error { return l.caseMenu(ctx, c.Place) }})
		}
		title := "contact.desk"
		if len(cases) == 0 {
			title = "command.contact.none"
		}
		return l.e.say().T(title), append(choices, l.emergency()), nil
	})
}

// caseMenu is one counselling and what can be done with it now.
func (l *linear) caseMenu(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		c, err := l.e.House.Case(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		may := map[string]bool{
			"contact accept": c.MayAccept, "contact decline": c.MayAccept, "contact close": c.MayClose, "contact feedback": c.MayAnswer,
			"contact withdraw": !c.Mine && (c.State == house.CaseNew || c.State == house.CaseDeclined),
			"contact deletion": c.Mine && c.State == house.CaseClosed,
		}
		choices := []choice{{l.e.say().T("contact.enter"), func(ctx context.Context) error { return l.room(ctx, place) }}}
		for _, s := range l.deeds("contact") {
			if may[s.Name] {
				choices = append(choices, l.deed(s, []string{place}))
			}
		}
		return strings.Join(l.e.caseLines(c), "\n"), append(choices, l.emergency()), nil
	})
}

// teams offers to write to the teams of floors; nothing where there is none.
func (l *linear) teams(ctx context.Context) []choice {
	teams, err := l.e.House.Teams(ctx, l.e.Actor)
	if err != nil {
		return nil
	}
	var choices []choice
	for _, t := range teams {
		label := l.e.say().T("command.linear.contact_team", "Floor", oneLine(t.Floor))
		choices = append(choices, choice{label, l.contact(t.Floor)})
	}
	return choices
}
