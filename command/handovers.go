package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// HandoverTable is how colleagues come into counsellings and take them over.
func HandoverTable() []Spec {
	place, named := []Arg{argPlace}, []Arg{argPlace, {Name: "@NAME"}}
	reason := Arg{Name: "REASON", Optional: true, Rest: true}
	until := []Flag{{"until", "DATE"}}
	return []Spec{
		{Name: "handover show", Args: place, For: ForInside, Help: "command.help.handover_show", run: runHandoverShow},
		{Name: "handover asked", List: true, For: ForMembers, Help: "command.help.handover_asked", run: runHandoverAsked},
		{
			Name: "handover offer", Args: []Arg{argPlace, {Name: "@NAME"}, {Name: "MESSAGE", Optional: true, Rest: true}}, Flags: until,
			For: ForInside, Help: "command.help.handover_offer", run: runHandoverOffer,
		},
		{Name: "handover withdraw", Args: place, For: ForInside, Help: "command.help.handover_withdraw", run: runHandoverWithdraw},
		{Name: "handover take", Args: []Arg{argID}, Flags: []Flag{{Name: "no"}}, For: ForMembers, Help: "command.help.handover_take", run: runHandoverTake},
		{
			Name: "handover agree", Args: place, Flags: []Flag{{Name: "all"}, {Name: "from-now"}}, For: ForInside,
			Help: "command.help.handover_agree", run: runHandoverAgree,
		},
		{Name: "handover refuse", Args: []Arg{argPlace, reason}, For: ForInside, Help: "command.help.handover_refuse", run: runHandoverRefuse},
		{Name: "handover substitute", Args: named, Flags: until, For: ForMembers, Help: "command.help.handover_substitute", run: runHandoverSubstitute},
		{Name: "handover end", Args: place, For: ForMembers, Help: "command.help.handover_end", run: runHandoverEnd},
		{Name: "handover call", Args: append(named[:2:2], reason), Flags: until, For: ForMembers, Help: "command.help.handover_call", run: runHandoverCall},
		{Name: "handover dismiss", Args: named, For: ForMembers, Help: "command.help.handover_dismiss", run: runHandoverDismiss},
		{
			Name: "handover side", Args: []Arg{argPlace, {Name: "@NAME…", Rest: true}}, For: ForMembers,
			Help: "command.help.handover_side", run: runHandoverSide,
		},
		{
			Name: "handover review", Args: []Arg{argPlace, {Name: "@NAME"}, argText}, Flags: []Flag{{"subject", "S"}}, For: ForMembers,
			Help: "command.help.handover_review", run: runHandoverReview,
		},
		{Name: "handover reviews", Args: place, List: true, For: ForMembers, Help: "command.help.handover_reviews", run: runHandoverReviews},
		{Name: "handover use", Args: []Arg{argPlace, argID}, For: ForMembers, Help: "command.help.handover_use", run: runHandoverUse},
	}
}

type (
	colleaguesJSON struct {
		Place      string          `json:"place"`
		Me         string          `json:"me"` // counsellor, colleague, client
		Counsellor string          `json:"counsellor"`
		Alone      bool            `json:"alone"` // whoever counselled has left
		People     []colleagueJSON `json:"people"`
		Offer      *handoverJSON   `json:"offer"`
		Sides      []sideJSON      `json:"sides"`
		Contract   int             `json:"contract"` // version that holds
		Review     bool            `json:"review"`
		Substitute bool            `json:"substitute"`
		Others     []string        `json:"others"`
		MayOffer   bool            `json:"may_offer"`
		MayCall    bool            `json:"may_call"`
	}
	colleagueJSON struct {
		Name    string `json:"name"`
		Kind    string `json:"kind"` // counsellor, substitute, call
		Invited bool   `json:"invited"`
		Since   at     `json:"since"`
		Until   at     `json:"until"`
		Me      bool   `json:"me"`
	}
	handoverJSON struct {
		ID      string   `json:"id"`
		Place   string   `json:"place"` // only for those in the room
		Floor   string   `json:"floor"`
		Kind    string   `json:"kind"` // handover, substitute
		Name    string   `json:"name"`
		By      string   `json:"by"`
		State   string   `json:"state"` // asked, taken, declined, refused, withdrawn, expired, done
		At      at       `json:"at"`
		Expires at       `json:"expires"`
		Until   at       `json:"until"`
		Message string   `json:"message"`
		Yes     []string `json:"yes"`
		Waiting []string `json:"waiting"`
		ForMe   bool     `json:"for_me"`
		Mine    bool     `json:"mine"`
		Agreed  bool     `json:"agreed"`
	}
	sideJSON struct {
		Place   string   `json:"place"` // for those in it
		Names   []string `json:"names"`
		Version int      `json:"version"`
		At      at       `json:"at"`
	}
	reviewJSON struct {
		ID      string   `json:"id"`
		Side    string   `json:"side"`
		Names   []string `json:"names"`
		Subject string   `json:"subject"`
		Answers int      `json:"answers"`
		Newest  postJSON `json:"newest"`
	}
)

