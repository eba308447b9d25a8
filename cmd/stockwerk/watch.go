package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"stockwerk/house"
	"stockwerk/sshserver"
	"stockwerk/store"
)

// watch looks at a house that is open, for the operator's own programs: how it is
// and what it counts. It knows nobody's name and nobody's address.
type watch struct {
	house  *house.Service
	db     *store.Store
	server *sshserver.Server
	log    *slog.Logger
}

// loopback is an address of this machine; health and figures are nobody else's.
type loopback string

var errNotLoopback = errors.New("must be an address of this machine itself, such as 127.0.0.1:9100: health and figures are not for the network")

// UnmarshalText refuses every address that others could reach.
func (l *loopback) UnmarshalText(b []byte) error {
	host, _, err := net.SplitHostPort(string(b))
	if err != nil {
		return errNotLoopback
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.Unmap().IsLoopback()) {
		return errNotLoopback
	}
	*l = loopback(b)
	return nil
}

// healthPatience is how long the database has to answer.
const healthPatience = 3 * time.Second

// ill says in one word why the house cannot be used, "" when it can.
func (w watch) ill(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	switch {
	case w.server.Figures().Draining || w.house.Figures().Draining || w.house.Draining():
		return "draining"
	case w.house.Figures().Closed:
		return "maintenance"
	case w.db.Ping(ctx) != nil:
		return "database"
	case w.db.Figures().Broken:
		return "commit"
	}
	return ""
}

// health answers 200 with ok, or 503 with one word.
func (w watch) health(to http.ResponseWriter, r *http.Request) {
	to.Header().Set("Content-Type", "text/plain; charset=utf-8")
	word := w.ill(r.Context())
	if word != "" {
		to.WriteHeader(http.StatusServiceUnavailable)
	} else {
		word = "ok"
	}
	_, _ = fmt.Fprintln(to, word)
}

// serve answers on addr until the returned function is called, and tells where; with
// "" nothing listens.
func (w watch) serve(ctx context.Context, addr string) (at string, end func(), err error) {
	if addr == "" {
		return "", func() {}, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return "", nil, fmt.Errorf("metrics: %w", err)
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() { // what localhost meant
		return "", nil, errors.Join(fmt.Errorf("metrics: %w", errNotLoopback), l.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", w.health)
	mux.Handle("GET /metrics", w.metrics())
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second,
		WriteTimeout: 15 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // its sentences quote addresses
	}
	go func() { _ = server.Serve(l) }()
	return l.Addr().String(), func() { _ = server.Close() }, nil
}

// slow logs once a minute how many questions to the database took long.
func (w watch) slow(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for before := uint64(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := w.db.Figures().Slow; now > before {
			w.log.Warn("slow questions to the database", "count", now-before)
			before = now
		}
	}
}

// stored is how many messages this process has stored.
func (w watch) stored() uint64 { return w.db.Figures().Stored }
