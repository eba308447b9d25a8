package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

func runSlotHours(ctx context.Context, e *Env, c *Call) error {
	edit, some, err := c.slotEdit()
	if err != nil {
		return err
	}
	var h house.SlotHours
	if some {
		h, err = e.House.SetSlotHours(ctx, e.Actor, edit)
	} else {
		h, err = e.House.SlotHours(ctx, e.Actor)
	}
	if err != nil {
		return err
	}
	return e.show(c, slotHoursOf(h), e.slotHoursLines(h)...)
}

// slotEdit reads the options of slot hours; some tells whether there were any.
func (c *Call) slotEdit() (edit house.SlotEdit, some bool, err error) {
	for name, to := range map[string]**int{"length": &edit.Length, "gap": &edit.Gap} {
		if !c.on(name) {
			continue
		}
		n, err := c.number(name)
		if err != nil {
			return edit, false, err
		}
		minutes := int(min(n, 1<<20))
		*to, some = &minutes, true
	}
	for name, to := range map[string]struct {
		to   **int
		unit time.Duration
	}{"ahead": {&edit.Ahead, 24 * time.Hour}, "notice": {&edit.Notice, time.Minute}} {
		if !c.on(name) {
			continue
		}
		var span time.Duration
		if c.flag(name) != "0" {
			if span, err = c.span(name); err != nil {
				return edit, false, err
			}
		}
		if span%to.unit != 0 {
			return edit, false, c.spec.usageError()
		}
		n := int(span / to.unit)
		*to.to, some = &n, true
	}
	word, err := c.choice("auto", "yes", "no")
	if err != nil {
		return edit, false, err
	}
	if auto := word == "yes"; word != "" {
		edit.Auto, some = &auto, true
	}
	if c.on("remind") {
		reminds, err := house.ParseReminders(c.flag("remind"))
		if err != nil {
			return edit, false, err
		}
		edit.Remind, some = &reminds, true
	}
	return edit, some, nil
}

func slotHoursOf(h house.SlotHours) slotHoursJSON {
	j := slotHoursJSON{
		Length: h.Length, Gap: h.Gap, Ahead: h.Ahead, Notice: h.Notice, Auto: h.Auto, Remind: append([]int{}, h.Remind...),
		Hours: cardHours(h.Hours), Zone: h.Zone, Card: h.Card, Spans: []slotSpanJSON{},
	}
	for _, s := range h.Spans {
		j.Spans = append(j.Spans, spanOf(s))
	}
	return j
}

func spanOf(s house.SlotSpan) slotSpanJSON {
	j := slotSpanJSON{ID: s.ID, Kind: "block", From: at(s.From), Until: at(s.Until), Inside: s.Inside}
	if s.Open {
		j.Kind = "open"
	}
	return j
}

// slotHoursLines say how appointments are offered.
func (e *Env) slotHoursLines(h house.SlotHours) []string {
	say := e.say()
	field := func(label, value string) string {
		return say.T("card.field", "Label", say.T(label), "Value", value)
	}
	hours := say.T("slots.hours.none")
	if len(h.Hours) > 0 {
		hours = house.FormatHours(h.Hours) + " (" + h.Zone + ")"
	}
	reminds := say.T("slots.remind.off")
	if len(h.Remind) > 0 {
		words := make([]string, len(h.Remind))
		for i, m := range h.Remind {
			words[i] = say.Duration(time.Duration(m) * time.Minute)
		}
		reminds = strings.Join(words, ", ")
	}
	auto := "slots.auto.no"
	if h.Auto {
		auto = "slots.auto.yes"
	}
	lines := []string{
		say.T("slots.settings"), field("slots.hours", hours),
		field("slots.length", say.N("slots.minutes", h.Length)), field("slots.gap", say.N("slots.minutes", h.Gap)),
		field("slots.ahead", say.Duration(time.Duration(h.Ahead)*24*time.Hour)),
		field("slots.notice", say.Duration(time.Duration(h.Notice)*time.Minute)),
		field("slots.auto", say.T(auto)), field("slots.remind", reminds),
	}
	for _, s := range h.Spans {
		lines = append(lines, e.spanLine(s))
	}
	return lines
}

func (e *Env) spanLine(s house.SlotSpan) string {
	say := e.say()
	kind, inside := "slots.span.block", ""
	if s.Open {
		kind = "slots.span.open"
	}
	if s.Inside > 0 {
		inside = say.N("slots.span.inside", s.Inside)
	}
	return say.T("command.slot.span", "Id", s.ID, "When", say.Occasion(s.From.Local(), s.Until.Local(), false), "Facts", facts(say.T(kind), inside))
}

func (e *Env) spanShown(c *Call, s house.SlotSpan, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, spanOf(s), e.spanLine(s))
}

func runSlotOpen(ctx context.Context, e *Env, c *Call) error {
	when, rest, err := c.moment(0, c.rest)
	if err != nil {
		return err
	}
	if strings.TrimSpace(rest) != "" {
		return c.spec.usageError()
	}
	minutes, err := c.number("minutes")
	if err != nil {
		return err
	}
	s, err := e.House.OpenSlot(ctx, e.Actor, when, int(min(minutes, 1<<20)))
	return e.spanShown(c, s, err)
}

func runSlotBlock(ctx context.Context, e *Env, c *Call) error {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	from, _, err := house.ReadTime(c.arg(0), zone)
	if err != nil {
		return err
	}
	until, day, err := house.ReadTime(c.arg(1), zone)
	if err != nil {
		return err
	}
	if day { // the whole of it
		until = until.AddDate(0, 0, 1)
	}
	s, err := e.House.BlockSlots(ctx, e.Actor, from, until)
	return e.spanShown(c, s, err)
}

func runSlotUnblock(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.UnblockSlots(ctx, e.Actor, c.arg(0)); err != nil {
		return err
	}
	return e.done(c, map[string]string{"id": c.arg(0)})
}
