package command

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// argCard is a card by its id or by whose it is.
var argCard = Arg{Name: "ID|@NAME"}

// CardTable is the directory of counsellors and one's own card.
func CardTable() []Spec {
	floor := Arg{Name: "FLOOR"}
	both := []Arg{argCard, floor}
	return []Spec{
		{
			Name: "card list", Args: []Arg{{Name: "FLOOR WORDS", Optional: true, Rest: true}}, List: true,
			Flags: []Flag{{"language", "L"}, {"method", "M"}, {Name: "online"}, {Name: "free"}, {Name: "waiting"}},
			Help:  "command.help.card_list", run: runCardList,
		},
		{Name: "card show", Args: []Arg{argCard}, Help: "command.help.card_show", run: runCardShow},
		{
			Name: "card edit", Args: []Arg{{Name: "OFFER", Rest: true, Stdin: true}}, For: ForMembers, Flags: []Flag{
				{"floor", "FLOOR"},
				{"qualification", "Q"},
				{"method", "M…"},
				{"language", "L…"},
				{"fee", "F"},
				{"answer", "48h|3d|none"},
				{"capacity", "unlimited|none|N"},
				{"online", "yes|no"},
				{"public", "yes|no"},
				{"hours", "HOURS"},
				{"zone", "ZONE"},
			},
			Help: "command.help.card_edit", run: runCardEdit,
		},
		{
			Name: "card away", Args: []Arg{{Name: "TEXT", Optional: true, Rest: true}}, For: ForMembers,
			Flags: []Flag{{"from", "WHEN"}, {"until", "WHEN"}, {Name: "off"}}, Help: "command.help.card_away", run: runCardAway,
		},
		{Name: "card delete", For: ForMembers, Help: "command.help.card_delete", run: runCardDelete},
		{
			Name: "card hide", Args: []Arg{argCard}, Flags: []Flag{{"floor", "FLOOR"}, {Name: "off"}}, For: ForMembers,
			Help: "command.help.card_hide", run: runCardHide,
		},
		{Name: "card offer", Args: both, For: ForMembers, Help: "command.help.card_offer", run: onFloor((*house.Service).OfferCard)},
		{Name: "card agree", Args: both, For: ForMembers, Help: "command.help.card_agree", run: onFloor((*house.Service).AgreeCard)},
		{Name: "card end", Args: both, For: ForMembers, Help: "command.help.card_end", run: onFloor((*house.Service).EndCard)},
	}
}

type (
	cardJSON struct {
		ID            string          `json:"id"`
		Name          string          `json:"name"`
		Mine          bool            `json:"mine"`
		Offer         string          `json:"offer"`
		Qualification string          `json:"qualification"`
		Methods       []string        `json:"methods"`
		Languages     []string        `json:"languages"`
		Fee           string          `json:"fee"`
		AnswerHours   int             `json:"answer_hours"` // 0 = no promise
		Capacity      string          `json:"capacity"`     // "unlimited", "none" or a number
		Free          bool            `json:"free"`
		Online        bool            `json:"online"`
		Public        bool            `json:"public"`
		Hours         []cardHourJSON  `json:"hours"`
		Zone          string          `json:"zone"`
		Away          cardAwayJSON    `json:"away"`
		Floors        []cardPlaceJSON `json:"floors"`
	}
	cardHourJSON struct {
		Day  string `json:"day"` // "mon"
		From string `json:"from"`
		To   string `json:"to"`
	}
	cardAwayJSON struct {
		Now   bool   `json:"now"`
		On    bool   `json:"on"`
		From  at     `json:"from"`
		Until at     `json:"until"`
		Text  string `json:"text"`
	}
	cardPlaceJSON struct {
		Floor   string `json:"floor"`
		Name    string `json:"name"`
		State   string `json:"state"`
		Hidden  bool   `json:"hidden"`
		Waiting bool   `json:"waiting"` // for one's own yes
	}
)

func cardOf(c house.Card) cardJSON {
	j := cardJSON{
		ID: string(c.ID), Name: oneLine(c.Name), Mine: c.Mine, Offer: clean(c.Offer), Qualification: oneLine(c.Qualification),
		Methods: append([]string{}, cleanAll(c.Methods)...), Languages: append([]string{}, cleanAll(c.Languages)...),
		Fee: oneLine(c.Fee), AnswerHours: int(c.Answer / time.Hour), Capacity: capacityWord(c.Capacity), Free: c.Free, Online: c.Online,
		Public: c.Public, Zone: c.Zone, Hours: cardHours(c.Hours), Floors: []cardPlaceJSON{},
		Away: cardAwayJSON{Now: c.AwayNow, On: c.Away.On, From: at(c.Away.From), Until: at(c.Away.Until), Text: clean(c.Away.Text)},
	}
	for _, p := range c.Places {
		j.Floors = append(j.Floors, cardPlaceJSON{
			Floor: oneLine(p.Floor), Name: oneLine(p.Name), State: string(p.State), Hidden: p.Hidden, Waiting: c.Waits(p),
		})
	}
	return j
}

