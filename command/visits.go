package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

// VisitTable holds the commands of visitors about their own stay.
func VisitTable() []Spec {
	return []Spec{
		{Name: "visit show", For: ForVisitors, Help: "command.help.visit_show", run: runVisitShow},
		{Name: "visit ticket", For: ForVisitors, Help: "command.help.visit_ticket", run: runVisitTicket},
		{
			Name: "visit key", Flags: []Flag{{Name: "this"}, {Name: "remove"}}, For: ForVisitors,
			Help: "command.help.visit_key", run: runVisitKey,
		},
		{Name: "visit message", Args: []Arg{argText}, For: ForVisitors, Help: "command.help.visit_message", run: runVisitMessage},
		{
			Name: "visit join", Args: []Arg{{Name: "NAME"}}, For: ForVisitors,
			Flags: []Flag{{Name: "accept-terms"}, {"lang", "LANG"}, {Name: "keep-key"}},
			Help:  "command.help.visit_join", run: runVisitJoin,
		},
	}
}

type (
	boundKeyJSON struct {
		Fingerprint string `json:"fingerprint"`
		Bound       at     `json:"bound"`
	}
	lobbyJSON struct {
		Hours    string `json:"hours"`
		Zone     string `json:"zone"`
		Open     bool   `json:"open"`
		Next     at     `json:"next"`
		Away     bool   `json:"away"`
		AwayText string `json:"away_text"`
		Back     at     `json:"back"`
		Message  string `json:"message"`
		At       at     `json:"message_at"`
	}
	stayJSON struct {
		Name    string        `json:"name"`
		Place   string        `json:"place"`
		Room    string        `json:"room"`
		State   string        `json:"state"` // here, waiting, ended
		By      string        `json:"by"`
		Until   at            `json:"until"`
		Gone    at            `json:"gone"`
		Closed  bool          `json:"closed"`
		Write   bool          `json:"write"`
		Returns bool          `json:"returns"`
		Ticket  bool          `json:"ticket"`
		Key     *boundKeyJSON `json:"key"`
		Join    string        `json:"join"` // free, allowed, ask
		Waiting *lobbyJSON    `json:"waiting"`
	}
)

func stayOf(s house.Stay) stayJSON {
	shown := stayJSON{
		Name: oneLine(s.Name), Place: oneLine(s.Place), Room: oneLine(s.Room), State: "here", By: oneLine(s.By),
		Until: at(s.Until), Gone: at(s.Gone), Closed: s.Closed, Write: s.Write, Returns: s.Returns, Ticket: s.Ticket, Join: s.Join,
	}
	if s.Key != nil {
		shown.Key = &boundKeyJSON{s.Key.Fingerprint, at(s.Key.Bound)}
	}
	switch l := s.Lobby; {
	case s.Ended:
		shown.State, shown.Until = "ended", at{}
	case l.Waiting:
		shown.State = "waiting"
		shown.Waiting = &lobbyJSON{
			Hours: house.FormatHours(l.Hours), Zone: oneLine(l.Zone), Open: l.Open, Next: at(l.Next), Away: l.Away,
			AwayText: clean(l.AwayText), Back: at(l.Back), Message: clean(l.Word), At: at(l.WordAt),
		}
	}
	return shown
}

