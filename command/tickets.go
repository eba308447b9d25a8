package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

func runTicketNew(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	valid, err := c.span("valid")
	if err != nil {
		return err
	}
	t, err := e.House.NewTicket(ctx, e.Actor, place, house.TicketSpec{
		Label: c.flag("label"), Pseudonym: c.flag("as"), Valid: valid,
		ReadOnly: c.on("read-only"), NoReturn: c.on("no-return"), Wait: c.on("wait"),
	})
	if err != nil {
		return err
	}
	return e.issued(c, t, SlipData{Code: t.Code, Room: t.Room, Expires: t.Expires, Wait: t.Wait, Lang: text.Lang(t.Lang)})
}

func runTicketMembership(ctx context.Context, e *Env, c *Call) error {
	t, err := e.House.NewMembershipTicket(ctx, e.Actor, c.flag("label"))
	if err != nil {
		return err
	}
	return e.issued(c, t, SlipData{Code: t.Code, Expires: t.Expires, Membership: true})
}

// runTicketActivation is for a member who lost password and recovery code.
func runTicketActivation(ctx context.Context, e *Env, c *Call) error {
	t, err := e.House.ActivationTicket(ctx, e.Actor, c.name(0))
	if err != nil {
		return err
	}
	return e.issued(c, t, SlipData{Code: t.Code, Expires: t.Expires, Membership: true})
}

// issued shows a fresh ticket; its code is never shown again.
func (e *Env) issued(c *Call, t house.Issued, d SlipData) error {
	slip := e.slip(d)
	shown := issuedJSON{
		ID: string(t.ID), Code: t.Code, Place: oneLine(t.Place), Expires: at(t.Expires), Slip: slip, Label: oneLine(t.Label),
	}
	return e.show(c, shown, strings.TrimSuffix(slip, "\n"), "", e.say().T("command.ticket.issued", "Id", shown.ID))
}

func runTicketList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	tickets, err := e.House.Tickets(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]ticketJSON, len(tickets))
	for i, t := range tickets {
		shown[i] = ticketJSON{
			ID: string(t.ID), Label: oneLine(t.Label), State: t.State, Expires: at(t.Expires),
			IssuedBy: oneLine(t.IssuedBy), Visitor: oneLine(t.Visitor), ReadOnly: !t.Write,
			Wait: t.Wait, Return: t.Return,
		}
		if !t.Gone.IsZero() {
			gone := at(t.Gone)
			shown[i].Gone = &gone
		}
	}
	line := func(t ticketJSON) string {
		say := e.say()
		about := facts(
			say.T("command.ticket_state."+t.State), t.Label, t.Visitor,
			say.T("command.ticket.by", "Name", t.IssuedBy),
			say.T("command.ticket.until", "Time", say.DateTime(time.Time(t.Expires).Local())),
			e.when(t.ReadOnly, "command.word.read_only"),
			e.when(t.Wait, "visit.word.wait"), e.when(!t.Return, "visit.word.no_return"),
		)
		return say.T("command.ticket.line", "Id", t.ID, "Facts", about)
	}
	return list(e, c, shown, func(t ticketJSON) string { return t.ID }, line, "command.ticket.none")
}

func runTicketRevoke(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.RevokeTicket(ctx, e.Actor, house.TicketID(c.arg(0))); err != nil {
		return err
	}
	return e.done(c, map[string]string{"id": c.arg(0), "state": "revoked"})
}

func runTicketLetIn(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	visitor, err := e.waiting(ctx, place, c.name(1))
	if err != nil {
		return err
	}
	if err := e.House.LetIn(ctx, e.Actor, place, visitor); err != nil {
		return err
	}
	return e.done(c, map[string]string{"id": string(visitor), "place": place})
}

// waiting finds who waits before a room by name or id.
func (e *Env) waiting(ctx context.Context, place, who string) (house.PersonID, error) {
	members, err := e.House.Members(ctx, e.Actor, place)
	if err != nil {
		return "", err
	}
	for _, m := range members {
		if m.State == "waiting" && (m.Name == who || string(m.Person) == who) {
			return m.Person, nil
		}
	}
	return "", house.Errorf(house.NotFound, "command.error.nobody_waits")
}

type redeemedJSON struct {
	Place        string `json:"place"`
	Name         string `json:"name"`
	ReturnTicket string `json:"return_ticket"`
	Until        at     `json:"until"`
	Waiting      bool   `json:"waiting"`
	Gone         at     `json:"gone"`      // everything of the visitor but the words goes
	ReadOnly     bool   `json:"read_only"` // the visit or the room is over
}

func runRedeem(ctx context.Context, e *Env, c *Call) error {
	if !c.on("accept") {
		return house.Errorf(house.Invalid, "command.error.accept")
	}
	r, err := e.redeem(ctx, house.Redemption{Accept: true, As: c.flag("as")})
	if err != nil {
		return err
	}
	shown := redeemedJSON{
		Place: oneLine(r.Place), Name: oneLine(r.Name), ReturnTicket: r.Return, Until: at(r.Until), Waiting: r.Waiting, Gone: at(r.Gone), ReadOnly: r.Ended || r.Closed,
	}
	return e.show(c, shown, e.redeemedLines(r)...)
}

// redeem uses the ticket up and makes the connection the visitor's.
func (e *Env) redeem(ctx context.Context, with house.Redemption) (house.Redeemed, error) {
	r, visitor, err := e.House.Redeem(ctx, e.Actor, with)
	if err != nil {
		return r, err
	}
	e.become(visitor)
	return r, nil
}

func (e *Env) redeemedLines(r house.Redeemed) []string {
	say := e.say()
	lines := []string{say.T("command.redeem.in", "Name", oneLine(r.Name), "Place", oneLine(r.Place))}
	if r.Waiting {
		lines = append(lines, say.T("command.redeem.waiting"))
	}
	if r.Return != "" {
		lines = append(lines, say.T("command.redeem.return", "Code", r.Return, "Line", SSHLine("ticket", e.Host, e.Port)))
	}
	if r.Closed && !r.Ended {
		lines = append(lines, say.T("visit.closed"))
	}
	return append(lines, e.ends(r.Until, r.Gone, r.Ended)...)
}

// runLeave ends a visit and shows the ticket for the next one.
func runLeave(ctx context.Context, e *Env, c *Call) error {
	bye, err := e.House.EndVisit(ctx, e.Actor, c.on("for-good"))
	if err != nil {
		return err
	}
	lines := []string{e.say().T("command.leave.bye")}
	if bye.Return != "" {
		lines = append(lines, e.say().T("command.redeem.return", "Code", bye.Return, "Line", SSHLine("ticket", e.Host, e.Port)))
	}
	lines = append(lines, e.ends(bye.Until, bye.Gone, bye.Ended)...)
	shown := map[string]any{"return_ticket": bye.Return, "until": at(bye.Until), "gone": at(bye.Gone), "ended": bye.Ended}
	return e.show(c, shown, lines...)
}
