package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"stockwerk/bench/served"
)

// writersAtOnce is how many people write in the figure of stored lines.
const writersAtOnce = 64

// stored is what writers without a terminal reached.
type stored struct {
	rate   float64 // lines a second
	sample sample  // line sent to line confirmed
}

// writers measures a house in which nobody looks.
func (p plan) writers(ctx context.Context, key ssh.Signer) (stored, error) {
	c, gone, err := house(ctx, key, writersAtOnce)
	if err != nil {
		return stored{}, err
	}
	defer gone()
	var s stored
	err = p.profiled(c, "writers", writersAtOnce, func() (err error) {
		s, err = write(target{child: c, key: key, user: served.Member}, writersAtOnce, p.pace.stored)
		return err
	})
	return s, err
}

// write has some people say lines in the linear mode, each the next line when
// the house has confirmed the one before.
func write(on target, people, lines int) (stored, error) {
	all := make([]*writer, people)
	defer func() {
		for _, w := range all {
			if w != nil {
				_ = w.conn.Close()
			}
		}
	}()
	// One after the other: the house takes many logins at once for guessing.
	for i := range all {
		w, err := newWriter(on.addr, on.user(i))
		if err != nil {
			return stored{}, err
		}
		all[i] = w
	}
	begun := time.Now()
	var group sync.WaitGroup
	failed := make([]error, people)
	for i, w := range all {
		group.Go(func() { failed[i] = w.write(lines) })
	}
	group.Wait()
	s := stored{rate: float64(people*lines) / time.Since(begun).Seconds()}
	for _, w := range all {
		s.sample = append(s.sample, w.took...)
	}
	return s, errors.Join(failed...)
}

// writer is somebody in the linear mode.
type writer struct {
	conn    net.Conn
	ch      ssh.Channel
	answers *bufio.Scanner
	took    sample
}

// newWriter logs in and says a first line, which opens the room's keys.
func newWriter(addr, name string) (*writer, error) {
	raw, conn, err := login(addr, name, ssh.Password(served.Password))
	if err != nil {
		return nil, err
	}
	w := &writer{conn: raw}
	if w.ch, err = shell(conn, false); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	w.answers = bufio.NewScanner(w.ch)
	if err := w.write(1); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	w.took = nil
	return w, nil
}

func (w *writer) write(lines int) error {
	for i := range lines {
		begun := time.Now()
		if _, err := fmt.Fprintf(w.ch, "say %s --json a line of words in the talk, %d\n", served.Place, i); err != nil {
			return err
		}
		if err := confirmed(w.answers); err != nil {
			return err
		}
		w.took = append(w.took, time.Since(begun))
	}
	return nil
}

func confirmed(answers *bufio.Scanner) error {
	for answers.Scan() {
		if strings.Contains(answers.Text(), `"seq"`) {
			return nil
		}
	}
	return errors.Join(answers.Err(), io.ErrUnexpectedEOF)
}
