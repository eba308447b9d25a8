package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"stockwerk/bench/served"
	"stockwerk/text"
)

// What a large room costs: the same ways through an almost empty room and through
// one with 100,000 posts, 5,000 versions of pages and 10,000 files, from the key to
// the words on the screen; a search in the large one; and the memory of sessions
// that have been everywhere in the one or the other.

// wanted is how much longer a large room may take.
const wanted = 1.5

// step is a way on a screen of a room: keys, and the words they bring. NAME is the
// room's.
type step struct {
	name       string // "" is not measured
	keys, want string
}

// tour goes from home through a room and back.
func tour(number string) []step {
	back := func(want string) step { return step{"", "\x1b", want} }
	return []step{
		{"room entrance", number, "thema-NAME-q"},
		{"board", "1\r", "faden-NAME-q"},
		back("thema-NAME-q"),
		{"wiki, list of pages", "5", "Start"},
		{"wiki, a page", "1", "seite-NAME-q"},
		back("Start"),
		back("thema-NAME-q"),
		{"files", "6", "0ordner-NAME-q"},
		back("thema-NAME-q"),
		back(words("home.rooms")),
	}
}

// sized is what was measured.
type sized struct {
	steps                  []string // in their order
	empty, full            map[string]sample
	emptyOnce, fullOnce    map[string]sample // the first time since the house opened
	first, oldest, stopped sample
	after                  float64 // cores in the second after a search was stopped
	memory                 map[string]float64
}

func (p plan) rooms(ctx context.Context, out io.Writer, quick bool) error {
	n, rounds, sessions := served.Sizes{Posts: 100_000, Versions: 5_000, Files: 10_000}, 40, 32
	if quick {
		n, rounds, sessions = served.Sizes{Posts: 4_000, Versions: 200, Files: 400}, 5, 4
	}
	key, err := newKey()
	if err != nil {
		return err
	}
	fmt.Fprintf(p.log, "furnishing a room with %d posts, %d versions of pages, %d files\n", n.Posts, n.Versions, n.Files)
	c, gone, err := furnished(ctx, key, childSizes, 2*sessions, fmt.Sprintf("%d,%d,%d", n.Posts, n.Versions, n.Files))
	if err != nil {
		return err
	}
	defer gone()
	s := sized{
		empty: map[string]sample{}, full: map[string]sample{}, emptyOnce: map[string]sample{}, fullOnce: map[string]sample{},
		memory: map[string]float64{},
	}
	for _, do := range []struct {
		name string
		do   func() error
	}{
		{"ways", func() error { return s.ways(c, key, rounds) }},
		{"search", func() error { return s.search(c, key, rounds/4+1, !quick) }},
		{"memory", func() error { return s.weighs(c, key, sessions) }},
	} {
		fmt.Fprintln(p.log, do.name)
		if err := p.profiled(c, do.name, n.Posts, do.do); err != nil {
			return fmt.Errorf("%s: %w", do.name, err)
		}
	}
	s.table(out, n, sessions)
	return nil
}

// come opens a terminal of a member who is at home.
func come(c *child, key ssh.Signer, member int) (*terminal, error) {
	t, _, err := open(c.addr, served.Member(member), key, words("lock.without"))
	if err != nil {
		return nil, err
	}
	if _, err := t.answer(served.Password+"\r", words("home.rooms")); err != nil {
		t.hangUp()
		return nil, err
	}
	return t, nil
}

// walk goes through a room once.
func (s *sized) walk(t *terminal, name string, to map[string]sample) error {
	number := "1\r" // home has ten entries and more, so that a second digit could follow
	if name == "voll" {
		number = "2"
	}
	s.steps = s.steps[:0]
	for _, st := range tour(number) {
		took, err := t.answer(st.keys, strings.ReplaceAll(st.want, "NAME", name))
		if err != nil {
			return fmt.Errorf("%s of %s: %w", st.name, name, err)
		}
		if st.name != "" {
			s.steps = append(s.steps, st.name)
			to[st.name] = append(to[st.name], took)
		}
	}
	return nil
}

// ways walks both rooms in turn.
func (s *sized) ways(c *child, key ssh.Signer, rounds int) error {
	t, err := come(c, key, 0)
	if err != nil {
		return err
	}
	defer t.hangUp()
	for round := range rounds + 1 {
		empty, full := s.empty, s.full
		if round == 0 {
			empty, full = s.emptyOnce, s.fullOnce
		}
		if err := s.walk(t, "leer", empty); err != nil {
			return err
		}
		if err := s.walk(t, "voll", full); err != nil {
			return err
		}
		wait(20 * time.Millisecond)
	}
	return nil
}

