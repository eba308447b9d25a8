package cards

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// narrow opens the form that narrows the list.
func (s *Screen) narrow() tea.Cmd {
	t, q := s.env.T, s.query
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "words", Label: t("cards.filter.words"), Value: q.Words},
		kit.Field{Name: "language", Label: t("cards.filter.language"), Value: q.Language},
		kit.Field{Name: "method", Label: t("cards.filter.method"), Value: q.Method},
		kit.Field{Name: "online", Kind: kit.Check, Label: t("cards.filter.online"), Value: checked(q.Online)},
		kit.Field{Name: "free", Kind: kit.Check, Label: t("cards.filter.free"), Value: checked(q.Free)},
		kit.Field{Kind: kit.Button, Label: t("cards.filter.do"), Do: s.narrowed},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.closeForm},
	)
	return nil
}

func (s *Screen) narrowed() tea.Cmd {
	f := s.form
	s.query = house.CardQuery{
		Floor: s.floor, Words: strings.TrimSpace(f.Text("words")), Language: strings.TrimSpace(f.Text("language")),
		Method: strings.TrimSpace(f.Text("method")), Online: f.On("online"), Free: f.On("free"),
	}
	s.form, s.reading = nil, false
	return s.load()
}

func (s *Screen) showAll() tea.Cmd {
	s.query, s.reading = house.CardQuery{Floor: s.floor}, false
	return s.load()
}

func (s *Screen) closeForm() tea.Cmd {
	s.form = nil
	return nil
}

func (s *Screen) askCancel() tea.Cmd {
	if !s.form.Dirty() {
		return s.closeForm()
	}
	return s.env.Confirm(s.env.T("cards.discard"), "", s.env.T("cards.discard.yes"), s.closeForm)
}

func checked(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// edit opens the form of one's own card.
func (s *Screen) edit() tea.Cmd {
	t := s.env.T
	c := house.Card{CardWords: house.CardWords{Capacity: house.CapacityUnlimited, Zone: house.ZoneName(s.env.Location)}}
	home := s.floor
	if s.self != nil {
		c, home = *s.self, s.home()
	}
	var floors []kit.Choose
	for _, f := range s.floors {
		if f.Member && f.State != house.FloorSuspended || f.Code == home && s.self != nil {
			floors = append(floors, kit.Choose{ID: f.Code, Label: kit.Clean(f.Name)})
		}
	}
	if home = chosen(floors, home); home == "" && len(floors) > 0 {
		home = floors[len(floors)-1].ID // the ground floor comes first and is seldom meant
	}
	line := func(name, value string) kit.Field {
		return kit.Field{Name: name, Label: t("cards.form." + name), Value: value}
	}
	hinted := func(name, value string) kit.Field {
		f := line(name, value)
		f.Hint = t("cards.form." + name + ".hint")
		return f
	}
	check := func(name string, on bool) kit.Field {
		return kit.Field{Name: name, Kind: kit.Check, Label: t("cards.form." + name), Value: checked(on)}
	}
	offer, away := line("offer", c.Offer), line("away_text", c.Away.Text)
	offer.Kind, away.Kind = kit.Lines, kit.Lines
	s.form = kit.NewForm(s.env,
		offer,
		kit.Field{Name: "floor", Kind: kit.Choice, Label: t("cards.form.floor"), Value: home, Options: floors},
		check("public", c.Public),
		line("qualification", c.Qualification),
		hinted("methods", strings.Join(c.Methods, ", ")),
		hinted("languages", strings.Join(c.Languages, ", ")),
		line("fee", c.Fee),
		hinted("answer", written(c.Answer)),
		hinted("capacity", places(c.Capacity)),
		check("online", c.Online),
		hinted("hours", house.FormatHours(c.Hours)),
		line("zone", c.Zone),
		check("away", c.Away.On),
		hinted("away_from", s.moment(c.Away.From)),
		hinted("away_until", s.moment(c.Away.Until)),
		away,
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

// home is the floor of one's own card, "" where there is none.
func (s *Screen) home() string {
	if s.self == nil {
		return ""
	}
	for _, p := range s.self.Places {
		if p.State == house.CardHome {
			return p.Floor
		}
	}
	return ""
}

func chosen(floors []kit.Choose, code string) string {
	for _, f := range floors {
		if f.ID == code {
			return code
		}
	}
	return ""
}

// written is an answer promise as it is typed.
func written(d time.Duration) string {
	switch hours := int(d / time.Hour); {
	case hours == 0:
		return ""
	case hours%24 == 0:
		return strconv.Itoa(hours/24) + "d"
	default:
		return strconv.Itoa(hours) + "h"
	}
}

// places is a capacity as it is typed: nothing where there is no limit.
func places(n int) string {
	if n == house.CapacityUnlimited {
		return ""
	}
	return strconv.Itoa(n)
}

func (s *Screen) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.env.Location).Format("2006-01-02 15:04")
}

// save gives the form to the house; it stays until that is done.
func (s *Screen) save() tea.Cmd {
	if s.busy {
		return nil
	}
	e, field, err := s.filled()
	if err != nil {
		s.form.Wrong(field, s.env.Sentence(err))
		return nil
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.PutCard(ctx, a, e)
		return did{by: s, key: "cards.saved", form: true, err: err}
	})
}