func runVisitShow(ctx context.Context, e *Env, c *Call) error {
	s, err := e.House.Stay(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := stayOf(s)
	return e.show(c, shown, e.stayLines(shown)...)
}

// stayLines say a visit in sentences: where, how long, what then, the ways back.
func (e *Env) stayLines(s stayJSON) []string {
	say := e.say()
	lines := []string{say.T("visit.where", "Name", s.Name, "Room", s.Room, "By", s.By)}
	lines = append(lines, e.lobbyLines(s)...)
	if s.Closed && s.State != "ended" {
		lines = append(lines, say.T("visit.closed"))
	}
	lines = append(lines, e.ends(time.Time(s.Until), time.Time(s.Gone), s.State == "ended")...)
	switch {
	case !s.Returns:
		lines = append(lines, say.T("visit.no_return"))
	case s.Key != nil:
		lines = append(lines, say.T("visit.key.bound", "Fingerprint", s.Key.Fingerprint, "Line", SSHLine("ticket", e.Host, e.Port)))
	}
	if s.Join == house.JoinAllowed {
		lines = append(lines, say.T("visit.join.allowed"))
	}
	return lines
}

// ends says when a visit ends and when the visitor's data go.
func (e *Env) ends(until, gone time.Time, ended bool) []string {
	say := e.say()
	var lines []string
	switch {
	case ended && !gone.IsZero():
		return []string{say.T("visit.ended", "Time", say.DateTime(gone.Local()))}
	case ended:
		return []string{say.T("visit.gone")}
	case !until.IsZero():
		lines = append(lines, say.T("visit.until", "Time", say.DateTime(until.Local())))
	}
	if !gone.IsZero() {
		lines = append(lines, say.T("visit.goes", "Time", say.DateTime(gone.Local())))
	}
	return lines
}

// lobbyLines say what somebody who waits should know.
func (e *Env) lobbyLines(s stayJSON) []string {
	if s.Waiting == nil {
		return nil
	}
	say, w := e.say(), *s.Waiting
	lines := []string{say.T("command.redeem.waiting")}
	switch {
	case w.Away && !time.Time(w.Back).IsZero():
		lines = append(lines, say.T("visit.away.until", "Name", s.By, "Date", say.Date(time.Time(w.Back).Local())))
	case w.Away:
		lines = append(lines, say.T("visit.away", "Name", s.By))
	case w.Hours != "" && !w.Open:
		lines = append(lines, say.T("visit.outside", "Name", s.By))
	}
	if w.AwayText != "" {
		lines = append(lines, indent(w.AwayText))
	}
	if w.Hours != "" {
		hours, _ := house.ParseHours(w.Hours)
		opens := make([]text.Opening, len(hours))
		for i, h := range hours {
			opens[i] = text.Opening{Day: h.Day, Span: h.Span()}
		}
		lines = append(lines, say.T("visit.hours", "Hours", say.Openings(opens, w.Zone)))
	}
	if next := time.Time(w.Next); !next.IsZero() && !w.Open && !w.Away {
		if zone, err := time.LoadLocation(w.Zone); err == nil {
			next = next.In(zone) // as the hours are
		}
		lines = append(lines, say.T("visit.next", "Time", say.DateTime(next)))
	}
	if w.Message != "" {
		return append(lines, say.T("visit.word.left", "Time", say.DateTime(time.Time(w.At).Local()), "Text", indent(w.Message)))
	}
	return append(lines, say.T("visit.word.may"))
}

func runVisitTicket(ctx context.Context, e *Env, c *Call) error {
	pass, visitor, err := e.House.NextTicket(ctx, e.Actor)
	if err != nil {
		return err
	}
	if pass.Fresh {
		e.become(visitor)
	}
	say := e.say()
	lines := []string{
		say.T("command.redeem.return", "Code", pass.Code, "Line", SSHLine("ticket", e.Host, e.Port)),
		say.T("visit.ticket.until", "Time", say.DateTime(pass.Until.Local())),
	}
	if pass.Fresh {
		lines = append(lines, say.T("visit.ticket.fresh"))
	}
	return e.show(c, map[string]any{"return_ticket": pass.Code, "until": at(pass.Until), "fresh": pass.Fresh}, lines...)
}

// runVisitKey says what binding a key means, binds the one of this connection, or
// takes it back.
func runVisitKey(ctx context.Context, e *Env, c *Call) error {
	say := e.say()
	switch {
	case c.on("this") && c.on("remove"):
		return c.spec.usageError()
	case c.on("remove"):
		if err := e.House.UnbindKey(ctx, e.Actor); err != nil {
			return err
		}
		return e.show(c, map[string]any{"key": nil}, say.T("visit.key.removed"))
	case !c.on("this"):
		s, err := e.House.Stay(ctx, e.Actor)
		if err != nil {
			return err
		}
		line := say.T("visit.key.none")
		if s.Key != nil {
			line = say.T("visit.key.bound", "Fingerprint", s.Key.Fingerprint, "Line", SSHLine("ticket", e.Host, e.Port))
		}
		return e.show(c, map[string]any{"key": stayOf(s).Key}, line, say.T("visit.key.weaker"))
	case len(e.Key) == 0:
		return house.Errorf(house.Invalid, "visit.error.no_key")
	}
	bound, err := e.House.BindKey(ctx, e.Actor, e.Key)
	if err != nil {
		return err
	}
	key := boundKeyJSON{bound.Fingerprint, at(bound.Bound)}
	return e.show(
		c, map[string]any{"key": key},
		say.T("visit.key.bound", "Fingerprint", key.Fingerprint, "Line", SSHLine("ticket", e.Host, e.Port)),
		say.T("visit.key.weaker"), say.T("visit.key.latest"),
	)
}

func runVisitMessage(ctx context.Context, e *Env, c *Call) error {
	words, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.LeaveWord(ctx, e.Actor, words)
	if err != nil {
		return err
	}
	return e.show(c, map[string]any{"id": string(sent.ID), "seq": sent.Seq}, e.say().T("visit.word.done"))
}

// runVisitJoin makes an account of a visit; the password comes as in register.
func runVisitJoin(ctx context.Context, e *Env, c *Call) error {
	if !c.on("accept-terms") {
		return house.Errorf(house.Invalid, "command.error.accept_terms")
	}
	r := house.Registration{Name: c.name(0), Lang: string(e.Lang), AcceptTerms: true}
	if c.on("lang") {
		lang, ok := text.Parse(c.flag("lang"))
		if !ok {
			return c.spec.usageError()
		}
		r.Lang = string(lang)
	}
	if c.on("keep-key") {
		if len(e.Key) == 0 {
			return house.Errorf(house.Invalid, "visit.error.no_key")
		}
		r.Key, r.KeyName = e.Key, e.KeyName
	}
	var err error
	if r.Password, err = e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again")); err != nil {
		return err
	}
	done, err := e.joinHouse(ctx, r)
	return e.registered(c, done, err)
}

// joinHouse makes the visitor a member and the connection the member's.
func (e *Env) joinHouse(ctx context.Context, r house.Registration) (house.Registered, error) {
	done, member, err := e.House.BecomeMember(ctx, e.Actor, r)
	if err == nil {
		e.become(member)
	}
	return done, err
}

// runTicketMember is the owner's yes to a visitor who wants to become a member.
func runTicketMember(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	who := strings.TrimSpace(c.name(1))
	if err := e.House.AllowMember(ctx, e.Actor, place, who, !c.on("undo")); err != nil {
		return err
	}
	return e.show(c, map[string]any{"place": place, "name": oneLine(who), "allowed": !c.on("undo")},
		e.say().T(map[bool]string{true: "visit.member.allowed", false: "visit.member.undone"}[!c.on("undo")], "Name", oneLine(who)))
}
