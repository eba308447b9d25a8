package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// figures are what was measured on one server with n sessions.
type figures struct {
	alone    sample  // dial to first screen, one at a time
	together sample  // the same, 16 at once
	rate     float64 // sessions a second, 16 at once
	enter    float64 // the same, from the first screen into the talk
	echo     sample  // key to screen
	line     sample  // line to each other screen
	burst    float64 // deliveries a second

	memory, settled float64 // resident bytes a session, as it is and after collection
	goroutines      float64 // a session
	idle            float64 // cores
	left            int     // goroutines above the beginning, 2 s after all were cut off
	leftMemory      float64 // resident bytes above the beginning, then, after collection
}

const atOnce = 16

// figures takes one measurement after the other on one server.
func (p plan) figures(on target, n int) (f figures, err error) {
	before, err := weigh(on.child)
	if err != nil {
		return f, err
	}
	all := make([]*terminal, n)
	defer func() {
		for _, t := range all {
			if t != nil {
				t.hangUp()
			}
		}
	}()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"connect", func() error { return f.connect(on, all) }},
		{"enter", func() (err error) {
			f.enter, err = crowd(n, func(i int) error { return on.enter(all[i]) })
			return err
		}},
		{"rest", func() error { return f.rest(on, p.pace, n, before) }},
		{"one at a time", func() error { return f.one(on, p.pace, all) }},
		{"echo", func() error { return f.key(p.pace, all) }},
		{"lines", func() error { return f.say(p.pace, all) }},
		{"burst", func() error { return f.pour(on, p.pace, all) }},
	} {
		if err := p.profiled(on.child, step.name, n, step.do); err != nil {
			return f, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return f, f.cut(on, all, before)
}

// weight is a process at one moment.
type weight struct {
	goroutines      int
	memory, settled int64
}

func weigh(c *child) (w weight, err error) {
	if w.memory, err = c.memory(); err != nil {
		return w, err
	}
	r, err := c.ask("settle")
	if err != nil {
		return w, err
	}
	w.goroutines = r.Goroutines
	w.settled, err = c.memory()
	return w, err
}

// crowd does something n times, 16 at once, and tells how many a second.
func crowd(n int, do func(i int) error) (float64, error) {
	begun := time.Now()
	var workers sync.WaitGroup
	var mu sync.Mutex
	var failed []error
	next := 0
	for range min(atOnce, n) {
		workers.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := i >= n || len(failed) > 0
				mu.Unlock()
				if stop {
					return
				}
				if err := do(i); err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	workers.Wait()
	return float64(n) / time.Since(begun).Seconds(), errors.Join(failed...)
}

func (f *figures) connect(on target, all []*terminal) (err error) {
	f.together = make(sample, len(all))
	f.rate, err = crowd(len(all), func(i int) (err error) {
		all[i], f.together[i], err = open(on.addr, on.user(i), on.key, on.first)
		return err
	})
	return err
}

// one connects while the others are there, and leaves again.
func (f *figures) one(on target, p pace, all []*terminal) error {
	for i := range p.alone {
		t, took, err := open(on.addr, on.user(i%len(all)), on.key, on.first)
		if err != nil {
			return err
		}
		f.alone = append(f.alone, took)
		t.hangUp()
	}
	return nil
}

// rest weighs the sessions while nobody does anything.
func (f *figures) rest(on target, p pace, n int, before weight) error {
	wait(p.calm)
	begun := time.Now()
	worked, err := on.worked()
	if err != nil {
		return err
	}
	wait(p.rest)
	now, err := on.worked()
	if err != nil {
		return err
	}
	f.idle = (now - worked).Seconds() / time.Since(begun).Seconds()
	w, err := weigh(on.child)
	if err != nil {
		return err
	}
	f.goroutines = float64(w.goroutines-before.goroutines) / float64(n)
	f.memory = float64(w.memory-before.settled) / float64(n)
	f.settled = float64(w.settled-before.settled) / float64(n)
	return nil
}

const (
	typed    = "xqzkvjwpyhgq" // stands nowhere else
	unwaited = 2              // keys of it that are not measured
)

// key measures from key to screen, one key at a time, in one session after the
// other.
func (f *figures) key(p pace, all []*terminal) error {
	each := len(typed) - unwaited
	for i := range p.keys / each {
		t := all[i*7%len(all)]
		if _, err := t.answer(typed[:unwaited], typed[:unwaited]); err != nil {
			return err
		}
		for k := unwaited; k < len(typed); k++ {
			wait(p.betweenKy)
			took, err := t.answer(typed[k:k+1], typed[:k+1])
			if err != nil {
				return err
			}
			f.echo = append(f.echo, took)
		}
		if err := t.press("\x15"); err != nil { // Ctrl-U empties the field
			return err
		}
		wait(p.betweenKy)
	}
	return nil
}

// say measures from Enter to every other screen.
func (f *figures) say(p pace, all []*terminal) error {
	for round := range p.lines {
		wait(p.betweenLn)
		from := all[round*13%len(all)]
		token := fmt.Sprintf("z%05dq", round)
		if _, err := from.answer(token+" some words of a talk", token); err != nil {
			return err
		}
		for _, t := range all {
			if t != from {
				t.await(token)
			}
		}
		wait(p.betweenKy)
		begun := time.Now()
		if err := from.press("\r"); err != nil {
			return err
		}
		for _, t := range all {
			if t == from {
				continue
			}
			at, err := t.wait()
			if err != nil {
				return err
			}
			f.line = append(f.line, at.Sub(begun))
		}
	}
	return nil
}

// pour has lines come as fast as the server takes them, and ends when the last
// one stands on every screen.
func (f *figures) pour(on target, p pace, all []*terminal) error {
	lines := min(max(p.burst/len(all), 100), 2_000)
	const last = "zlastq"
	for _, t := range all {
		t.await(last)
	}
	begun := time.Now()
	if err := on.pour(all, lines); err != nil {
		return err
	}
	if err := all[0].press(last + "\r"); err != nil {
		return err
	}
	for _, t := range all {
		if _, err := t.wait(); err != nil {
			return err
		}
	}
	f.burst = float64((lines+1)*len(all)) / time.Since(begun).Seconds()
	return nil
}

// cut ends all connections at once and looks what is left of them.
func (f *figures) cut(on target, all []*terminal, before weight) error {
	for _, t := range all {
		t.hangUp()
	}
	wait(2 * time.Second)
	r, err := on.ask("gauge")
	if err != nil {
		return err
	}
	f.left = r.Goroutines - before.goroutines
	w, err := weigh(on.child)
	f.leftMemory = float64(w.settled - before.settled)
	return err
}

// wait lets time pass; it is what is measured here, not a hope.
func wait(d time.Duration) { <-time.After(d) }