// filled reads the form; field is the one that err is about.
func (s *Screen) filled() (e house.CardEdit, field string, err error) {
	f := s.form
	text := func(name string) *string {
		v := strings.TrimSpace(f.Text(name))
		return &v
	}
	several := func(name string) *[]string {
		v := strings.FieldsFunc(f.Text(name), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
		return &v
	}
	on := func(name string) *bool {
		v := f.On(name)
		return &v
	}
	e = house.CardEdit{
		Offer: text("offer"), Qualification: text("qualification"), Fee: text("fee"), Zone: text("zone"),
		Methods: several("methods"), Languages: several("languages"), Online: on("online"), Public: on("public"),
	}
	if floor := f.Text("floor"); floor != "" && floor != s.home() {
		e.Floor = &floor
	}
	answer, err := span(f.Text("answer"))
	if err != nil {
		return e, "answer", err
	}
	capacity, err := count(f.Text("capacity"))
	if err != nil {
		return e, "capacity", err
	}
	hours, err := house.ParseHours(f.Text("hours"))
	if err != nil {
		return e, "hours", err
	}
	e.Answer, e.Capacity, e.Hours = &answer, &capacity, &hours
	away := house.CardAway{On: f.On("away")}
	if !away.On {
		e.Away = &away
		return e, "", nil
	}
	away.Text = f.Text("away_text")
	from, err := house.ParseDue(f.Text("away_from"), s.env.Location)
	if err != nil {
		return e, "away_from", err
	}
	if !from.IsZero() {
		away.From = from.In(s.env.Location)
	}
	if away.Until, err = house.ParseUntil(f.Text("away_until"), s.env.Now().In(s.env.Location)); err != nil {
		return e, "away_until", err
	}
	e.Away = &away
	return e, "", nil
}

// span reads what written writes.
func span(s string) (time.Duration, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	unit := time.Hour
	digits := strings.TrimSuffix(s, "h")
	if rest, ok := strings.CutSuffix(s, "d"); ok {
		digits, unit = rest, 24*time.Hour
	}
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if err != nil || n < 0 || n > 90*24 {
		return 0, house.Errorf(house.Invalid, "error.card_answer")
	}
	return time.Duration(n) * unit, nil
}

// count reads what places writes.
func count(s string) (int, error) {
	if s = strings.TrimSpace(s); s == "" {
		return house.CapacityUnlimited, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, house.Errorf(house.Invalid, "error.card_capacity", "Max", house.MaxCapacity)
	}
	return n, nil
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	for key, field := range map[string]string{
		"error.card_offer": "offer", "error.card_floor": "floor", "error.card_not_on_floor": "floor", "error.card_list": "methods",
		"error.card_hours": "hours", "error.card_answer": "answer", "error.card_capacity": "capacity", "error.date_zone": "zone",
		"error.card_away": "away_until", "error.too_long": "offer",
	} {
		if s.form != nil && house.IsKey(err, key) {
			s.form.Wrong(field, s.env.Sentence(err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: err})
}
