package main_test

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/sshserver"
	"stockwerk/store/storetest"
	"stockwerk/text"
	"stockwerk/vault"
)

// ahead is a store whose clock can be put forward.
type ahead struct {
	house.Store
	by *atomic.Int64
}

func (s ahead) Now(ctx context.Context) (time.Time, error) {
	now, err := s.Store.Now(ctx)
	return now.Add(time.Duration(s.by.Load())), err
}

func (s ahead) InTx(ctx context.Context, do func(house.Tx) error) error {
	return s.Store.InTx(ctx, func(tx house.Tx) error { return do(aheadTx{tx, s.by}) })
}

type aheadTx struct {
	house.Tx
	by *atomic.Int64
}

func (t aheadTx) Now(ctx context.Context) (time.Time, error) {
	now, err := t.Tx.Now(ctx)
	return now.Add(time.Duration(t.by.Load())), err
}

// clockHouse is a whole house in this process, reached over real SSH, whose clock
// can jump. What program can do with its connections it can do as well: dial, member,
// sit, and furnish(t, h.program).
type clockHouse struct {
	*program
	service *house.Service

	store  house.Store
	key    []byte
	mailer house.Mailer // nil = the house sends no mail
	by     atomic.Int64
	end    func()
}

// serveClock opens a house on an empty database, "" for SQLite.
func serveClock(t *testing.T, db string) *clockHouse {
	t.Helper()
	h := &clockHouse{program: &program{t: t, data: t.TempDir(), db: db, logs: &logbook{}}, key: vault.NewHouseKey()}
	if db == "" {
		db = filepath.Join(h.data, "house.db")
	}
	h.store = ahead{storetest.Open(t, db), &h.by}
	h.open()
	t.Cleanup(func() {
		if h.end(); t.Failed() {
			t.Logf("log of the house:\n%s", h.logs)
		}
	})
	return h
}

// open starts the house over its store, at a new address.
func (h *clockHouse) open() {
	h.t.Helper()
	life, stop := context.WithCancel(context.WithoutCancel(h.t.Context()))
	log := slog.New(slog.NewTextHandler(h.logs, nil))
	var err error
	h.service, err = house.Open(life, house.Config{Store: h.store, HouseKey: h.key, Log: log, WeakKDF: true, Clock: h.now, Mailer: h.mailer})
	if err != nil {
		h.t.Fatalf("open the house: %v", err)
	}
	if h.setup, _, err = h.service.SetupTicket(life); err != nil {
		h.t.Fatalf("setup ticket: %v", err)
	}
	l, err := (&net.ListenConfig{}).Listen(life, "tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatalf("listen: %v", err)
	}
	h.addr = l.Addr().String()
	_, port, _ := net.SplitHostPort(h.addr)
	number, _ := strconv.Atoi(port)
	server, err := sshserver.New(sshserver.Config{
		House: h.service, HostKey: filepath.Join(h.data, "host_key"), Log: log, Lang: text.German, Host: "127.0.0.1", Port: number,
		Limits: sshserver.Limits{Connections: 500, PerSecond: 500},
	})
	if err != nil {
		h.t.Fatalf("make the server: %v", err)
	}
	h.hostKey = server.Fingerprint()
	ended := make(chan struct{}, 2)
	go func() { _ = server.Serve(l); ended <- struct{}{} }()
	go func() { _ = h.service.Run(life); ended <- struct{}{} }()
	h.end = sync.OnceFunc(func() {
		server.Close()
		stop()
		<-ended
		<-ended
	})
}

// now is what the house's clock shows.
func (h *clockHouse) now() time.Time { return time.Now().Add(time.Duration(h.by.Load())) }

// jump lets time go by and the house do its own work.
func (h *clockHouse) jump(d time.Duration) {
	h.t.Helper()
	h.by.Add(int64(d))
	h.service.Sweep(h.t.Context())
}

// jumpTo jumps to a moment that is still to come.
func (h *clockHouse) jumpTo(at time.Time) {
	h.t.Helper()
	h.jump(at.Sub(h.now()))
}

// restart cuts all connections off and opens the house anew over the same store, as
// after a kill; the clock stays where it was.
func (h *clockHouse) restart() {
	h.t.Helper()
	h.end()
	h.open()
}

const day = 24 * time.Hour

func TestTheClockJumpsForEverybody(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, berta := furnish(t, h.program)
	must(t, anna, "", `say stadt/kreis "Guten Morgen"`)
	s := h.sit("berta", berta, 80, 24)
	s.waitFor("Steuerkreis")
	h.jump(40 * day)
	posts := as[[]struct {
		At time.Time `json:"at"`
	}](t, must(t, anna, "", `read stadt/kreis --json`))
	if len(posts) == 0 || h.now().Sub(posts[len(posts)-1].At) < 39*day {
		t.Errorf("got %+v, want a line that is forty days old", posts)
	}
	h.restart()
	anna = h.member("anna")
	must(t, anna, "", `say stadt/kreis "Wieder da"`)
	if got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --json"))); len(got) != 2 {
		t.Errorf("got %q, want both lines after the restart", got)
	}
}
