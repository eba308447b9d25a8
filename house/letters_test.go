package house_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
)

func (c *counselling) write(a house.Actor, l house.LetterSpec) house.Sent {
	c.t.Helper()
	sent, err := c.WriteLetter(c.t.Context(), a, quiet, l)
	c.must(err)
	return sent
}

func letter(subject string) house.LetterSpec {
	return house.LetterSpec{Subject: subject, Text: "Text von " + subject}
}

// later is a letter to be sent after that time.
func (c *counselling) later(a house.Actor, subject string, after time.Duration) house.MessageID {
	c.t.Helper()
	l := letter(subject)
	l.Later = c.now().Add(after)
	return c.write(a, l).ID
}

// subjects are those of the letters that a sees.
func (c *counselling) subjects(a house.Actor) (out []string) {
	c.t.Helper()
	all, err := c.Letters(c.t.Context(), a, quiet)
	c.must(err)
	for _, l := range all {
		out = append(out, l.Subject)
	}
	return out
}

func (c *counselling) wantLetters(a house.Actor, want ...string) {
	c.t.Helper()
	if got := c.subjects(a); !slices.Equal(got, want) {
		c.t.Errorf("got the letters %q, want %q", got, want)
	}
}

func (c *counselling) waiting(a house.Actor) []house.LaterLetter {
	c.t.Helper()
	all, err := c.LaterLetters(c.t.Context(), a, quiet)
	c.must(err)
	return all
}

func TestLettersAnswerEachOther(t *testing.T) {
	c := newCounselling(t)
	first := c.write(c.client, house.LetterSpec{Subject: "Frage", Text: "Wie\ngeht das?", Key: "k"})
	if again := c.write(c.client, house.LetterSpec{Subject: "Frage", Text: "Wie\ngeht das?", Key: "k"}); again.ID != first.ID || !again.Repeat {
		t.Errorf("got %+v, want the repeat to be harmless", again)
	}
	answer := c.write(c.counsellor, house.LetterSpec{Subject: "Re: Frage", Text: "So.", Reply: first.ID})
	all, err := c.Letters(t.Context(), c.client, quiet)
	c.must(err)
	if len(all) != 2 || !all[0].Own || !all[0].Client || all[0].Text != "Wie\ngeht das?" || all[1].ReplyTo != first.ID || all[1].Client || all[1].ID != answer.ID {
		t.Errorf("got %+v, want question and answer", all)
	}
	news, err := c.News(t.Context(), c.client)
	c.must(err)
	if !slices.ContainsFunc(news, func(n house.NewsItem) bool { return n.Place == quiet+"/letters" && n.ForMe && n.Unread == 1 }) {
		t.Errorf("got %+v, want the answer as news for the client", news)
	}
	_, err = c.WriteLetter(t.Context(), c.client, quiet, house.LetterSpec{Text: "ohne Betreff"})
	wantKey(t, "write without a subject", err, "error.letter_subject")
	_, err = c.WriteLetter(t.Context(), c.client, quiet, house.LetterSpec{Subject: "x", Text: "x", Reply: "nirgends"})
	wantKey(t, "answer nothing", err, "error.not_found")
}

func TestLettersStayAsTheyWereSentAndGoByTheirAuthorAlone(t *testing.T) {
	c := newCounselling(t)
	id := c.write(c.client, letter("Frage")).ID
	_, err := c.Edit(t.Context(), c.client, id, "Anders")
	wantKey(t, "edit", err, "error.letter_fixed")
	_, err = c.Delete(t.Context(), c.counsellor, id)
	wantKey(t, "delete somebody else's", err, "error.letter_others")
	c.must(only(c.Delete(t.Context(), c.client, id)))
	c.wantLetters(c.counsellor)
	_, err = c.Letter(t.Context(), c.client, id)
	wantKey(t, "show a deleted one", err, "error.not_found")
}