func handoverOf(o house.HandoverOffer) handoverJSON {
	return handoverJSON{
		ID: string(o.ID), Place: oneLine(o.Place), Floor: oneLine(o.Floor), Kind: string(o.Kind), Name: oneLine(o.Name), By: oneLine(o.By),
		State: string(o.State), At: at(o.At), Expires: at(o.Expires), Until: at(o.Until), Message: clean(o.Message),
		Yes: append([]string{}, cleanAll(o.Yes)...), Waiting: append([]string{}, cleanAll(o.Waiting)...), ForMe: o.ForMe, Mine: o.Mine, Agreed: o.Agreed,
	}
}

func colleaguesOf(c house.Colleagues) colleaguesJSON {
	j := colleaguesJSON{
		Place: oneLine(c.Place), Me: c.Me, Counsellor: oneLine(c.Counsellor), Alone: c.Alone, People: []colleagueJSON{}, Sides: []sideJSON{},
		Contract: c.Contract, Review: c.Review, Substitute: c.Substitute, Others: append([]string{}, cleanAll(c.Others)...),
		MayOffer: c.MayOffer, MayCall: c.MayCall,
	}
	for _, p := range c.People {
		j.People = append(j.People, colleagueJSON{oneLine(p.Name), p.KindName(), p.Invited, at(p.Since), at(p.Until), p.Me})
	}
	if c.Offer != nil {
		o := handoverOf(*c.Offer)
		j.Offer = &o
	}
	for _, s := range c.Sides {
		j.Sides = append(j.Sides, sideJSON{oneLine(s.Place), append([]string{}, cleanAll(s.Names)...), s.Version, at(s.At)})
	}
	return j
}

// colleagueLines say who counsels and what is asked, what concerns the reader first.
func (e *Env) colleagueLines(c house.Colleagues) []string {
	say := e.say()
	lines := []string{}
	if c.Alone {
		lines = append(lines, say.T(c.AloneKey()))
	} else {
		lines = append(lines, say.T(c.ByKey(), "Name", oneLine(c.Counsellor)))
	}
	if c.Offer != nil {
		lines = append(lines, "", e.offerSays(c, *c.Offer))
		if c.Offer.Message != "" {
			lines = append(lines, say.T("handover.message", "By", oneLine(c.Offer.By)), clean(c.Offer.Message))
		}
		if c.Offer.ForMe {
			lines = append(lines, say.T("handover.ask.commands", "Place", oneLine(c.Place)))
		}
	}
	if len(c.People) > 1 || c.Counsellor == "" && len(c.People) > 0 {
		lines = append(lines, "", say.T("handover.people"))
		for _, p := range c.People {
			lines = append(lines, e.colleagueLine(p))
		}
	}
	if len(c.Sides) > 0 {
		lines = append(lines, "", say.T("handover.sides"))
		for _, s := range c.Sides {
			lines = append(lines, facts(e.sideLine(s), oneLine(s.Place)))
		}
	}
	if len(c.Others) > 0 {
		lines = append(lines, "", say.T("handover.others", "Names", strings.Join(cleanAll(c.Others), ", ")))
	}
	return lines
}

