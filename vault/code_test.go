package vault_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"stockwerk/vault"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func TestCodeReadsBackAsPeopleTypeIt(t *testing.T) {
	shape := regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$`)
	for range 200 {
		c := vault.NewCode()
		shown := c.String()
		if !shape.MatchString(shown) || len(c) != 20 {
			t.Fatalf("got %s", shown)
		}
		for _, typed := range []string{
			shown, string(c), strings.ToLower(shown), " " + strings.ReplaceAll(shown, "-", " ") + "\n",
			strings.ReplaceAll(shown, "-", "–"), strings.ReplaceAll(shown, "0", "O"), strings.ReplaceAll(shown, "0", "o"),
			strings.ReplaceAll(shown, "1", "I"), strings.ReplaceAll(shown, "1", "l"),
		} {
			if got, err := vault.ParseCode(typed); err != nil || got != c {
				t.Errorf("%q: got %q, %v", typed, string(got), err)
			}
		}
	}
}

func TestEveryTypingErrorOfOneCharacterIsToldApart(t *testing.T) {
	c := string(vault.NewCode())
	for i := range c {
		for _, r := range alphabet + "U*@ä" {
			if byte(r) == c[i] && r < 128 {
				continue
			}
			typed := c[:i] + string(r) + c[i+1:]
			_, err := vault.ParseCode(typed)
			wantErr(t, typed, err, vault.ErrTypo)
		}
		if i > 0 && c[i] != c[i-1] {
			_, err := vault.ParseCode(c[:i-1] + c[i:i+1] + c[i-1:i] + c[i+1:])
			wantErr(t, "neighbours swapped", err, vault.ErrTypo)
		}
	}
	for _, typed := range []string{"", "-", c[1:], c[:19], c + "0", c + c, strings.Repeat("-", 300) + c, c[:19] + "\x00", "\xff" + c} {
		_, err := vault.ParseCode(typed)
		wantErr(t, typed, err, vault.ErrTypo)
	}
}

func TestRecoveryCodeReadsBackAsPeopleTypeIt(t *testing.T) {
	shape := regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$`)
	for range 200 {
		code := vault.NewRecoveryCode()
		if !shape.MatchString(code) {
			t.Fatalf("got %s", code)
		}
		for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "0", "O")} {
			if got, err := vault.ParseRecoveryCode(typed); err != nil || got != code {
				t.Errorf("%q: got %q, %v", typed, got, err)
			}
		}
	}
	code := vault.NewRecoveryCode()
	for i, r := range code {
		if r == '-' {
			continue
		}
		other := string(alphabet[(strings.IndexRune(alphabet, r)+1)%32])
		_, err := vault.ParseRecoveryCode(code[:i] + other + code[i+1:])
		wantErr(t, "one wrong character", err, vault.ErrTypo)
	}
	_, err := vault.ParseRecoveryCode(vault.NewCode().String())
	wantErr(t, "ticket as a recovery code", err, vault.ErrTypo)
}

func TestCodesUseTheWholeAlphabetAndDoNotRepeat(t *testing.T) {
	seen, used := map[vault.Code]bool{}, map[rune]bool{}
	for range 2000 {
		c := vault.NewCode()
		if seen[c] {
			t.Fatalf("%s twice", c)
		}
		seen[c] = true
		for _, r := range string(c) {
			used[r] = true
		}
	}
	if len(used) != 32 {
		t.Errorf("got %d characters, want 32", len(used))
	}
}

func TestTicketLookupAndIdentityNeedCodeAndHouseKey(t *testing.T) {
	h, c := testHouse(t), vault.NewCode()
	other, err := vault.OpenHouse(vault.NewHouseKey(), houseID)
	if err != nil {
		t.Fatal(err)
	}
	look := h.TicketLookup(c)
	if len(look) != 16 {
		t.Errorf("got %d bytes, want 16", len(look))
	}
	wantBytes(t, "again", h.TicketLookup(c), look)
	wantBytes(t, "as shown", h.TicketLookup(vault.Code(c.String())), look)
	if bytes.Equal(h.TicketLookup(vault.NewCode()), look) || bytes.Equal(other.TicketLookup(c), look) {
		t.Error("another ticket or house has the same look-up")
	}
	a, err := h.TicketIdentity(c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.TicketIdentity(vault.Code(strings.ToLower(c.String())))
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "identity again", b.Public(), a.Public())
	d, err := other.TicketIdentity(c)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(d.Public(), a.Public()) {
		t.Error("another house has the same ticket identity")
	}
	_, err = h.TicketIdentity("HUNTER2")
	wantErr(t, "no code", err, vault.ErrTypo)
}

// A ticket's wrap is deleted when it is redeemed: with the code, the house key
// and the visitor's wrap there is still nothing to open.
func TestRedeemedTicketOpensNothing(t *testing.T) {
	h, c := testHouse(t), vault.NewCode()
	ticket, err := h.TicketIdentity(c)
	if err != nil {
		t.Fatal(err)
	}
	k := vault.NewRoomKey(room, 1)
	issued, err := k.Wrap(houseID, ticket.Public(), "ticket-1")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := ticket.UnwrapRoom(houseID, room, 1, "ticket-1", issued)
	if err != nil {
		t.Fatal(err)
	}
	visitor := newIdentity(t)
	redeemed, err := opened.Wrap(houseID, visitor.Public(), "visitor-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, recipient := range []string{"ticket-1", "visitor-1"} {
		_, err = ticket.UnwrapRoom(houseID, room, 1, recipient, redeemed)
		wantErr(t, recipient, err, vault.ErrTampered)
	}
	if _, err = visitor.UnwrapRoom(houseID, room, 1, "visitor-1", redeemed); err != nil {
		t.Error(err)
	}
}

func TestCodeStaysOutOfLogs(t *testing.T) {
	var out bytes.Buffer
	c := vault.NewCode()
	slog.New(slog.NewTextHandler(&out, nil)).Info("ticket", "code", c)
	if s := out.String(); strings.Contains(s, string(c)) || strings.Contains(s, fmt.Sprint(c)) {
		t.Errorf("the log shows %s", s)
	}
}

func TestKeyCodeIsOfOneHouseSaltAndKey(t *testing.T) {
	h := testHouse(t)
	other, err := vault.OpenHouse(vault.NewHouseKey(), houseID)
	if err != nil {
		t.Fatal(err)
	}
	code := h.KeyCode([]byte("salt"), []byte("key"))
	if again, err := vault.ParseCode(code.String()); err != nil || again != code {
		t.Errorf("got %v, want a code as others are", err)
	}
	if h.KeyCode([]byte("salt"), []byte("key")) != code {
		t.Error("the same key gives another code")
	}
	for what, wrong := range map[string]vault.Code{
		"salt": h.KeyCode([]byte("sal"), []byte("key")), "key": h.KeyCode([]byte("salt"), []byte("ke")),
		"where they meet": h.KeyCode([]byte("saltk"), []byte("ey")), "house": other.KeyCode([]byte("salt"), []byte("key")),
	} {
		if wrong == code {
			t.Errorf("another %s gives the same code", what)
		}
	}
	who := newIdentity(t)
	slot, err := h.NewCodeSlot(vault.SlotKey, "igel", "key", string(code), who)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.OpenSlot(slot, []byte(code), who.Public()); err != nil {
		t.Errorf("the code does not open its slot: %v", err)
	}
}
