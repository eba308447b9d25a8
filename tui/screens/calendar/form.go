package calendar

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// values are what the fields of the form hold.
type values struct {
	title, start, end, where, repeat, rule, until, zone, remind, text string
	whole                                                             bool
}

// Choices of how a date repeats; ownRule takes the field below it.
const (
	once       = "once"
	sameWeek   = "nth" // the same weekday of each month
	ownRule    = "rule"
	formMinute = "2006-01-02 15:04"
)

// rules are the choices that have a rule of their own.
func rules() [][2]string {
	return [][2]string{
		{"daily", "FREQ=DAILY"},
		{"weekly", "FREQ=WEEKLY"},
		{"fortnight", "FREQ=WEEKLY;INTERVAL=2"},
		{"monthly", "FREQ=MONTHLY"},
		{"yearly", "FREQ=YEARLY"},
	}
}

// begin opens the form for a new date: on the chosen day, or at the next full hour.
func (s *Screen) begin() tea.Cmd {
	now := s.env.Now().In(s.env.Location)
	start := now.Truncate(time.Hour).Add(time.Hour)
	if (s.month || s.narrowed) && !s.day.Equal(s.today()) {
		start = s.day.Add(10 * time.Hour)
	}
	s.editing, s.one = nil, false
	s.fill(values{start: start.Format(formMinute), repeat: once, zone: house.ZoneName(s.env.Location), remind: "0s"})
	return nil
}

// askEdit opens the form for the open date; of one that repeats it is asked whether
// for this one or for all.
func (s *Screen) askEdit() tea.Cmd {
	d := *s.open
	return s.which("calendar.which.edit", func(on string) tea.Cmd {
		s.editing, s.one = &d, on != ""
		s.fill(s.valuesOf(d))
		return nil
	})
}

func (s *Screen) valuesOf(d house.Date) values {
	start, end := d.First, d.FirstEnd
	if s.one {
		start, end = d.Start, d.End
	}
	v := values{
		title: d.Title, where: d.Where, text: d.Text, whole: d.AllDay, repeat: once,
		zone: cmp.Or(d.Zone, house.ZoneName(s.env.Location)), remind: d.Usual.String(),
	}
	if d.AllDay {
		v.start, v.end = start.Format(time.DateOnly), end.AddDate(0, 0, -1).Format(time.DateOnly)
	} else {
		if zone, err := house.ZoneNamed(d.Zone); err == nil {
			start, end = start.In(zone), end.In(zone)
		}
		v.start, v.end = start.Format(formMinute), end.Format(formMinute)
	}
	if d.Repeat == "" {
		return v
	}
	if !d.Until.IsZero() {
		v.until = d.Until.Format(time.DateOnly)
	}
	parts := slices.DeleteFunc(strings.Split(d.Repeat, ";"), func(p string) bool { return strings.HasPrefix(p, "UNTIL=") })
	v.repeat, v.rule = ownRule, strings.Join(parts, ";")
	for _, r := range rules() {
		if r[1] == v.rule {
			v.repeat, v.rule = r[0], ""
		}
	}
	return v
}

// fill makes the form.
func (s *Screen) fill(v values) {
	t := s.env.T
	fields := []kit.Field{
		{Name: "title", Label: t("calendar.form.title"), Value: v.title},
		{Name: "start", Label: t("calendar.form.start"), Hint: t("calendar.form.start.hint"), Value: v.start},
		{Name: "end", Label: t("calendar.form.end"), Hint: t("calendar.form.end.hint"), Value: v.end},
	}
	if s.one {
		fields = append(fields, kit.Field{Name: "where", Label: t("calendar.form.where"), Value: v.where})
	} else {
		whole := ""
		if v.whole {
			whole = "yes"
		}
		fields = append(fields,
			kit.Field{Name: "whole", Kind: kit.Check, Label: t("calendar.form.whole"), Value: whole},
			kit.Field{Name: "where", Label: t("calendar.form.where"), Value: v.where},
			kit.Field{Name: "repeat", Kind: kit.Choice, Label: t("calendar.form.repeat"), Value: v.repeat, Options: s.repeats()},
			kit.Field{Name: "rule", Label: t("calendar.form.rule"), Hint: t("calendar.form.rule.hint"), Value: v.rule},
			kit.Field{Name: "until", Label: t("calendar.form.until"), Hint: t("calendar.form.until.hint"), Value: v.until},
			kit.Field{Name: "zone", Label: t("calendar.form.zone"), Hint: t("calendar.form.zone.hint"), Value: v.zone},
			kit.Field{Name: "remind", Kind: kit.Choice, Label: t("calendar.form.remind"), Value: v.remind, Options: s.remindChoices(v.remind)},
		)
	}
	save := t("calendar.form.new")
	if s.editing != nil {
		save = t("common.save")
	}
	s.form = kit.NewForm(s.env, append(fields,
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("calendar.form.text"), Value: v.text},
		kit.Field{Kind: kit.Button, Label: save, Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)...)
	s.values = s.typed()
}

func (s *Screen) repeats() []kit.Choose {
	out := []kit.Choose{{ID: once, Label: s.env.T("calendar.repeat.once")}}
	for _, r := range rules() {
		out = append(out, kit.Choose{ID: r[0], Label: s.env.T("calendar.repeat." + r[0])})
	}
	return append(out,
		kit.Choose{ID: sameWeek, Label: s.env.T("calendar.repeat.nth")}, kit.Choose{ID: ownRule, Label: s.env.T("calendar.repeat.rule")})
}