// search looks through the full room: for what the newest posts have, for what
// only the oldest has, and for what none has, which is stopped on the way.
func (s *sized) search(c *child, key ssh.Signer, rounds int, long bool) error {
	t, err := come(c, key, 0)
	if err != nil {
		return err
	}
	defer t.hangUp()
	if _, err := t.answer("2", "thema-voll-q"); err != nil {
		return err
	}
	for range rounds {
		for _, look := range []struct {
			word, want string
			to         *sample
		}{
			{served.Everyday, "Umlauten", &s.first},
			{served.Oldest, "hausmeister in", &s.oldest},
		} {
			if err := ask(t, look.word); err != nil {
				return err
			}
			took, err := t.answer("\r", look.want)
			if err != nil {
				return err
			}
			*look.to = append(*look.to, took)
			if err := leave(t); err != nil {
				return err
			}
		}
		if !long {
			continue // a small room is through before anybody can stop it
		}
		if err := s.stop(c, t); err != nil {
			return err
		}
	}
	return nil
}

// ask opens the search of the room and types a word.
func ask(t *terminal, word string) error {
	if _, err := t.answer("s", words("search.words")); err != nil {
		return err
	}
	_, err := t.answer(word, word)
	return err
}

// leave goes back to the entrance, ending a search that still runs.
func leave(t *terminal) error {
	t.await("thema-voll-q")
	for range 3 {
		if err := t.press("\x1b"); err != nil {
			return err
		}
		select {
		case <-t.seen:
			return nil
		case <-time.After(200 * time.Millisecond):
		}
	}
	return errors.New("the search does not end")
}

// stop begins a search that finds nothing, and ends it.
func (s *sized) stop(c *child, t *terminal) error {
	if err := ask(t, "nirgendwo"); err != nil {
		return err
	}
	say := text.For(text.English)
	if _, err := t.answer("\r", say.N("search.running", 0)); err != nil {
		return err
	}
	wait(50 * time.Millisecond)
	took, err := t.answer("\x1b", say.N("search.cancelled", 0))
	if err != nil {
		return err
	}
	s.stopped = append(s.stopped, took)
	before, err := c.worked()
	if err != nil {
		return err
	}
	wait(time.Second)
	now, err := c.worked()
	if err != nil {
		return err
	}
	s.after = max(s.after, (now - before).Seconds())
	return leave(t)
}

// weighs compares sessions that have been everywhere in one of the rooms.
func (s *sized) weighs(c *child, key ssh.Signer, sessions int) error {
	for i, name := range []string{"leer", "voll"} {
		// What the house itself keeps of a room is there from the first visit on.
		if err := s.visit(c, key, i*sessions, 1, name); err != nil {
			return err
		}
		if err := s.visit(c, key, i*sessions, sessions, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *sized) visit(c *child, key ssh.Signer, from, sessions int, name string) error {
	before, err := weigh(c)
	if err != nil {
		return err
	}
	for i := range sessions {
		t, err := come(c, key, from+i)
		if err != nil {
			return err
		}
		defer t.hangUp()
		if err := s.walk(t, name, map[string]sample{}); err != nil {
			return err
		}
	}
	now, err := weigh(c)
	s.memory[name] = float64(now.settled-before.settled) / float64(sessions)
	return err
}

// table prints what was measured.
func (s *sized) table(out io.Writer, n served.Sizes, sessions int) {
	fmt.Fprintf(out, "\n| %d posts, %d versions, %d files | empty room | this room | ratio | wanted |\n|---|--:|--:|--:|---|\n", n.Posts, n.Versions, n.Files)
	for _, name := range s.steps {
		e, f := s.empty[name].at(.5), s.full[name].at(.5)
		fmt.Fprintf(out, "| %s, key to screen, p50 ms | %.2f | %.2f | %.2f | ≤ %.1f |\n", name, e, f, f/e, wanted)
		fmt.Fprintf(out, "| the same, p95 / for the first time, ms | %.1f / %.1f | %.1f / %.1f | | |\n",
			s.empty[name].at(.95), s.emptyOnce[name].at(.5), s.full[name].at(.95), s.fullOnce[name].at(.5))
	}
	fmt.Fprintf(out, "| memory of a session after collection, KB (%d sessions) | %.0f | %.0f | %.2f | ≤ %.1f |\n",
		sessions, s.memory["leer"]/kb, s.memory["voll"]/kb, s.memory["voll"]/s.memory["leer"], wanted)
	fmt.Fprintf(out, "| search, first hits where the newest have it, p50 / worst ms | | %.0f / %.0f | | ≤ 1,000 |\n", s.first.at(.5), s.first.at(1))
	fmt.Fprintf(out, "| search, the one hit in the oldest post, all opened, p50 / worst ms | | %.0f / %.0f | | |\n", s.oldest.at(.5), s.oldest.at(1))
	fmt.Fprintf(out, "| search stopped, p50 / worst ms | | %.0f / %.0f | | |\n", s.stopped.at(.5), s.stopped.at(1))
	fmt.Fprintf(out, "| processor in the second after, cores at most | | %.2f | | |\n", s.after)
}
