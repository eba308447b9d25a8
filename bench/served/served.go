// Package served is the house that the load generator measures: the same parts,
// wired as cmd/stockwerk wires them, in a process that can say how many
// goroutines it has. It differs in two things. Passwords are derived cheaply,
// since a thousand members would otherwise cost minutes before anything is
// measured; and one address may connect as often as it likes, since here all come
// from one. Like cmd it may import store and vault, and nothing imports it but
// bench. Start reading at Open.
package served

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"

	"stockwerk/house"
	"stockwerk/sshserver"
	"stockwerk/store"
	"stockwerk/text"
	"stockwerk/vault"
)

// House is an open house with an SSH door.
type House struct {
	service *house.Service
	server  *sshserver.Server
	close   func() error
}

// Open makes a house in an empty folder.
func Open(ctx context.Context, dir string) (*House, error) {
	db, err := store.Open(ctx, filepath.Join(dir, "house.db"))
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	log := slog.New(slog.DiscardHandler)
	service, err := house.Open(ctx, house.Config{Store: db, HouseKey: vault.NewHouseKey(), Log: log, WeakKDF: true})
	if err != nil {
		return nil, fmt.Errorf("open the house: %w", err)
	}
	server, err := sshserver.New(sshserver.Config{
		House: service, HostKey: filepath.Join(dir, "host_key"), Log: log, Lang: text.English, Host: "127.0.0.1",
		Limits: sshserver.Limits{Connections: 4_000, PerSecond: 1_000},
	})
	if err != nil {
		return nil, fmt.Errorf("make the server: %w", err)
	}
	return &House{service, server, db.Close}, nil
}

// Serve lets people in until ctx ends.
func (h *House) Serve(ctx context.Context, l net.Listener) error {
	served, worked := make(chan error, 1), make(chan error, 1)
	go func() { served <- h.server.Serve(l) }()
	go func() { worked <- h.service.Run(ctx) }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-served:
	case err = <-worked:
	}
	h.server.Close()
	_ = h.close()
	return err
}
