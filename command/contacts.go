package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// ContactTable is first contacts, the desk of counsellings, and their end.
func ContactTable() []Spec {
	place := []Arg{argPlace}
	return []Spec{
		{Name: "contact teams", List: true, Help: "command.help.contact_teams", run: runContactTeams},
		{Name: "contact offer", Args: []Arg{{Name: "ID|@NAME|FLOOR"}}, Help: "command.help.contact_offer", run: runContactOffer},
		{
			Name: "contact new", Args: []Arg{{Name: "ID|@NAME|FLOOR"}, argText},
			Flags: []Flag{{"subject", "S"}, {"as", "NAME"}, {Name: "accept"}, {"key", "K"}}, Help: "command.help.contact_new", run: runContactNew,
		},
		{Name: "contact list", List: true, For: ForInside, Flags: []Flag{{Name: "all"}}, Help: "command.help.contact_list", run: runContactList},
		{Name: "contact show", Args: place, For: ForInside, Help: "command.help.contact_show", run: onCase((*house.Service).Case)},
		{Name: "contact accept", Args: place, For: ForMembers, Help: "command.help.contact_accept", run: onCase((*house.Service).AcceptContact)},
		{Name: "contact decline", Args: []Arg{argPlace, argText}, For: ForMembers, Help: "command.help.contact_decline", run: runContactDecline},
		{Name: "contact withdraw", Args: place, For: ForInside, Help: "command.help.contact_withdraw", run: runContactWithdraw},
		{
			Name: "contact close", Args: []Arg{argPlace, argText}, For: ForMembers,
			Flags: []Flag{{"title", "T"}, {"follow-up", "DATE"}, {"delete", "WHEN"}}, Help: "command.help.contact_close", run: runContactClose,
		},
		{
			Name: "contact deletion", Args: []Arg{argPlace, {Name: "WHEN", Rest: true}}, For: ForMembers,
			Help: "command.help.contact_deletion", run: runContactDeletion,
		},
		{
			Name: "contact feedback", Args: []Arg{argPlace, argText}, For: ForInside,
			Flags: []Flag{{"heard", "1-5"}, {"helped", "1-5"}, {"again", "1-5"}}, Help: "command.help.contact_feedback", run: runContactFeedback,
		},
		{
			Name: "contact team", Args: []Arg{{Name: "FLOOR"}}, For: ForMembers,
			Flags: []Flag{{"who", "off|cards|named"}, {"add", "@NAME…"}, {"remove", "@NAME…"}, {"answer", "48h|3d|none"}, {"note", "TEXT"}},
			Help:  "command.help.contact_team", run: runContactTeam,
		},
	}
}

type (
	offerJSON struct {
		Ref         string   `json:"ref"`
		Floor       string   `json:"floor"`
		FloorName   string   `json:"floor_name"`
		Counsellor  string   `json:"counsellor"` // "" = a team
		Readers     []string `json:"readers"`
		AnswerHours int      `json:"answer_hours"` // 0 = no promise
		AnswerBy    *at      `json:"answer_by"`
		Free        bool     `json:"free"`
		Away        bool     `json:"away"`
		Note        string   `json:"note"`
		DeleteDays  int      `json:"delete_days"` // where nobody accepts
	}
	contactedJSON struct {
		Place        string   `json:"place"`
		Name         string   `json:"name"`
		Readers      []string `json:"readers"`
		AnswerBy     *at      `json:"answer_by"`
		ReturnTicket string   `json:"return_ticket"`
		Until        *at      `json:"until"`
		Slip         string   `json:"slip"`
	}
	caseJSON struct {
		Place       string         `json:"place"`
		Name        string         `json:"name"`
		Floor       string         `json:"floor"`
		State       string         `json:"state"` // new, accepted, declined, closed
		Stage       string         `json:"stage"` // overdue, new, accepted, waiting_me, waiting_client, waiting_counsellor, alone, declined, archived
		Client      string         `json:"client"`
		Counsellor  string         `json:"counsellor"`
		Readers     []string       `json:"readers"`
		Mine        bool           `json:"mine"` // one counsels, or may accept
		Team        bool           `json:"team"`
		AnswerHours int            `json:"answer_hours"`
		AnswerBy    *at            `json:"answer_by"`
		Overdue     bool           `json:"overdue"`
		Since       at             `json:"since"`
		Asked       at             `json:"asked"`
		Accepted    *at            `json:"accepted"`
		Closed      *at            `json:"closed"`
		DeleteAt    *at            `json:"delete_at"`
		FollowUp    *string        `json:"follow_up"`
		Summary     string         `json:"summary"`
		Feedback    []feedbackJSON `json:"feedback"`
		Unread      int            `json:"unread"`

		of house.Case
	}
	feedbackJSON struct {
		Name   string `json:"name"`
		Heard  int    `json:"heard"` // 1 to 5, 0 = left out
		Helped int    `json:"helped"`
		Again  int    `json:"again"`
		Text   string `json:"text"`
	}
	teamJSON struct {
		Floor       string   `json:"floor"`
		Who         string   `json:"who"` // off, cards, named
		Names       []string `json:"names"`
		Named       []string `json:"named"`
		AnswerHours int      `json:"answer_hours"`
		Note        string   `json:"note"`
	}
)