func cardHours(hours []house.ConsultingHour) []cardHourJSON {
	out := []cardHourJSON{}
	for _, h := range hours {
		from, to, _ := strings.Cut(h.Span(), "-")
		day, _, _ := strings.Cut(house.FormatHours([]house.ConsultingHour{h}), " ")
		out = append(out, cardHourJSON{Day: day, From: from, To: to})
	}
	return out
}

// capacityWord is how a capacity is written; readCapacity reads it.
func capacityWord(n int) string {
	switch n {
	case house.CapacityUnlimited:
		return "unlimited"
	case house.CapacityNone:
		return "none"
	}
	return strconv.Itoa(n)
}

// readCapacity reads what capacityWord writes; ok is false for anything else.
func readCapacity(s string) (n int, ok bool) {
	switch s {
	case "unlimited":
		return house.CapacityUnlimited, true
	case "none":
		return house.CapacityNone, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}

func runCardList(ctx context.Context, e *Env, c *Call) error {
	q := house.CardQuery{
		Words: c.rest, Language: c.flag("language"), Method: c.flag("method"),
		Online: c.on("online"), Free: c.on("free"), Waiting: c.on("waiting"),
	}
	// A first word that is no floor one knows is a word to look for.
	if first, rest, _ := strings.Cut(c.rest, " "); slices.Contains(e.knownFloors(ctx), first) {
		q.Floor, q.Words = first, rest
	}
	cards, err := e.House.Cards(ctx, e.Actor, q)
	if err != nil {
		return err
	}
	shown := make([]cardJSON, len(cards))
	for i, card := range cards {
		shown[i] = cardOf(card)
	}
	return list(e, c, shown, func(card cardJSON) string { return card.ID }, e.cardLine, "command.card.none")
}

func runCardShow(ctx context.Context, e *Env, c *Call) error {
	card, err := e.House.Card(ctx, e.Actor, c.arg(0))
	return e.card(c, card, err)
}

// card shows the card that a deed was about.
func (e *Env) card(c *Call, card house.Card, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, cardOf(card), e.cardLines(card)...)
}

func runCardEdit(ctx context.Context, e *Env, c *Call) error {
	edit := house.CardEdit{Floor: c.text("floor"), Qualification: c.text("qualification"), Fee: c.text("fee"), Zone: c.text("zone")}
	var err error
	if edit.Offer, err = e.newText(ctx, c); err != nil {
		return err
	}
	for name, to := range map[string]**[]string{"method": &edit.Methods, "language": &edit.Languages} {
		if items := c.many(name); items != nil {
			*to = &items
		}
	}
	for name, to := range map[string]**bool{"online": &edit.Online, "public": &edit.Public} {
		word, err := c.choice(name, "yes", "no")
		if err != nil {
			return err
		}
		if on := word == "yes"; word != "" {
			*to = &on
		}
	}
	if err := c.cardNumbers(&edit); err != nil {
		return err
	}
	card, err := e.House.PutCard(ctx, e.Actor, edit)
	return e.card(c, card, err)
}

// cardNumbers reads the options of numbers and times.
func (c *Call) cardNumbers(edit *house.CardEdit) error {
	if c.on("answer") {
		var within time.Duration
		if c.flag("answer") != "none" {
			var err error
			if within, err = c.span("answer"); err != nil {
				return err
			}
		}
		edit.Answer = &within
	}
	if c.on("capacity") {
		n, ok := readCapacity(c.flag("capacity"))
		if !ok {
			return c.spec.usageError()
		}
		edit.Capacity = &n
	}
	if c.on("hours") {
		hours, err := house.ParseHours(c.flag("hours"))
		if err != nil {
			return err
		}
		edit.Hours = &hours
	}
	return nil
}

func runCardAway(ctx context.Context, e *Env, c *Call) error {
	away := house.CardAway{On: !c.on("off"), Text: c.rest}
	if c.on("off") && (c.given || c.on("from") || c.on("until")) {
		return c.spec.usageError()
	}
	from, err := house.ParseDue(c.flag("from"), time.Local)
	if err != nil {
		return err
	}
	if !from.IsZero() {
		away.From = from.In(time.Local)
	}
	if away.Until, err = house.ParseUntil(c.flag("until"), e.now()); err != nil {
		return err
	}
	card, err := e.House.MyCard(ctx, e.Actor) // being away makes no card
	if err == nil {
		card, err = e.House.PutCard(ctx, e.Actor, house.CardEdit{Away: &away})
	}
	return e.card(c, card, err)
}

func runCardDelete(ctx context.Context, e *Env, c *Call) error {
	card, err := e.House.MyCard(ctx, e.Actor)
	if err != nil {
		return err
	}
	if err := e.House.DeleteCard(ctx, e.Actor); err != nil {
		return err
	}
	return e.done(c, map[string]string{"id": string(card.ID)})
}

func runCardHide(ctx context.Context, e *Env, c *Call) error {
	card, err := e.House.HideCard(ctx, e.Actor, c.arg(0), c.flag("floor"), !c.on("off"))
	return e.card(c, card, err)
}

// onFloor is a deed with a card on a floor.
func onFloor(do func(*house.Service, context.Context, house.Actor, string, string) (house.Card, error)) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		card, err := do(e.House, ctx, e.Actor, c.arg(0), c.arg(1))
		return e.card(c, card, err)
	}
}