func TestTheContractLimitsTheClientsLetters(t *testing.T) {
	c := newCounselling(t)
	c.write(c.client, letter("Vor dem Kontrakt"))
	e := goal("Ziel")
	e.Letters, e.Length = number(2), number(100)
	c.propose(c.counsellor, e)
	if rules, err := c.LetterRules(t.Context(), c.client, quiet); err != nil || rules.Limited {
		t.Errorf("got %+v, %v, want no limit by what is not agreed", rules, err)
	}
	c.accept(c.client, 1)
	if rules, err := c.LetterRules(t.Context(), c.client, quiet); err != nil || !rules.Limited || rules.Left != 2 || rules.Length != 100 || rules.Version != 1 {
		t.Errorf("got %+v, %v, want two letters left", rules, err)
	}
	long := house.LetterSpec{Subject: "Lang", Text: strings.Repeat("ä", 101)}
	_, err := c.WriteLetter(t.Context(), c.client, quiet, long)
	wantKey(t, "a long letter", err, "error.letter_long")
	c.write(c.counsellor, long) // the counsellor is not bound
	c.write(c.client, letter("Eins"))
	c.later(c.client, "Zwei", time.Hour)
	_, err = c.WriteLetter(t.Context(), c.client, quiet, letter("Drei"))
	wantKey(t, "one letter too many", err, "error.letter_none_left")
	c.must(only(c.WithdrawLetter(t.Context(), c.client, c.waiting(c.client)[0].ID)))
	var wait sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = c.WriteLetter(t.Context(), c.client, quiet, letter(fmt.Sprint("Gleichzeitig ", i)))
		})
	}
	wait.Wait()
	went := 0
	for _, err := range errs {
		if err == nil {
			went++
		} else {
			wantKey(t, "at once", err, "error.letter_none_left")
		}
	}
	if went != 1 {
		t.Errorf("got %d letters through at once, want one", went)
	}
	c.propose(c.counsellor, house.ContractEdit{Letters: number(3)})
	c.accept(c.client, 2)
	if rules, err := c.LetterRules(t.Context(), c.client, quiet); err != nil || rules.Left != 1 {
		t.Errorf("got %+v, %v, want one more by the new version", rules, err)
	}
}

func TestALetterIsSentWhenItIsDueAndSeenByNobodyBefore(t *testing.T) {
	c := newCounselling(t)
	id := c.later(c.counsellor, "Morgen", time.Hour)
	c.pass(50 * time.Minute)
	c.wantLetters(c.client)
	c.wantLetters(c.counsellor)
	if got := c.waiting(c.client); len(got) != 0 {
		t.Errorf("got %+v, want nothing to be told of it", got)
	}
	_, err := c.WithdrawLetter(t.Context(), c.client, id)
	wantKey(t, "withdraw somebody else's", err, "error.not_found")
	_, err = c.Letter(t.Context(), c.client, id)
	wantKey(t, "read it", err, "error.not_found")
	posts, err := c.Changes(t.Context(), c.client, quiet, 0, 0)
	c.must(err)
	if slices.ContainsFunc(posts, func(p house.Post) bool { return p.Kind == house.KindLetter }) {
		t.Error("got the letter among the changes")
	}
	due := c.waiting(c.counsellor)[0].Due
	c.pass(11 * time.Minute)
	all, err := c.Letters(t.Context(), c.client, quiet)
	c.must(err)
	if len(all) != 1 || all[0].Subject != "Morgen" || !all[0].At.Equal(due) || all[0].ID != id || len(c.waiting(c.counsellor)) != 0 {
		t.Errorf("got %+v, want it sent at %v", all, due)
	}
	_, err = c.WithdrawLetter(t.Context(), c.counsellor, id)
	wantKey(t, "withdraw what was sent", err, "error.letter_sent")
}

