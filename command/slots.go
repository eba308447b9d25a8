package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

var argWhen = Arg{Name: "WHEN"}

// SlotTable is appointments with counsellors.
func SlotTable() []Spec {
	id := []Arg{argID}
	zone := Flag{"zone", "ZONE"}
	words := func(name string) Arg { return Arg{Name: name, Optional: true, Rest: true} }
	return []Spec{
		{
			Name: "slot list", Args: []Arg{argPlace}, List: true, For: ForInside,
			Flags: []Flag{{"from", "DATE"}, {"days", "N"}, {"with", "@NAME"}, zone}, Help: "command.help.slot_list", run: runSlotList,
		},
		{
			Name: "slot book", Args: []Arg{argPlace, argWhen, words("NOTE")}, For: ForInside,
			Flags: []Flag{{"with", "@NAME"}, {"minutes", "N"}, zone}, Help: "command.help.slot_book", run: runSlotBook,
		},
		{
			Name: "slot mine", Args: []Arg{{Name: "PLACE", Optional: true}}, List: true, For: ForInside,
			Flags: []Flag{{Name: "all"}, zone}, Help: "command.help.slot_mine", run: runSlotMine,
		},
		{Name: "slot show", Args: id, Flags: []Flag{zone}, For: ForInside, Help: "command.help.slot_show", run: runSlotShow},
		{Name: "slot confirm", Args: id, For: ForInside, Help: "command.help.slot_confirm", run: runSlotConfirm},
		{Name: "slot move", Args: []Arg{argID, argWhen, words("CLOCK")}, Flags: []Flag{zone}, For: ForInside, Help: "command.help.slot_move", run: runSlotMove},
		{Name: "slot cancel", Args: []Arg{argID, words("REASON")}, For: ForInside, Help: "command.help.slot_cancel", run: runSlotCancel},
		{
			Name: "slot hours", For: ForMembers, Flags: []Flag{
				{"length", "MINUTES"},
				{"gap", "MINUTES"},
				{"ahead", "28d"},
				{"notice", "2h"},
				{"auto", "yes|no"},
				{"remind", "24h,1h|off"},
			},
			Help: "command.help.slot_hours", run: runSlotHours,
		},
		{
			Name: "slot open", Args: []Arg{argWhen, words("CLOCK")}, Flags: []Flag{{"minutes", "N"}, zone}, For: ForMembers,
			Help: "command.help.slot_open", run: runSlotOpen,
		},
		{
			Name: "slot block", Args: []Arg{{Name: "FROM"}, {Name: "UNTIL"}}, Flags: []Flag{zone}, For: ForMembers,
			Help: "command.help.slot_block", run: runSlotBlock,
		},
		{Name: "slot unblock", Args: []Arg{{Name: "SPAN"}}, For: ForMembers, Help: "command.help.slot_unblock", run: runSlotUnblock},
		{
			Name: "slot export", Args: []Arg{{Name: "PLACE", Optional: true}}, Flags: []Flag{{Name: "mine"}, {Name: "names"}}, For: ForInside,
			Help: "command.help.slot_export", run: runSlotExport,
		},
	}
}

type (
	freeJSON struct {
		At      at     `json:"at"`
		Until   at     `json:"until"`
		Minutes int    `json:"minutes"`
		Zone    string `json:"zone"`
		With    string `json:"with"`

		free house.FreeSlot
	}
	slotJSON struct {
		ID         string `json:"id"`
		Place      string `json:"place"`
		Room       string `json:"room"`
		With       string `json:"with"`
		Counsellor string `json:"counsellor"`
		At         at     `json:"at"`
		Until      at     `json:"until"`
		Minutes    int    `json:"minutes"`
		Zone       string `json:"zone"`
		State      string `json:"state"`
		Waits      string `json:"waits"` // "me", "them", ""
		Moves      string `json:"moves"` // the one it is to replace
		MovesAt    at     `json:"moves_at"`
		Next       string `json:"next"` // proposed in its place, or what took it
		By         string `json:"by"`
		Note       string `json:"note"`
		Reason     string `json:"reason"`

		slot house.Appointment
	}
	slotHoursJSON struct {
		Length int            `json:"length"` // minutes
		Gap    int            `json:"gap"`    // minutes
		Ahead  int            `json:"ahead"`  // days
		Notice int            `json:"notice"` // minutes
		Auto   bool           `json:"auto"`
		Remind []int          `json:"remind"` // minutes before
		Hours  []cardHourJSON `json:"hours"`
		Zone   string         `json:"zone"`
		Card   bool           `json:"card"`
		Spans  []slotSpanJSON `json:"spans"`
	}
	slotSpanJSON struct {
		ID     string `json:"id"`
		Kind   string `json:"kind"` // "open" or "block"
		From   at     `json:"from"`
		Until  at     `json:"until"`
		Inside int    `json:"inside"` // appointments in a block; they stay
	}
)

