package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"time"

	"stockwerk/house"
	"stockwerk/sshserver"
	"stockwerk/text"
)

// drainTime is how long people have to save and leave when the house closes; a
// service manager loses patience after ten seconds.
const drainTime = 8 * time.Second

// serve opens the house.
type serve struct {
	place
	Listen string `help:"Address to listen on; port 0 picks a free one." default:":2222" placeholder:"ADDR"`
	Host   string `help:"Name under which people reach the house, for ticket slips." placeholder:"NAME"`
	Name   string `help:"Name of the house, shown before login." default:"Stockwerk"`
	Demo   bool   `help:"Fill an empty house with fictitious people before opening it."`
	Lang   string `help:"Language for people who have not said theirs." default:"de" enum:"de,de-du,en"`

	Metrics loopback `help:"Address of this machine for /healthz and /metrics, such as 127.0.0.1:9100; off without it." placeholder:"ADDR"`

	post `embed:""`

	MaxConnections int `help:"Connections at once." default:"2000"`
	SourceRate     int `help:"New connections a second from one source; a hundred times that from this machine." default:"10"`
}

// Run serves until ctx ends, then drains.
func (c serve) Run(ctx context.Context, to streams) error {
	noCoreDumps()
	log := newLog(to.err)
	if c.Demo {
		if err := (demo{c.place}).fill(ctx); err != nil {
			return err
		}
	}
	mailer, err := c.mailer()
	if err != nil {
		return err
	}
	h, db, err := c.openBoth(ctx, log, mailer)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if n := db.Figures().Migrated; n > 0 {
		log.Info("tables brought up to date", "count", n)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	reach := reachable(l.Addr(), c.Host)
	if mailer != nil {
		mailer.house, mailer.lang, mailer.reach = c.Name, text.Lang(c.Lang), reach
	}
	server, err := sshserver.New(sshserver.Config{
		House: h, HostKey: c.hostKey(), Log: log, Name: c.Name, Lang: text.Lang(c.Lang),
		Host: reach.host, Port: reach.port,
		Limits: sshserver.Limits{Connections: c.MaxConnections, PerSecond: c.SourceRate},
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	look := watch{h, db, server, log}
	metricsAt, closeMetrics, err := look.serve(ctx, string(c.Metrics))
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer closeMetrics()
	if metricsAt != "" {
		if _, err := fmt.Fprintln(to.out, "metrics: "+metricsAt); err != nil {
			return errors.Join(err, l.Close())
		}
	}
	if err := c.greet(ctx, to, h, server, reach); err != nil {
		return errors.Join(err, l.Close())
	}
	log.Info("house opened")
	defer func() { log.Info("house closed", "count", look.stored()) }()
	return c.until(ctx, look, l)
}

// until serves and keeps house until ctx ends or one of them fails.
func (c serve) until(ctx context.Context, look watch, l net.Listener) error {
	h, server := look.house, look.server
	working, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	served, worked := make(chan error, 1), make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	go func() { worked <- h.Run(working) }()
	go look.slow(working)
	var err error
	select {
	case <-ctx.Done():
	case err = <-served:
	case err = <-worked:
		worked <- nil
	}
	look.log.Info("draining", "count", server.Figures().Connections)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if server.Drain(drain) != nil { // that somebody had to be cut off is no failure
		look.log.Warn("drained by cutting off")
	}
	stopWork()
	<-worked //nolint:errcheck // it was told to stop
	return err
}

// greet prints what a first visitor needs, one a line; scripts read it.
func (c serve) greet(ctx context.Context, to streams, h *house.Service, server *sshserver.Server, r reach) error {
	code, needed, err := h.SetupTicket(ctx)
	if err != nil {
		return fmt.Errorf("setup ticket: %w", err)
	}
	lines := "address: " + net.JoinHostPort(r.address, strconv.Itoa(r.port)) + "\n" +
		"host key: " + server.Fingerprint() + "\n"
	if needed {
		lines += "setup ticket: " + code + "\n"
	}
	lines += closed(h.Closing())
	if c.Demo {
		if _, err := fmt.Fprint(to.out, lines); err != nil {
			return err
		}
		lines = ""
		if err := sayDemo(to, strconv.Itoa(r.port), r.host); err != nil {
			return err
		}
	}
	lines += fmt.Sprintf("ssh -p %d ticket@%s\n", r.port, r.host)
	_, err = fmt.Fprint(to.out, lines)
	return err
}

// closed says what keeps people out, a line each; nothing where nothing does.
func closed(now house.Closing) (lines string) {
	if now.Level > 0 {
		lines += fmt.Sprintf("lock-down: level %d\n", now.Level)
	}
	if now.Maintenance {
		lines += "maintenance: from " + now.Out.UTC().Format(time.RFC3339) + "\n"
	}
	return lines
}

// reach is how to come to the house: from here by address, for people by host.
type reach struct {
	address, host string
	port          int
}

func reachable(a net.Addr, host string) reach {
	r := reach{address: "127.0.0.1", host: host}
	at, err := netip.ParseAddrPort(a.String())
	if err == nil {
		r.port = int(at.Port())
		if ip := at.Addr().Unmap(); !ip.IsUnspecified() {
			r.address = ip.String()
		}
	}
	if r.host == "" {
		r.host = r.address
	}
	return r
}
