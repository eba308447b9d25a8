package tickets_test

import (
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/tickets"
)

func desk() *fakeroom.House {
	f := fakeroom.New()
	f.Issued = []house.Ticket{
		{ID: "t1", Label: "Frau K. 会議", State: "open", Expires: fakeroom.At(600), IssuedBy: "mara", Write: true, Return: true},
		{ID: "t2", Label: fakeroom.Nasty, State: "redeemed", Expires: fakeroom.At(-60), IssuedBy: "mara", Visitor: "Rettungs\x1b[2Jring", Wait: true, Gone: fakeroom.At(5000)},
		{ID: "t3", State: "expired", Expires: fakeroom.At(-9000), IssuedBy: "mara", Write: true, Return: true},
		{ID: "t4", Label: "Irrtum", State: "revoked", Expires: fakeroom.At(-9000), IssuedBy: "mara", Write: true, Return: true},
	}
	f.Issue = house.Issued{ID: "t5", Code: "ABCDE-FGHJK-MNPQR-STVWX", Place: fakeroom.Place, Room: "Steuerkreis", Expires: fakeroom.At(72 * 60)}
	return f
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, tickets.New(kittest.Env(f), fakeroom.Place))
}

func TestTicketsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			f := desk()
			env := kittest.Env(f)
			env.Text = text.For(lang)
			env.Slip = func(i house.Issued) string {
				return "Besucherticket " + i.Code + "\n\n" + strings.Repeat("So kommen Sie herein: ssh -p 2222 ticket@house.example\n", 12)
			}
			d := kittest.New(t, size[0], size[1], tickets.New(env, fakeroom.Place))
			d.Press("down")
			d.WantNoEscape()
			d.Golden("list-" + string(lang))
			d.Press("c")
			d.Golden("form-" + string(lang))
			d.Press("down", "down", "down", "down", "down", "down", "enter")
			d.Golden("fresh-" + string(lang))
		}
	}
}

func TestNoTicketsSaysWhatTheyAreFor(t *testing.T) {
	open(t, fakeroom.New()).Wants("without an account", "c writes one")
}

func TestTicketIsIssuedWithArrowsAndEnterAlone(t *testing.T) {
	f := desk()
	d := open(t, f)
	d.Press("c")
	d.Type("Herr Qd") // letters are inert here
	d.Press("down", "down", "right", "down", "enter", "down", "enter", "down", "down", "enter")
	f.WantCalls(t, "NewTicket Herr Qd  168h0m0s false true true")
	d.Wants("ABCDE-FGHJK-MNPQR-STVWX", "never again", "slip ABCDE")
}

func TestCodeIsNotLostByAccident(t *testing.T) {
	f := desk()
	d := open(t, f)
	d.Press("c", "down", "down", "down", "down", "down", "down", "enter", "esc")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok {
		t.Errorf("got %#v, want to be asked before the code goes", d.Asked)
	}
	d.Wants("ABCDE")
	d.Press("y")
	if d.Clipboard != f.Issue.Code {
		t.Errorf("got %q in the clipboard, want the code", d.Clipboard)
	}
	d.Press("Y")
	if d.Clipboard != "slip "+f.Issue.Code {
		t.Errorf("got %q in the clipboard, want the slip", d.Clipboard)
	}
	d.Press("esc")
	d.Lacks("ABCDE")
	d.Wants("open: Frau K.")
}

func TestRefusedTicketKeepsTheForm(t *testing.T) {
	f := desk()
	d := open(t, f)
	f.Fail["NewTicket"] = house.Errorf(house.Conflict, "error.name_taken")
	d.Press("c", "down")
	d.Type("mara")
	d.Press("down", "down", "down", "down", "down", "enter")
	d.Wants("mara", "! That name is taken")
	f.Fail["NewTicket"] = fakeroom.Down()
	d.Press("down", "down", "down", "down", "down", "enter")
	d.Wants("mara")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the failure said", d.Asked)
	}
}

func TestRevokingAsks(t *testing.T) {
	f := desk()
	d := open(t, f)
	d.Press("down", "d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Text, "Rettungs") || strings.Contains(ask.Text, "\x1b") {
		t.Fatalf("got %#v, want to be asked who goes", d.Asked)
	}
	f.WantCalls(t)
	d.Send(ask.Options[1].Do("")())
	f.WantCalls(t, "RevokeTicket t2")
	d.Wants("revoked:")
	d.Press("end", "d")
	d.WantAsked(kit.Toast{Key: "tickets.key.revoke.off"})
}

func TestEnterOffersToRevoke(t *testing.T) {
	d := open(t, desk())
	d.Press("1")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(ask.Options) != 2 || !strings.Contains(ask.Text, "valid until") {
		t.Errorf("got %#v, want the ticket and what can be done", d.Asked)
	}
}

func TestRedeemedTicketShowsByEvent(t *testing.T) {
	f := desk()
	d := open(t, f)
	f.Issued[0].State, f.Issued[0].Visitor = "redeemed", "Igel"
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("redeemed: Frau K.")
}

func TestOnlyTheOwnerSeesTickets(t *testing.T) {
	f := desk()
	f.Fail["Tickets"] = house.Errorf(house.Forbidden, "error.forbidden")
	d := open(t, f)
	d.Wants("You may not do that here.")
}