func (e *Env) sideLine(s house.Side) string {
	return e.say().T("handover.side", "Names", strings.Join(cleanAll(s.Names), ", "), "Date", e.say().Date(s.At.Local()), "N", s.Version)
}

func (e *Env) colleagueLine(p house.Colleague) string {
	say := e.say()
	parts := []string{oneLine(p.Name), say.T("handover.kind." + p.KindName())}
	switch {
	case p.Invited:
		parts = append(parts, say.T("handover.invited"))
	case p.Kind != "":
		parts = append(parts, say.T("handover.since", "Date", say.Date(p.Since.Local())))
	}
	if !p.Until.IsZero() {
		parts = append(parts, say.T("handover.until", "Date", say.Date(p.Until.Local())))
	}
	return facts(parts...)
}

// offerSays is the question, or what came of it.
func (e *Env) offerSays(c house.Colleagues, o house.HandoverOffer) string {
	date := o.Expires
	if o.ForMe {
		date = o.Until
	}
	return e.say().T(o.SayKey(c.Alone), "Name", oneLine(o.Name), "By", oneLine(o.By), "Names", strings.Join(cleanAll(o.Waiting), ", "),
		"Date", e.say().Date(date.Local()))
}

// colleagues shows what a deed left.
func (e *Env) colleagues(c *Call, now house.Colleagues, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, colleaguesOf(now), e.colleagueLines(now)...)
}

func runHandoverShow(ctx context.Context, e *Env, c *Call) error {
	return e.inPractice(ctx, c, e.House.Colleagues)
}

// inPractice does something that takes no more than the room.
func (e *Env) inPractice(ctx context.Context, c *Call, do func(context.Context, house.Actor, string) (house.Colleagues, error)) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	now, err := do(ctx, e.Actor, place)
	return e.colleagues(c, now, err)
}

// handoverSpec reads a name, a day and words.
func (e *Env) handoverSpec(c *Call) (house.HandoverSpec, error) {
	until, err := house.ParseUntil(c.flag("until"), e.now())
	return house.HandoverSpec{Name: c.name(1), Until: until, Message: c.rest}, err
}

// withSpec does something about somebody who is named.
func (e *Env) withSpec(ctx context.Context, c *Call, do func(context.Context, house.Actor, string, house.HandoverSpec) (house.Colleagues, error)) error {
	spec, err := e.handoverSpec(c)
	if err != nil {
		return err
	}
	return e.inPractice(ctx, c, func(ctx context.Context, a house.Actor, place string) (house.Colleagues, error) {
		return do(ctx, a, place, spec)
	})
}

func runHandoverOffer(ctx context.Context, e *Env, c *Call) error {
	return e.withSpec(ctx, c, e.House.OfferHandover)
}

func runHandoverSubstitute(ctx context.Context, e *Env, c *Call) error {
	return e.withSpec(ctx, c, e.House.SubstituteFor)
}

func runHandoverCall(ctx context.Context, e *Env, c *Call) error {
	return e.withSpec(ctx, c, e.House.CallColleague)
}

func runHandoverWithdraw(ctx context.Context, e *Env, c *Call) error {
	return e.inPractice(ctx, c, e.House.WithdrawHandover)
}

func runHandoverEnd(ctx context.Context, e *Env, c *Call) error {
	return e.inPractice(ctx, c, func(ctx context.Context, a house.Actor, place string) (house.Colleagues, error) {
		return e.House.DismissColleague(ctx, a, place, "")
	})
}

func runHandoverDismiss(ctx context.Context, e *Env, c *Call) error {
	return e.inPractice(ctx, c, func(ctx context.Context, a house.Actor, place string) (house.Colleagues, error) {
		return e.House.DismissColleague(ctx, a, place, c.name(1))
	})
}