// maybe is a time, null for none.
func maybe(t time.Time) *at {
	if t.IsZero() {
		return nil
	}
	a := at(t)
	return &a
}

func offerOf(o house.ContactOffer) offerJSON {
	return offerJSON{
		Ref: oneLine(o.Ref), Floor: oneLine(o.Floor), FloorName: oneLine(o.FloorName), Counsellor: oneLine(o.Counsellor),
		Readers: append([]string{}, cleanAll(o.Readers)...), AnswerHours: int(o.Answer / time.Hour), AnswerBy: maybe(o.AnswerBy),
		Free: o.Free, Away: o.AwayNow, Note: clean(o.Note), DeleteDays: int(o.Delete / (24 * time.Hour)),
	}
}

func caseOf(c house.Case) caseJSON {
	j := caseJSON{
		Place: oneLine(c.Place), Name: oneLine(c.Name), Floor: oneLine(c.Floor), State: string(c.State), Stage: string(c.Stage),
		Client: oneLine(c.Client), Counsellor: oneLine(c.Counsellor), Readers: append([]string{}, cleanAll(c.Readers)...),
		Mine: c.Mine, Team: c.Team, AnswerHours: int(c.Answer / time.Hour), AnswerBy: maybe(c.AnswerBy), Overdue: c.Overdue,
		Since: at(c.Since), Asked: at(c.Asked), Accepted: maybe(c.Accepted), Closed: maybe(c.Closed), DeleteAt: maybe(c.DeleteAt),
		Summary: string(c.Summary), Feedback: []feedbackJSON{}, Unread: c.Unread, of: c,
	}
	if !c.FollowUp.IsZero() {
		day := c.FollowUp.Local().Format(time.DateOnly)
		j.FollowUp = &day
	}
	for _, f := range c.Feedback {
		j.Feedback = append(j.Feedback, feedbackJSON{Name: oneLine(f.Name), Heard: f.Heard, Helped: f.Helped, Again: f.Again, Text: clean(f.Text)})
	}
	return j
}

func teamOf(t house.Team) teamJSON {
	return teamJSON{
		Floor: oneLine(t.Floor), Who: string(t.Who), Names: append([]string{}, cleanAll(t.Names)...),
		Named: append([]string{}, cleanAll(t.Named)...), AnswerHours: int(t.Answer / time.Hour), Note: clean(t.Note),
	}
}

func runContactTeams(ctx context.Context, e *Env, c *Call) error {
	teams, err := e.House.Teams(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]teamJSON, len(teams))
	for i, t := range teams {
		shown[i] = teamOf(t)
	}
	return list(e, c, shown, func(t teamJSON) string { return t.Floor }, e.teamLine, "command.contact.no_teams")
}