func slotOf(p house.Appointment) slotJSON {
	return slotJSON{
		ID: string(p.ID), Place: oneLine(p.Place), Room: oneLine(p.Room), With: oneLine(p.With), Counsellor: oneLine(p.Counsellor),
		At: at(p.At), Until: at(p.Until()), Minutes: p.Minutes, Zone: p.Zone, State: string(p.State), Waits: p.Waits,
		Moves: string(p.Moves), MovesAt: at(p.MovesAt), Next: string(p.Next), By: oneLine(p.By), Note: clean(p.Note), Reason: clean(p.Reason),
		slot: p,
	}
}

// moment reads a time of day from the given argument on, where the day and the clock
// may be two words; it returns the words after it.
func (c *Call) moment(i int, rest string) (time.Time, string, error) {
	zone, err := c.zone()
	if err != nil {
		return time.Time{}, "", err
	}
	when := c.arg(i)
	if first, after, _ := strings.Cut(strings.TrimSpace(rest), " "); first != "" {
		if _, err := time.Parse("15:04", first); err == nil {
			if _, day, err := house.ReadTime(when, zone); err == nil && day {
				when, rest = when+" "+first, after
			}
		}
	}
	t, day, err := house.ReadTime(when, zone)
	if err == nil && day {
		err = house.Errorf(house.Invalid, "error.slot_clock")
	}
	return t, rest, err
}

func runSlotList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.slotPlace(0)
	if err != nil {
		return err
	}
	zone, err := c.zone()
	if err != nil {
		return err
	}
	var from time.Time
	if c.on("from") {
		if from, _, err = house.ReadTime(c.flag("from"), zone); err != nil {
			return err
		}
	}
	days, err := c.number("days")
	if err != nil {
		return err
	}
	free, err := e.House.FreeSlots(ctx, e.Actor, place, strings.TrimPrefix(c.flag("with"), "@"), from, int(min(days, house.MaxSlotAhead)))
	if err != nil {
		return err
	}
	shown := make([]freeJSON, len(free))
	for i, f := range free {
		shown[i] = freeJSON{at(f.At), at(f.Until()), f.Minutes, f.Zone, oneLine(f.With), f}
	}
	line := func(f freeJSON) string {
		return e.say().T("command.slot.free", "When", e.slotWhen(f.free.At, f.free.Until(), f.Zone, zone), "With", f.With)
	}
	return list(e, c, shown, func(f freeJSON) string { return f.free.At.UTC().Format(time.RFC3339) }, line, "command.slot.none_free")
}

// slotWhen says when something is on the clocks of the one who asks, and on those of
// the counsellor where they show something else.
func (e *Env) slotWhen(from, until time.Time, name string, zone *time.Location) string {
	say := e.say()
	when := say.Occasion(from.In(zone), until.In(zone), false)
	there, err := house.ZoneNamed(name)
	if err != nil || offsetOf(from.In(there)) == offsetOf(from.In(zone)) {
		return when
	}
	return say.T("slots.zoned", "When", when, "There", say.Clock(from.In(there)), "Zone", name)
}

// slotPlace is FLOOR/ROOM, with or without /slots.
func (c *Call) slotPlace(i int) (string, error) {
	floor, room, tool, err := house.SplitPlace(c.arg(i))
	if err == nil && (room == "" || tool != "" && tool != "slots") {
		err = c.spec.usageError()
	}
	return floor + "/" + room, err
}

func runSlotBook(ctx context.Context, e *Env, c *Call) error {
	place, err := c.slotPlace(0)
	if err != nil {
		return err
	}
	when, note, err := c.moment(1, c.rest)
	if err != nil {
		return err
	}
	minutes, err := c.number("minutes")
	if err != nil {
		return err
	}
	p, err := e.House.BookSlot(ctx, e.Actor, place, house.SlotSpec{
		At: when, Minutes: int(min(minutes, 1<<20)), Note: note, With: strings.TrimPrefix(c.flag("with"), "@"),
	})
	return e.slotShown(c, p, err)
}