func TestALetterToBeSentLaterIsChangedAndWithdrawn(t *testing.T) {
	c := newCounselling(t)
	id := c.later(c.counsellor, "Morgen", time.Hour)
	subject, due := "Übermorgen", c.now().Add(2*time.Hour)
	got, err := c.ChangeLaterLetter(t.Context(), c.counsellor, id, house.LaterEdit{Subject: &subject, Due: &due})
	c.must(err)
	if got.Subject != subject || got.Text != "Text von Morgen" {
		t.Errorf("got %+v, want the subject changed", got)
	}
	c.pass(90 * time.Minute)
	c.wantLetters(c.client)
	back, err := c.WithdrawLetter(t.Context(), c.counsellor, id)
	c.must(err)
	if back.Text != "Text von Morgen" {
		t.Errorf("got %+v, want the words back", back)
	}
	c.pass(time.Hour)
	c.wantLetters(c.client)
	for key, at := range map[string]time.Time{"error.letter_past": c.now().Add(-time.Second), "error.letter_far": c.now().AddDate(2, 0, 0)} {
		l := letter("x")
		l.Later = at
		_, err := c.WriteLetter(t.Context(), c.counsellor, quiet, l)
		wantKey(t, "write for that time", err, key)
	}
}

func TestARepeatedLetterToBeSentLaterIsKeptAndSentOnce(t *testing.T) {
	c := newCounselling(t)
	l := letter("Einmal")
	l.Later, l.Key = c.now().Add(time.Hour), "k"
	first := c.write(c.counsellor, l)
	if again := c.write(c.counsellor, l); again.ID != first.ID || !again.Repeat {
		t.Errorf("got %+v, want the first one", again)
	}
	c.pass(2 * time.Hour)
	if again := c.write(c.counsellor, l); again.ID != first.ID || !again.Repeat {
		t.Errorf("got %+v after it was sent, want the first one", again)
	}
	c.wantLetters(c.client, "Einmal")
}

func TestManySweepsSendALetterOnce(t *testing.T) {
	c := newCounselling(t)
	for i := range 5 {
		c.later(c.counsellor, fmt.Sprint("Brief ", i), time.Hour+time.Duration(i)*time.Second)
	}
	c.by.Add(int64(2 * time.Hour))
	other, err := house.Open(t.Context(), house.Config{Store: c.store, HouseKey: c.key, WeakKDF: true, Clock: c.now}) // another node
	c.must(err)
	var wait sync.WaitGroup
	for _, s := range []*house.Service{c.Service, other, c.Service, other} {
		wait.Go(func() { s.Sweep(t.Context()) })
	}
	wait.Wait()
	c.wantLetters(c.client, "Brief 0", "Brief 1", "Brief 2", "Brief 3", "Brief 4")
}

func TestALetterIsSentAfterTheServerWasStopped(t *testing.T) {
	c := newCounselling(t)
	c.later(c.counsellor, "Morgen", time.Hour)
	c.by.Add(int64(2 * time.Hour)) // nobody was there
	c.reopen(true)
	c.Sweep(t.Context())
	c.wantLetters(c.in("admin"), "Morgen")
}

func TestSweepsAndWithdrawalsAtOnceLeaveOneTruth(t *testing.T) {
	c := newCounselling(t)
	for i := range 8 {
		id := c.later(c.counsellor, fmt.Sprint(i), time.Minute)
		c.by.Add(int64(2 * time.Minute))
		var wait sync.WaitGroup
		var err error
		wait.Go(func() { c.Sweep(t.Context()) })
		wait.Go(func() { _, err = c.WithdrawLetter(t.Context(), c.counsellor, id) })
		wait.Wait()
		sent := slices.Contains(c.subjects(c.client), fmt.Sprint(i))
		if sent == (err == nil) {
			t.Errorf("got it sent: %v, and the withdrawal: %v", sent, err)
		}
		if err != nil {
			wantKey(t, "withdraw", err, "error.letter_sent")
		}
	}
}