func runContactOffer(ctx context.Context, e *Env, c *Call) error {
	o, err := e.House.ContactOffer(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	return e.show(c, offerOf(o), e.offerLines(o)...)
}

func runContactNew(ctx context.Context, e *Env, c *Call) error {
	if !c.on("subject") {
		return c.spec.usageError()
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	done, err := e.contact(ctx, house.ContactSpec{
		To: c.arg(0), Subject: c.flag("subject"), Text: text, As: c.flag("as"), Accept: c.on("accept"), Key: c.flag("key"),
	})
	if err != nil {
		return err
	}
	shown := contactedJSON{
		Place: oneLine(done.Place), Name: oneLine(done.Name), Readers: append([]string{}, cleanAll(done.Readers)...),
		AnswerBy: maybe(done.AnswerBy), ReturnTicket: done.Return, Until: maybe(done.Until), Slip: e.contactSlip(done),
	}
	return e.show(c, shown, e.contactedLines(done)...)
}

// contact sends an enquiry; a guest's connection is the visitor's from then on.
func (e *Env) contact(ctx context.Context, spec house.ContactSpec) (house.Contacted, error) {
	done, who, err := e.House.Contact(ctx, e.Actor, spec)
	if err == nil && done.Return != "" {
		e.become(who)
	}
	return done, err
}

func runContactList(ctx context.Context, e *Env, c *Call) error {
	cases, err := e.House.Cases(ctx, e.Actor, c.on("all"))
	if err != nil {
		return err
	}
	shown := make([]caseJSON, len(cases))
	for i, of := range cases {
		shown[i] = caseOf(of)
	}
	return list(e, c, shown, func(j caseJSON) string { return j.Place }, e.caseLine, "command.contact.none")
}

// onCase is a deed with a counselling that shows it afterwards.
func onCase(do func(*house.Service, context.Context, house.Actor, string) (house.Case, error)) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		place, err := c.room(0)
		if err != nil {
			return err
		}
		now, err := do(e.House, ctx, e.Actor, place)
		return e.caseShown(c, now, err)
	}
}

func (e *Env) caseShown(c *Call, now house.Case, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, caseOf(now), e.caseLines(now)...)
}

func runContactDecline(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	if err := e.House.DeclineContact(ctx, e.Actor, place, text); err != nil {
		return err
	}
	return e.done(c, map[string]string{"place": place})
}

func runContactWithdraw(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	if err := e.House.WithdrawContact(ctx, e.Actor, place); err != nil {
		return err
	}
	return e.done(c, map[string]string{"place": place})
}

func runContactClose(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	end := house.CaseEnd{Title: c.flag("title")}
	now := e.now()
	if end.FollowUp, err = house.ParseUntil(c.flag("follow-up"), now); err != nil {
		return err
	}
	if end.Delete, err = house.ParseUntil(c.flag("delete"), now); err != nil {
		return err
	}
	if end.Summary, err = e.text(ctx, c); err != nil {
		return err
	}
	closed, err := e.House.CloseCase(ctx, e.Actor, place, end)
	return e.caseShown(c, closed, err)
}

func runContactDeletion(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	when, err := house.ParseUntil(c.rest, e.now())
	if err == nil && when.IsZero() {
		err = house.Errorf(house.Invalid, "error.due")
	}
	if err != nil {
		return err
	}
	now, err := e.House.BringDeletionForward(ctx, e.Actor, place, when)
	return e.caseShown(c, now, err)
}

func runContactFeedback(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	var f house.Feedback
	for name, to := range map[string]*int{"heard": &f.Heard, "helped": &f.Helped, "again": &f.Again} {
		if !c.on(name) {
			continue
		}
		if *to, err = strconv.Atoi(c.flag(name)); err != nil || *to < 1 {
			return house.Errorf(house.Invalid, "error.feedback_mark")
		}
	}
	if c.given || f.Heard+f.Helped+f.Again == 0 {
		if f.Text, err = e.text(ctx, c); err != nil {
			return err
		}
	}
	now, err := e.House.GiveFeedback(ctx, e.Actor, place, f)
	return e.caseShown(c, now, err)
}

func runContactTeam(ctx context.Context, e *Env, c *Call) error {
	who, err := c.choice("who", string(house.TeamOff), string(house.TeamCards), string(house.TeamNamed))
	if err != nil {
		return err
	}
	edit := house.TeamEdit{Note: c.text("note"), Add: names(c.many("add")), Remove: names(c.many("remove"))}
	if rule := house.TeamRule(who); who != "" {
		edit.Who = &rule
	}
	if c.on("answer") {
		var within time.Duration
		if c.flag("answer") != "none" {
			if within, err = c.span("answer"); err != nil {
				return err
			}
		}
		edit.Answer = &within
	}
	var t house.Team
	if edit.Who == nil && edit.Note == nil && edit.Answer == nil && len(edit.Add)+len(edit.Remove) == 0 {
		t, err = e.House.Team(ctx, e.Actor, c.arg(0))
	} else {
		t, err = e.House.SetTeam(ctx, e.Actor, c.arg(0), edit)
	}
	if err != nil {
		return err
	}
	return e.show(c, teamOf(t), e.teamLines(t)...)
}

// names are people as options name them; the @ before them may be left out.
func names(all []string) []string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = strings.TrimPrefix(n, "@")
	}
	return out
}