// slotShown shows the appointment that a deed was about.
func (e *Env) slotShown(c *Call, p house.Appointment, err error) error {
	if err != nil {
		return err
	}
	zone, err := c.zone()
	if err != nil {
		return err
	}
	shown := slotOf(p)
	return e.show(c, shown, e.slotLine(zone)(shown))
}

// slotLine is an appointment in a line.
func (e *Env) slotLine(zone *time.Location) func(p slotJSON) string {
	return func(p slotJSON) string {
		say := e.say()
		instead := ""
		if p.slot.Open() && !p.slot.MovesAt.IsZero() {
			instead = say.T("slots.instead", "When", e.slotWhen(p.slot.MovesAt, p.slot.MovesAt, p.Zone, zone))
		}
		return say.T("command.slot.line", "Id", p.ID, "When", e.slotWhen(p.slot.At, p.slot.Until(), p.Zone, zone), "With", p.With,
			"Facts", facts(say.T(p.slot.StateKey()), instead, p.Room))
	}
}

func runSlotMine(ctx context.Context, e *Env, c *Call) error {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	var all []house.Appointment
	if c.arg(0) == "" {
		all, err = e.House.MySlots(ctx, e.Actor)
	} else {
		var place string
		if place, err = c.slotPlace(0); err == nil {
			all, err = e.House.SlotsIn(ctx, e.Actor, place)
		}
	}
	if err != nil {
		return err
	}
	var shown []slotJSON
	for _, p := range all {
		if c.on("all") || p.Open() || p.State == house.SlotCancelled && p.At.After(e.now()) {
			shown = append(shown, slotOf(p))
		}
	}
	return list(e, c, shown, func(p slotJSON) string { return p.ID }, e.slotLine(zone), "command.slot.none")
}

func runSlotShow(ctx context.Context, e *Env, c *Call) error {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	p, err := e.House.Slot(ctx, e.Actor, house.AppointmentID(c.arg(0)))
	if err != nil {
		return err
	}
	shown, say := slotOf(p), e.say()
	lines := []string{e.slotLine(zone)(shown)}
	if shown.Note != "" {
		lines = append(lines, say.T("card.field", "Label", say.T("slots.note"), "Value", indent(shown.Note)))
	}
	if shown.Reason != "" {
		lines = append(lines, say.T("card.field", "Label", say.T("slots.reason"), "Value", indent(shown.Reason)))
	}
	if next := p.Next; next != "" && p.Open() {
		lines = append(lines, say.T("slots.next"))
	}
	if p.By != "" {
		lines = append(lines, say.T("slots.by", "Name", shown.By, "When", say.DateTime(p.Changed.In(zone))))
	}
	return e.show(c, shown, lines...)
}

func runSlotConfirm(ctx context.Context, e *Env, c *Call) error {
	p, err := e.House.ConfirmSlot(ctx, e.Actor, house.AppointmentID(c.arg(0)))
	return e.slotShown(c, p, err)
}

func runSlotMove(ctx context.Context, e *Env, c *Call) error {
	when, rest, err := c.moment(1, c.rest)
	if err != nil {
		return err
	}
	if strings.TrimSpace(rest) != "" {
		return c.spec.usageError()
	}
	p, err := e.House.MoveSlot(ctx, e.Actor, house.AppointmentID(c.arg(0)), when)
	return e.slotShown(c, p, err)
}

func runSlotCancel(ctx context.Context, e *Env, c *Call) error {
	p, err := e.House.CancelSlot(ctx, e.Actor, house.AppointmentID(c.arg(0)), c.rest)
	return e.slotShown(c, p, err)
}

func runSlotExport(ctx context.Context, e *Env, c *Call) error {
	of := house.SlotFile{Title: e.say().T("slots.one"), Names: c.on("names")}
	if c.on("mine") == (c.arg(0) != "") {
		return c.spec.usageError()
	}
	if !c.on("mine") {
		var err error
		if of.Place, err = c.slotPlace(0); err != nil {
			return err
		}
	}
	file, err := e.House.SlotsICS(ctx, e.Actor, of)
	if err != nil {
		return err
	}
	if c.on("json") {
		return e.json(map[string]string{"ics": string(file)})
	}
	_, err = e.Out.Write(file)
	return err
}