func (s *Screen) remindChoices(now string) []kit.Choose {
	all := reminders()
	if d, err := time.ParseDuration(now); err == nil && !slices.Contains(all, d) {
		all = append(all, d)
	}
	out := make([]kit.Choose, len(all))
	for i, d := range all {
		out[i] = kit.Choose{ID: d.String(), Label: s.remindWords(d)}
	}
	return out
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("calendar.discard.title"), "", s.env.T("calendar.discard.yes"), closing)
}

// typed are the fields as they are now.
func (s *Screen) typed() values {
	text := s.form.Text
	return values{
		title: text("title"), start: text("start"), end: strings.TrimSpace(text("end")), where: text("where"), repeat: text("repeat"),
		rule: strings.TrimSpace(text("rule")), until: strings.TrimSpace(text("until")), zone: text("zone"), remind: text("remind"),
		text: text("text"), whole: s.form.On("whole"),
	}
}

// rrule is the rule that the fields say.
func (v values) rrule() string {
	for _, r := range rules() {
		if r[0] == v.repeat {
			return r[1]
		}
	}
	switch v.repeat {
	case ownRule:
		return v.rule
	case sameWeek:
		start, _, err := house.ReadTime(v.start, time.UTC)
		if err != nil {
			return "FREQ=MONTHLY"
		}
		n := (start.Day()-1)/7 + 1
		if n == 5 {
			n = -1 // the last
		}
		return fmt.Sprintf("FREQ=MONTHLY;BYDAY=%d%s", n, strings.ToUpper(start.Weekday().String()[:2]))
	}
	return ""
}

// save gives the form to the house; it stays until that is done.
func (s *Screen) save() tea.Cmd {
	if s.busy {
		return nil
	}
	v := s.typed()
	if strings.TrimSpace(v.title) == "" {
		s.form.Wrong("title", s.env.T("error.empty"))
		return nil
	}
	if _, _, err := house.ReadTime(v.start, time.UTC); err != nil {
		s.form.Wrong("start", s.env.Sentence(err))
		return nil
	}
	if v.repeat == ownRule && v.rule == "" && !s.one {
		s.form.Wrong("rule", s.env.T("error.date_rule"))
		return nil
	}
	s.busy = true
	if s.editing == nil {
		return s.saveNew(v)
	}
	d, on, edit := *s.editing, "", s.edited(v)
	if s.one {
		on = d.On
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.EditDate(ctx, a, d.ID, on, edit)
		if on == "" {
			now.On = d.On
		}
		return saved{s, d.ID, now.On, err}
	})
}

func (s *Screen) saveNew(v values) tea.Cmd {
	remind, _ := time.ParseDuration(v.remind)
	place, spec := s.place, house.DateSpec{
		Title: v.title, Text: v.text, Where: v.where, Start: v.start, End: v.end, AllDay: v.whole, Zone: v.zone,
		Repeat: v.rrule(), Until: v.until, Remind: remind,
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		sent, err := h.NewDate(ctx, a, place, spec)
		return saved{s, sent.ID, "", err}
	})
}

// edited is what the form changes; what was left alone stays as others may have
// changed it meanwhile.
func (s *Screen) edited(v values) house.DateEdit {
	var e house.DateEdit
	was := s.values
	for _, part := range []struct {
		to      **string
		is, was string
	}{{&e.Title, v.title, was.title}, {&e.Where, v.where, was.where}, {&e.Text, v.text, was.text}} {
		if part.is != part.was {
			*part.to = &part.is
		}
	}
	if v.start != was.start || v.end != was.end || v.whole != was.whole && !s.one {
		e.Start = &v.start
		if v.end != was.end && v.end != "" { // else it takes as long as before
			e.End = &v.end
		}
		if !s.one {
			e.AllDay = &v.whole
		}
	}
	if s.one {
		return e
	}
	if v.zone != was.zone && !v.whole {
		e.Zone = &v.zone
	}
	if rule := v.rrule(); rule != was.rrule() || v.until != was.until {
		e.Repeat = &rule
		if v.until != "" {
			e.Until = &v.until
		}
	}
	if before, err := time.ParseDuration(v.remind); err == nil && v.remind != was.remind {
		e.Remind = &before
	}
	return e
}

func (s *Screen) saved(r saved) tea.Cmd {
	s.busy = false
	if r.err != nil {
		return s.refused(r.err)
	}
	s.form = nil
	say := pick(s.editing != nil, "calendar.saved", "calendar.made")
	return tea.Batch(s.load(), s.look(r.id, r.on), kit.Say(say))
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	for key, field := range map[string]string{
		"error.date_zone": "zone", "error.date_rule": "repeat", "error.date_rule_often": "repeat", "error.date_rule_count": "repeat",
		"error.date_rule_never": "repeat", "error.date_until": "until", "error.date_until_alone": "until", "error.date_end": "end",
		"error.date_clock": "end", "error.date_start": "start", "error.date_when": "end", "error.empty": "title", "error.too_long": "title",
	} {
		if s.form != nil && house.IsKey(err, key) {
			if key == "error.date_when" && s.form.Text("until") != "" && s.form.Text("end") == "" {
				field = "until"
			}
			s.form.Wrong(field, s.env.Sentence(err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: err})
}
