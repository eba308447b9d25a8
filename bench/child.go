package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"stockwerk/bench/floor"
	"stockwerk/bench/gauge"
	"stockwerk/bench/served"
)

// Names under which this program starts itself as a server.
const (
	childFloor = "floor"
	childHouse = "house"
	childSizes = "sizes"
)

// child is a server in a process of its own.
type child struct {
	kind string
	addr string
	pid  int
	in   io.WriteCloser
	out  *bufio.Reader
	cmd  *exec.Cmd
	errs bytes.Buffer
}

func start(ctx context.Context, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{kind: args[0], cmd: exec.CommandContext(ctx, self, args...)} //nolint:gosec // our own binary
	c.cmd.Env = append(os.Environ(), "GOMEMLIMIT=off")
	c.cmd.Stderr = &c.errs
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.pid = c.cmd.Process.Pid
	line, err := c.out.ReadString('\n')
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("%s did not open: %s", args[0], c.errs.String())
	}
	c.addr = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	return c, nil
}

func (c *child) stop() {
	_ = c.in.Close()
	_ = c.cmd.Wait()
}

func (c *child) ask(line string) (r gauge.Reading, err error) {
	if _, err := fmt.Fprintln(c.in, line); err != nil {
		return r, err
	}
	answer, err := c.out.ReadBytes('\n')
	if err != nil {
		return r, errors.Join(err, errors.New(c.errs.String()))
	}
	return r, json.Unmarshal(answer, &r)
}

// memory is what the process has resident, in bytes.
func (c *child) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmRSS")
}

// tick is the kernel's unit of processor time in /proc.
const tick = 10 * time.Millisecond

// worked is the processor time that the process has used.
func (c *child) worked() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("short stat")
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, err
}

// serveFloor and serveHouse are the children's side.
func serveFloor(ctx context.Context) error {
	s, err := floor.New()
	if err != nil {
		return err
	}
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	go func() { _ = s.Serve(l) }()
	return answer(l)
}

func serveHouse(ctx context.Context, dir, members, key string) error {
	return serveFurnished(ctx, dir, members, key, func(ctx context.Context, h *served.House, n int, blob []byte) error {
		return h.Furnish(ctx, n, blob)
	})
}

// serveSizes serves a house with a room of those sizes, "100000,5000,10000".
func serveSizes(ctx context.Context, dir, members, key, sizes string) error {
	var n served.Sizes
	if _, err := fmt.Sscanf(sizes, "%d,%d,%d", &n.Posts, &n.Versions, &n.Files); err != nil {
		return err
	}
	return serveFurnished(ctx, dir, members, key, func(ctx context.Context, h *served.House, members int, blob []byte) error {
		return h.FurnishSizes(ctx, members, blob, n)
	})
}

func serveFurnished(ctx context.Context, dir, members, key string, furnish func(ctx context.Context, h *served.House, n int, blob []byte) error) error {
	n, err := strconv.Atoi(members)
	if err != nil {
		return err
	}
	blob, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	h, err := served.Open(ctx, dir)
	if err != nil {
		return err
	}
	if err := furnish(ctx, h, n, blob); err != nil {
		return err
	}
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	over := make(chan error, 1)
	go func() { over <- h.Serve(ctx, l) }()
	err = answer(l)
	stop()
	return errors.Join(err, <-over)
}

func listen(ctx context.Context) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
}

func answer(l net.Listener) error {
	if err := gauge.Ready(os.Stdout, l.Addr().String()); err != nil {
		return err
	}
	return gauge.Answer(os.Stdin, os.Stdout)
}
