package main_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestEachRefusalIsOneClearSentence tries what people get wrong, from outside,
// and wants the contract's exit code and one line that says what to do.
func TestEachRefusalIsOneClearSentence(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	for _, c := range []struct {
		stdin, line string
		want        int
	}{
		{"", "nosuchthing", 2},
		{"", "say", 2},
		{"", "say stadt/kreis --nonsense x", 2},
		{"", `say stadt/kreis "no end`, 2},
		{"", "say stadt x", 2},
		{"", "say Stadt//kreis x", 2},
		{"", "read stadt/nowhere", 3},
		{"", "rooms nowhere", 3},
		{"", "msg @nobody hello", 3},
		{"", "floor new x Name", 4},
		{"", "ticket new stadt/kreis", 4},
		{"", "room invite stadt/kreis @anna", 4},
		{strings.Repeat("z", 8001), "say stadt/kreis", 2},
		{strings.Repeat("z", 64_001), "post stadt/kreis/board --title T", 2},
		{strings.Repeat("z", 20<<20), "post stadt/kreis/board --title T", 2},
		{"text", "post stadt/kreis/board --title " + strings.Repeat("t", 201), 2},
		{"\x1b\x00\u202e \n\n", "say stadt/kreis", 2},
		{"", "say stadt/\xff\xfe x", 2},
		{"", "read @\xc3\x28", 2},
		{"", "ticket revoke \xff", 2},
	} {
		got := refused(t, berta, c.stdin, c.line, c.want)
		if got.out != "" || len(got.err) > 400 {
			t.Errorf("%.40q: stdout %q, stderr of %d bytes, want one short line", c.line, got.out, len(got.err))
		}
	}
	refused(t, anna, "", "room invite stadt/kreis @berta", 5)
	refused(t, p.dial("new"), "short\n", "register karla --accept-terms", 2)
	refused(t, p.dial("new"), password+"\n", "register Anna --accept-terms", 5)
	refused(t, p.dial("new"), password+"\n", "register karla", 2)
	refused(t, p.dial("guest"), "", "msg @anna hello", 4)

	if got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --json"))); len(got) != 0 {
		t.Errorf("refused words were stored: %q", got)
	}
	must(t, berta, "broken \xff\xfe bytes", "say stadt/kreis")
	if got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --json"))); !slices.Equal(got, []string{"broken \uFFFD bytes"}) {
		t.Errorf("broken UTF-8: got %q, want the loss to show", got)
	}
}

// TestWrongTicketsAreToldApart: a typing error is answered by the door, a ticket
// that is used up, revoked or invented is not let in, and one that is revoked
// before the very door gives a sentence.
func TestWrongTicketsAreToldApart(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _ := furnish(t, p)
	issue := func() issued { return as[issued](t, must(t, anna, "", "ticket new stadt/kreis --json")) }

	good := issue()
	typo := []byte(good.Code)
	if typo[0]++; typo[0] > '9' && typo[0] < 'A' || typo[0] == 'I' || typo[0] == 'L' || typo[0] == 'O' || typo[0] == 'U' || typo[0] > 'Z' {
		typo[0] = '2'
	}
	var hints []string
	asked := 0
	c := p.dial("ticket", ssh.KeyboardInteractive(func(_, hint string, questions []string, echo []bool) ([]string, error) {
		if len(questions) == 0 {
			return nil, nil
		}
		hints = append(hints, hint)
		if asked++; asked == 1 {
			return []string{string(typo)}, nil
		}
		return []string{good.Code}, nil
	}))
	must(t, c, "", "redeem --accept")
	if asked != 2 || !strings.Contains(hints[1], "Tippfehler") || !strings.Contains(hints[1], "typing error") {
		t.Errorf("asked %d times with %q, want a second question that names the typing error", asked, hints)
	}

	revoked := issue()
	waiting := p.dial("ticket", code(revoked.Code))
	must(t, anna, "", "ticket revoke "+revoked.ID)
	if got := run(t, waiting, "", "redeem --accept"); got.code == 0 || got.code == 1 || strings.Count(got.err, "\n") != 1 {
		t.Errorf("redeeming a revoked ticket: got %+v, want a refusal in one line", got)
	}
	for name, ticket := range map[string]string{"redeemed": good.Code, "revoked": revoked.Code, "invented": "22222-33333-44444-55555"} {
		if _, err := p.tryDial("ticket", code(ticket)); err == nil {
			t.Errorf("the %s ticket opened the door", name)
		}
	}
	refused(t, anna, "", "ticket new stadt/kreis --valid 0", 2)
	refused(t, anna, "", "ticket new stadt/kreis --valid never", 2)
	refused(t, anna, "", "ticket new stadt/kreis --valid 9000h", 2)
}
