package house

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"stockwerk/vault"
)

// Config is what Open needs.
type Config struct {
	Store    Store
	HouseKey []byte           // contents of house.key
	Log      *slog.Logger     // never given words, names or addresses
	Clock    func() time.Time // nil: time.Now
	Mailer   Mailer           // nil: the house sends no mail
	WeakKDF  bool             // tests and load generators only: cheap password derivation
}

// ErrWrongHouseKey says that house.key belongs to another database.
var ErrWrongHouseKey = errors.New("house: house.key does not fit this database")

const (
	settingHouse = "house.id"
	settingCheck = "house.check"
	settingStart = "lock.start"
)

// Open opens the house in the store: makes the ground floor on the first
// start, and refuses with ErrWrongHouseKey a key that is not this house's.
func Open(ctx context.Context, c Config) (*Service, error) {
	id, err := houseID(ctx, c.Store)
	if err != nil {
		return nil, err
	}
	keys, err := vault.OpenHouse(c.HouseKey, id)
	if err != nil {
		return nil, err
	}
	if c.WeakKDF {
		keys = keys.WithCost(64, 1)
	}
	s := &Service{
		store: c.Store, vault: keys, log: c.Log, clock: c.Clock,
		hub: newHub(), gate: newGate(), tries: newPatience(passwordPause), codeTries: newPatience(codePause), misses: newMisses(), roll: newRoll(), cache: newRoomCache(c.Store.Bell() != nil), recent: newRecent(), open: newRing(&vault.Identity{}),
		node: newID(), blobs: c.Store.Blobs(), folders: newFolderCache(), writers: newFileWriters(),
	}
	s.figures.sweeps = NewStopwatch(10*time.Millisecond, 50*time.Millisecond, 250*time.Millisecond, time.Second, 5*time.Second, 30*time.Second)
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.mailer, s.begun = c.Mailer, s.clock()
	if s.decoy, err = newDecoy(keys); err != nil {
		return nil, err
	}
	if err := s.checkHouseKey(ctx); err != nil {
		return nil, err
	}
	if err := s.buildGround(ctx); err != nil {
		return nil, err
	}
	if _, err := s.replay(ctx); err != nil { // nobody is in yet
		return nil, err
	}
	if err := s.lookAround(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// houseID reads the house's id, making it on the first start. Two nodes that
// start at once agree, since the first to commit wins.
func houseID(ctx context.Context, st Store) (string, error) {
	var id string
	err := st.InTx(ctx, func(tx Tx) error {
		old, err := tx.Setting(ctx, settingHouse)
		if err == nil {
			id = string(old)
			return nil
		}
		if KindOf(err) != NotFound {
			return err
		}
		// Whoever comes second waits here for the first, and then finds its id.
		if err := tx.PutSetting(ctx, settingStart, nil); err != nil {
			return err
		}
		if old, err = tx.Setting(ctx, settingHouse); err == nil {
			id = string(old)
			return nil
		}
		id = newID()
		return tx.PutSetting(ctx, settingHouse, []byte(id))
	})
	return id, err
}

// checkHouseKey compares a value that only the right key can have made.
func (s *Service) checkHouseKey(ctx context.Context) error {
	want := fields(s.vault.ID())
	old, err := s.store.Setting(ctx, settingCheck)
	if err == nil {
		if s.vault.Check(old, "house", want...) != nil {
			return ErrWrongHouseKey
		}
		return nil
	}
	if KindOf(err) != NotFound {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutSetting(ctx, settingCheck, s.vault.Seal("house", want...))
	})
}