func runHandoverAgree(ctx context.Context, e *Env, c *Call) error {
	if c.on("all") && c.on("from-now") {
		return c.spec.usageError()
	}
	return e.inPractice(ctx, c, func(ctx context.Context, a house.Actor, place string) (house.Colleagues, error) {
		return e.House.AgreeHandover(ctx, a, place, c.on("all"))
	})
}

func runHandoverRefuse(ctx context.Context, e *Env, c *Call) error {
	return e.inPractice(ctx, c, func(ctx context.Context, a house.Actor, place string) (house.Colleagues, error) {
		return e.House.RefuseHandover(ctx, a, place, c.rest)
	})
}

func runHandoverSide(ctx context.Context, e *Env, c *Call) error {
	spec := house.SideSpec{Name: e.say().T("handover.side.name")}
	for name := range strings.FieldsSeq(c.rest) {
		spec.Names = append(spec.Names, strings.Trim(name, "@,"))
	}
	return e.inPractice(ctx, c, func(ctx context.Context, a house.Actor, place string) (house.Colleagues, error) {
		return e.House.OpenSide(ctx, a, place, spec)
	})
}

func runHandoverAsked(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.HandoversAsked(ctx, e.Actor)
	return e.askedList(c, all, err)
}

func runHandoverTake(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.TakeHandover(ctx, e.Actor, house.HandoverID(c.arg(0)), !c.on("no"))
	return e.askedList(c, all, err)
}

func (e *Env) askedList(c *Call, all []house.HandoverOffer, err error) error {
	if err != nil {
		return err
	}
	shown := make([]handoverJSON, len(all))
	for i, o := range all {
		shown[i] = handoverOf(o)
	}
	return list(e, c, shown, func(o handoverJSON) string { return o.ID }, func(o handoverJSON) string { return o.ID + "  " + e.askedLine(o) }, "handover.asked.none")
}

func (e *Env) askedLine(o handoverJSON) string {
	say := e.say()
	var parts []string
	for _, key := range house.AskedKeys(house.HandoverState(o.State), o.Mine, o.By != "") {
		parts = append(parts, say.T(key, "Name", o.Name, "By", o.By, "Floor", o.Floor, "Date", say.Date(time.Time(o.Expires).Local())))
	}
	return strings.Join(parts, " ")
}

func runHandoverReview(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	subject := c.flag("subject")
	if strings.TrimSpace(subject) == "" {
		subject = e.say().T("handover.review.subject")
	}
	sent, err := e.House.PutReview(ctx, e.Actor, place, house.ReviewSpec{
		Name: c.name(1), Subject: subject, Text: text, Room: e.say().T("handover.side.name"),
	})
	return e.sent(c, sent, err)
}

func runHandoverReviews(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	all, err := e.House.Reviews(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]reviewJSON, len(all))
	for i, r := range all {
		shown[i] = reviewJSON{string(r.ID), oneLine(r.Side), append([]string{}, cleanAll(r.Names)...), oneLine(r.Subject), r.Answers, e.postOf(r.Newest)}
	}
	return list(e, c, shown, func(r reviewJSON) string { return r.ID }, func(r reviewJSON) string { return r.ID + "  " + e.reviewLine(r) }, "handover.reviews.none")
}

func (e *Env) reviewLine(r reviewJSON) string {
	say := e.say()
	return say.T("handover.review.line", "Subject", r.Subject, "Names", strings.Join(r.Names, ", "), "N", r.Answers,
		"Name", r.Newest.Author, "Date", say.DateTime(time.Time(r.Newest.At).Local()))
}

func runHandoverUse(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	d, err := e.House.UseReview(ctx, e.Actor, place, house.MessageID(c.arg(1)))
	if err != nil {
		return err
	}
	type draftJSON struct {
		Place string `json:"place"`
		Title string `json:"title"`
		Text  string `json:"text"`
	}
	return e.show(c, draftJSON{oneLine(d.Place), oneLine(d.Title), clean(d.Text)}, e.say().T("handover.used"), oneLine(d.Title), clean(d.Text))
}