func TestANewKeyOfTheRoomSealsWaitingLettersAnew(t *testing.T) {
	c := newCounselling(t)
	c.later(c.counsellor, "Morgen", time.Hour)
	late := c.visitor("Dachs") // a new epoch, of which alone Dachs has the key
	c.pass(2 * time.Hour)
	c.wantLetters(late, "Morgen")
	c.wantLetters(c.client, "Morgen")
}

func TestAfterAVisitLettersWaitForSomebodyWithTheKey(t *testing.T) {
	c := newCounselling(t)
	berta := c.member("berta")
	c.must(only(c.Invite(t.Context(), c.counsellor, quiet, "berta")))
	c.must(only(c.Join(t.Context(), berta, quiet)))
	c.later(c.counsellor, "In zwei Monaten", 60*24*time.Hour)
	c.pass(50 * 24 * time.Hour) // the visitor's stay is over, the room needs a new key
	c.pass(11 * 24 * time.Hour)
	if rows, err := c.store.LettersDue(t.Context(), c.now()); err != nil || len(rows) != 1 {
		t.Fatalf("got %d rows, %v, want the letter to wait", len(rows), err)
	}
	c.wantLetters(berta) // whoever comes begins it
	c.Sweep(t.Context())
	c.wantLetters(berta, "In zwei Monaten")
}

func TestTheLettersOfWhoeverLeftAreDropped(t *testing.T) {
	c := newCounselling(t)
	c.later(c.client, "Von mir", time.Hour)
	c.must(only(c.Remove(t.Context(), c.counsellor, quiet, "Igel")))
	c.pass(2 * time.Hour)
	c.wantLetters(c.counsellor)
	if rows, err := c.store.LettersDue(t.Context(), c.now().AddDate(1, 0, 0)); err != nil || len(rows) != 0 {
		t.Errorf("got %d rows, %v, want none left", len(rows), err)
	}
}

func TestInAClosedRoomALetterWaitsAndItsAuthorIsTold(t *testing.T) {
	c := newCounselling(t)
	id := c.later(c.client, "Morgen", time.Hour)
	c.must(only(c.CloseRoom(t.Context(), c.counsellor, quiet)))
	c.pass(2 * time.Hour)
	c.wantLetters(c.counsellor)
	if got := c.waiting(c.client); len(got) != 1 || got[0].Held != "letters.held.closed" {
		t.Errorf("got %+v, want it to wait and say why", got)
	}
	news, err := c.News(t.Context(), c.client)
	c.must(err)
	if !slices.ContainsFunc(news, func(n house.NewsItem) bool { return n.Kind == "letter_held" && n.Place == quiet+"/letters" && n.ForMe }) {
		t.Errorf("got %+v, want the author to be told", news)
	}
	c.must(only(c.WithdrawLetter(t.Context(), c.client, id)))
	if got := c.waiting(c.client); len(got) != 0 {
		t.Errorf("got %+v, want it withdrawn", got)
	}
}

func TestAWaitingLetterThatWasTamperedWithIsNotSent(t *testing.T) {
	c := newCounselling(t)
	id := c.later(c.counsellor, "Morgen", time.Hour)
	row, err := c.store.LaterLetter(t.Context(), id)
	c.must(err)
	row.Due = c.now().Add(time.Minute)
	c.must(c.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutLaterLetter(t.Context(), row) }))
	c.pass(2 * time.Hour)
	c.wantLetters(c.client)
}

func TestWhenALetterIsSentIsReadAsPeopleWriteIt(t *testing.T) {
	now := time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"90m": "2026-03-05T11:30:00Z", "3d": "2026-03-08T10:00:00Z", "6.3.2026": "2026-03-06T08:00:00Z", "2026-03-05 14:30": "2026-03-05T14:30:00Z",
	} {
		if got, err := house.ParseLater(text, now); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
	_, err := house.ParseLater("5.3.2026", now)
	wantKey(t, "this morning", err, "error.letter_past")
	_, err = house.ParseLater("bald", now)
	wantKey(t, "no time", err, "error.due")
}
