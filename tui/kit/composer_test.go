package kit_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
)

// desk is a house that keeps drafts.
type desk struct {
	kittest.House
	draft  house.Draft
	saves  int
	drops  int
	posted []kit.Words
	err    error
}

func (d *desk) Draft(context.Context, house.Actor, string) (house.Draft, error) { return d.draft, nil }

func (d *desk) SaveDraft(_ context.Context, _ house.Actor, draft house.Draft) error {
	d.draft = draft
	d.saves++
	return nil
}

func (d *desk) DropDraft(context.Context, house.Actor, string) error {
	d.draft = house.Draft{}
	d.drops++
	return nil
}

// letter is the least screen around a composer.
type letter struct {
	c      *kit.Composer
	done   int
	closed int
}

func (l *letter) Init() tea.Cmd   { return l.c.Init() }
func (l *letter) Title() string   { return "letter" }
func (l *letter) Keys() []kit.Key { return l.c.Keys() }
func (l *letter) Typing() bool    { return true }
func (l *letter) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	return l, l.c.Update(msg)
}
func (l *letter) View(w, h int) kit.View { return l.c.View(w, h) }

func write(t *testing.T, h *desk, change func(*kit.Composer)) (*kittest.Driver, *letter) {
	t.Helper()
	env := kittest.Env(h)
	l := &letter{c: kit.NewComposer(env, "f/r/board")}
	l.c.To, l.c.Readers = "Steuerkreis", "Can read: you, jonas. Not: admins."
	l.c.Post = func(_ context.Context, _ kit.House, _ house.Actor, w kit.Words) error {
		h.posted = append(h.posted, w)
		return h.err
	}
	l.c.Done = func() tea.Cmd { l.done++; return nil }
	l.c.Close = func() tea.Cmd { l.closed++; return nil }
	if change != nil {
		change(l.c)
	}
	return kittest.New(t, 80, 12, l), l
}

func TestComposerNamesDestinationAndReaders(t *testing.T) {
	d, _ := write(t, &desk{}, nil)
	d.Wants("To: Steuerkreis. Can read: you, jonas. Not: admins.")
}

func TestWordsAreGoneOnlyWhenTheHouseHasThem(t *testing.T) {
	h := &desk{err: errors.New("no")}
	d, l := write(t, h, nil)
	d.Type("Hallo q!")
	d.Press("ctrl+s")
	d.Wants("Hallo q!")
	if l.done != 0 || h.saves == 0 {
		t.Errorf("got done %d, saved %d after a failure, want the words kept", l.done, h.saves)
	}
	h.err = nil
	d.Press("ctrl+d")
	d.Lacks("Hallo")
	if l.done != 1 || len(h.posted) != 2 {
		t.Fatalf("got done %d, posted %d", l.done, len(h.posted))
	}
	if a, b := h.posted[0], h.posted[1]; a.Key == "" || a.Key != b.Key || a.Text != "Hallo q!" {
		t.Errorf("got %v then %v, want the same words with the same key", a, b)
	}
	d.Type("Noch was")
	d.Press("ctrl+s")
	if h.posted[2].Key == h.posted[0].Key {
		t.Error("got the key of other words again")
	}
}

func TestDraftsAreSavedWithinTenSecondsAndComeBack(t *testing.T) {
	h := &desk{}
	d, _ := write(t, h, nil)
	d.Type("halb")
	if h.saves != 0 {
		t.Error("got a save per key")
	}
	d.Pass(10 * time.Second)
	if h.saves != 1 || h.draft.Text != "halb" || h.draft.Place != "f/r/board" {
		t.Errorf("got %d saves and %v", h.saves, h.draft)
	}
	d.Pass(10 * time.Second)
	if h.saves != 1 {
		t.Errorf("got %d saves of the same words", h.saves)
	}
	again, _ := write(t, h, nil)
	again.Wants("halb")
}

func TestEscKeepsTheDraft(t *testing.T) {
	h := &desk{}
	d, l := write(t, h, nil)
	d.Type("später")
	d.Press("esc")
	if l.closed != 1 || h.draft.Text != "später" {
		t.Errorf("got closed %d, draft %q", l.closed, h.draft.Text)
	}
}

func TestLongPastesAreLookedAtFirst(t *testing.T) {
	h := &desk{}
	d, _ := write(t, h, nil)
	d.Paste(strings.Repeat("Zeile\n", 6))
	d.Press("ctrl+s")
	if len(h.posted) != 0 {
		t.Fatal("got it sent without a question")
	}
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Title, "Steuerkreis") || ask.Options[0].Do == nil {
		t.Fatalf("got %#v, want a question that names the destination", d.Asked)
	}
	d.Send(ask.Options[0].Do("")())
	if len(h.posted) != 1 {
		t.Errorf("got %d sent after the answer, want one", len(h.posted))
	}
}

func TestEnterSendsALineInAChat(t *testing.T) {
	h := &desk{}
	d, _ := write(t, h, func(c *kit.Composer) { c.Line = true })
	d.Type("hallo")
	d.Press("enter")
	if len(h.posted) != 1 || h.posted[0].Text != "hallo" {
		t.Errorf("got %v", h.posted)
	}
	d.Press("enter")
	if len(h.posted) != 1 {
		t.Error("got an empty line sent")
	}
}

func TestSubjectComesFirst(t *testing.T) {
	h := &desk{}
	d, _ := write(t, h, func(c *kit.Composer) { c.Subject = true })
	d.Type("Betreff")
	d.Press("enter")
	d.Type("Text")
	d.Press("ctrl+s")
	if len(h.posted) != 1 || h.posted[0].Title != "Betreff" || h.posted[0].Text != "Text" {
		t.Errorf("got %v", h.posted)
	}
}
