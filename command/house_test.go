package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"stockwerk/command"
	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/text"
	"stockwerk/vault"
)

const password = "four words in a row"

// town is a real house on a fresh database.
type town struct {
	t     *testing.T
	house *house.Service
}

func newTown(t *testing.T) *town {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "house.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := house.Open(t.Context(), house.Config{Store: db, HouseKey: vault.NewHouseKey(), WeakKDF: true})
	if err != nil {
		t.Fatal(err)
	}
	return &town{t, s}
}

// person is one connection and what it has printed.
type person struct {
	t        *testing.T
	env      *command.Env
	out, err bytes.Buffer
}

func (w *town) person(a house.Actor) *person {
	p := &person{t: w.t}
	p.env = &command.Env{
		House: w.house, Actor: a, Lang: text.English, Host: "house.example", Port: 2222, Fingerprint: "SHA256:abc",
		Out: &p.out, Err: &p.err,
	}
	return p
}

// setup makes the first house admin.
func (w *town) setup(name string) *person {
	w.t.Helper()
	code, needed, err := w.house.SetupTicket(w.t.Context())
	if err != nil || !needed {
		w.t.Fatalf("setup ticket: %v, needed %v", err, needed)
	}
	return w.arrive(w.atTicket(code), name)
}

func (w *town) atTicket(code string) house.Actor {
	w.t.Helper()
	a, err := w.house.TicketDoor(w.t.Context(), code)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// member makes an account by new@.
func (w *town) member(name string) *person {
	w.t.Helper()
	return w.arrive(w.house.Newcomer(), name)
}

func (w *town) arrive(a house.Actor, name string) *person {
	w.t.Helper()
	p := w.person(a)
	p.does(password+"\n", "register "+name+" --accept-terms --lang en")
	return p
}

// run runs a line with an input and gives its exit code.
func (p *person) run(in, line string) int {
	p.t.Helper()
	p.out.Reset()
	p.err.Reset()
	e := *p.env
	e.In = strings.NewReader(in)
	e.SetActor = func(a house.Actor) { p.env.Actor = a }
	return command.Run(p.t.Context(), &e, line)
}

// does runs a line that must succeed and gives what it printed.
func (p *person) does(in, line string) string {
	p.t.Helper()
	if code := p.run(in, line); code != 0 {
		p.t.Fatalf("%s: got exit %d, %s", line, code, p.err.String())
	}
	if p.err.Len() > 0 {
		p.t.Fatalf("%s: got %q on standard error", line, p.err.String())
	}
	return p.out.String()
}

// refused runs a line that must fail with a code and one line of error.
func (p *person) refused(code int, in, line string) string {
	p.t.Helper()
	got := p.run(in, line)
	said := p.err.String()
	if got != code || strings.Count(said, "\n") != 1 || strings.Contains(said, "⟦") || len(said) < 10 {
		p.t.Fatalf("%s: got exit %d and %q, want %d and one sentence", line, got, said, code)
	}
	if p.out.Len() > 0 {
		p.t.Fatalf("%s: got output %q with a refusal", line, p.out.String())
	}
	return said
}

// object and list run a line with --json.
func (p *person) object(in, line string) map[string]any {
	p.t.Helper()
	var v map[string]any
	p.decode(p.does(in, line), line, &v)
	return v
}

func (p *person) list(line string) []map[string]any {
	p.t.Helper()
	var v []map[string]any
	p.decode(p.does("", line+" --json"), line, &v)
	if v == nil {
		p.t.Fatalf("%s: got null, want an array", line)
	}
	return v
}

func (p *person) decode(s, line string, v any) {
	p.t.Helper()
	dec := json.NewDecoder(strings.NewReader(s))
	if err := dec.Decode(v); err != nil {
		p.t.Fatalf("%s: %v in %q", line, err, s)
	}
	if dec.More() {
		p.t.Fatalf("%s: more than one document in %q", line, s)
	}
}

// follow runs a line beside the test; stop ends it.
func (p *person) follow(ctx context.Context, line string, out *lineWriter) <-chan int {
	e := *p.env
	e.In, e.Out = strings.NewReader(""), out
	done := make(chan int, 1)
	go func() { done <- command.Run(ctx, &e, line) }()
	return done
}
