package house

import (
	"log/slog"
	"sync/atomic"
	"time"

	"stockwerk/vault"
)

// Service is the house: the only way from a front end to what is stored.
// Every exported method that takes an Actor authorizes in its first statement.
// It is safe for concurrent use.
type Service struct {
	store      Store
	vault      *vault.House
	log        *slog.Logger
	clock      func() time.Time
	hub        *hub
	gate       *gate
	tries      *patience
	codeTries  *patience // of the second factor
	misses     *misses
	roll       *roll
	decoy      decoy
	cache      *roomCache
	open       *ring // keys of open rooms; never locked
	recent     *recent
	figures    figures
	agreements termsCache

	now           atomic.Pointer[present] // what holds in the house, as last read
	sheetsSettled atomic.Bool             // no statistics sheet was written since the last sweep

	mailer    Mailer // nil: the house sends no mail
	codes     codeBook
	elsewhere hearsay
	begun     time.Time

	counter counter // of statistics

	node    string // random for each start; whose the house's own work is (jobs.go)
	blobs   Blobs
	folders *folderCache
	writers *fileWriters
}

// Now is the time on the house's clock, for front ends that count from it.
func (s *Service) Now() time.Time { return s.clock() }
