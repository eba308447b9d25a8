package house

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// A sanction keeps an account for a time from writing where everybody may, from a floor,
// or from the house. It takes nothing away for good: memberships and keys stay, the
// service refuses while it lasts, and it ends by itself. Closed rooms are their owners':
// a mute does not reach into them. Whoever is shut out of the house sees why and until
// when, appeals, takes their data along and deletes their account, and nothing else.

// SanctionID names a sanction.
type SanctionID string

// SanctionKind is what it keeps somebody from.
type SanctionKind string

// The kinds.
const (
	SanctionMute SanctionKind = "mute" // writing in rooms that are open to everybody
	SanctionBan  SanctionKind = "ban"  // the floor, or the house
	SanctionLock SanctionKind = "lock" // the account, until it is lifted: perhaps others use it
)

const (
	maxSanction    = 366 * 24 * time.Hour
	minSanction    = time.Minute
	maxSanctionWhy = 500
	sanctionKept   = 90 * 24 * time.Hour // for how long it can be seen after its end
	sanctionLife   = 30 * time.Second    // how long one set by another node goes unnoticed at most
)

// SanctionSpec is a new sanction.
type SanctionSpec struct {
	Kind SanctionKind
	Name string
	For  time.Duration // of a lock 0: until it is lifted
	Text string        // the reason; the person sees it
}

// Sanction is one as its desk and the person see it.
type Sanction struct {
	ID       SanctionID
	Kind     SanctionKind
	Floor    string // code, "" = the house
	Place    string // the floor's name
	Name     string // whom it is about
	By       string
	At       time.Time
	Until    time.Time // zero = until it is lifted
	Why      string
	Over     bool
	Lifted   bool
	Appealed bool
	Turn     []string     // whom the person can turn to
	Words    []ReportWord // the appeal, to those for whom it was sealed
}

func (r SanctionRow) active(now time.Time) bool {
	return !r.Lifted && (r.Until.IsZero() || now.Before(r.Until))
}

// sanctionCache remembers the sanctions of people, since every deed in a room asks for
// them.
type sanctionCache struct {
	mu   sync.Mutex
	gen  int // counts what was forgotten, so that rows read before are not kept
	rows map[PersonID]cachedSanctions
}

type cachedSanctions struct {
	rows  []SanctionRow
	until time.Time
}

func newSanctionCache() *sanctionCache {
	return &sanctionCache{rows: map[PersonID]cachedSanctions{}}
}

func (c *sanctionCache) of(p PersonID, now time.Time) (rows []SanctionRow, gen int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.rows[p]
	return found.rows, c.gen, ok && now.Before(found.until)
}

func (c *sanctionCache) keep(p PersonID, rows []SanctionRow, gen int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen != gen {
		return
	}
	if len(c.rows) >= maxNames {
		clear(c.rows)
	}
	c.rows[p] = cachedSanctions{rows, now.Add(sanctionLife)}
}

func (c *sanctionCache) forget(p PersonID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	delete(c.rows, p)
}

func (c *sanctionCache) forgetAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	clear(c.rows)
}

// sanctions are those of a person that are not over, checked.
func (s *Service) sanctions(ctx context.Context, p PersonID) ([]SanctionRow, error) {
	if p == "" {
		return nil, nil
	}
	now := s.clock()
	rows, gen, ok := s.hub.sanctions.of(p, now)
	if !ok {
		var err error
		if rows, err = s.store.SanctionsOf(ctx, p); err != nil {
			return nil, err
		}
		for i := range rows {
			if err := s.verify(&rows[i]); err != nil {
				return nil, err
			}
		}
		s.hub.sanctions.keep(p, rows, gen, now)
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r SanctionRow) bool { return !r.active(now) }), nil
}

// shutOut gives what keeps a person out of the house; ok is false where nothing does.
func (s *Service) shutOut(ctx context.Context, r Reader, p PersonID) (found SanctionRow, ok bool, err error) {
	rows, err := r.SanctionsOf(ctx, p) // never from memory: this is a door
	if err != nil {
		return found, false, err
	}
	for _, row := range rows {
		if row.Floor != "" || row.Kind == SanctionMute || !row.active(s.clock()) {
			continue
		}
		if err := s.verify(&row); err != nil {
			return found, false, err
		}
		if !ok || row.Kind == SanctionLock {
			found, ok = row, true
		}
	}
	return found, ok, nil
}

// atDoor makes the actor of somebody who is shut out one who may no more than see why,
// appeal, and take their things along.
func (s *Service) atDoor(ctx context.Context, a Actor) (Actor, error) {
	row, out, err := s.shutOut(ctx, s.store, a.person)
	if err != nil {
		return Actor{}, err
	}
	a.ring.shut(out)
	if out {
		a.role, a.locked = RoleShutOut, row.Kind == SanctionLock
	}
	return a, nil
}

// whoGoes authorizes what those who are shut out may, too: see, appeal, take along,
// delete. It gives an actor for the inside of such a deed alone, whom no sanction stops.
// Of a locked account nothing is given out.
func (s *Service) whoGoes(ctx context.Context, a Actor) (Actor, error) {
	if err := s.mayHouse(ctx, a, DoTakeAlong, nil); err != nil {
		return Actor{}, err
	}
	if a.locked {
		return Actor{}, Errorf(Forbidden, "error.account_locked")
	}
	if a.role == RoleShutOut {
		a.role = RoleInside
	}
	a.exempt = true
	return a, nil
}

// bannedFrom refuses what somebody may not enter for the time. It is NotFound, like a
// place that is not theirs to know, so that lists leave it out.
func (s *Service) bannedFrom(ctx context.Context, a Actor, floor floorState) error {
	if a.exempt || !a.member() || floor.row.ID == "" {
		return nil
	}
	rows, err := s.sanctions(ctx, a.person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Floor == floor.row.ID && row.Kind == SanctionBan {
			why, err := s.sanctionWhy(row)
			if err != nil {
				return err
			}
			return Errorf(NotFound, "error.floor_banned", "Floor", floor.text.Name, "Until", sanctionTime(row), "Why", why)
		}
	}
	return nil
}

// mute takes the pen from somebody who may not write where everybody may, for the time,
// and keeps the reason for the refusal.
func (s *Service) mute(ctx context.Context, in *access) error {
	in.muted = nil
	if in.room.Class != ClassOpen || in.actor.exempt || !in.actor.member() {
		return nil
	}
	rows, err := s.sanctions(ctx, in.actor.person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Kind != SanctionMute || row.Floor != "" && row.Floor != in.room.Floor {
			continue
		}
		why, err := s.sanctionWhy(row)
		if err != nil {
			return err
		}
		in.me.Write = false
		in.muted = Errorf(Forbidden, "error.muted", "Until", sanctionTime(row), "Why", why)
	}
	return nil
}

// may is mayRoom for the one who entered; who is muted hears until when and why.
func (in access) may(do RoomAction) error {
	err := mayRoom(do, in.room, in.me)
	if IsKey(err, "error.read_only") && in.muted != nil {
		return in.muted
	}
	return err
}

func sanctionTime(r SanctionRow) string { return r.Until.Local().Format(sessionTime) }

func (s *Service) sanctionWhy(r SanctionRow) (string, error) {
	b, err := s.vault.OpenText("sanction", string(r.ID), 0, r.Text)
	if err != nil {
		return "", errTampered(err)
	}
	return string(b), nil
}

// Sanctions lists those of a floor (its code) or the house ("house"), the latest first;
// to the house also those of floors that somebody appealed against. Who may: its admins.
func (s *Service) Sanctions(ctx context.Context, a Actor, of string) ([]Sanction, error) {
	panel, _, err := s.moderators(ctx, a, of)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.SanctionsOf(ctx, "")
	if err != nil {
		return nil, err
	}
	out := []Sanction{}
	for _, row := range slices.Backward(rows) {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		mine := panel == string(row.Floor) || panel == panelHouse && (row.Floor == "" || row.Appealed)
		if !mine || row.Person == a.person {
			continue
		}
		v, err := s.sanctionView(ctx, a, row)
		if err != nil {
			return nil, err
		}
		if row.Appealed && !a.Sealed() {
			if v.Words, err = s.reportWords(ctx, a, string(row.ID)); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// MySanctions lists the actor's own that are not over, with the reason and whom to turn
// to. Who may: members, those who are shut out, too.
func (s *Service) MySanctions(ctx context.Context, a Actor) ([]Sanction, error) {
	if err := s.mayHouse(ctx, a, DoTakeAlong, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.SanctionsOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	out := []Sanction{}
	for _, row := range slices.Backward(rows) {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		if !row.active(s.clock()) {
			continue
		}
		v, err := s.sanctionView(ctx, a, row)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) sanctionView(ctx context.Context, a Actor, row SanctionRow) (Sanction, error) {
	v := Sanction{
		ID: row.ID, Kind: row.Kind, At: row.At, Until: row.Until, Over: !row.active(s.clock()), Lifted: row.Lifted, Appealed: row.Appealed,
	}
	var err error
	if v.Why, err = s.sanctionWhy(row); err != nil {
		return v, err
	}
	names, err := s.names(ctx, access{actor: a}, []PersonID{row.Person, row.By})
	if err != nil {
		return v, err
	}
	v.Name, v.By = names[row.Person], names[row.By]
	if row.Floor != "" {
		f, err := s.floorByID(ctx, s.store, row.Floor)
		if err != nil && KindOf(err) != NotFound {
			return v, err
		}
		v.Floor, v.Place = f.text.Code, f.text.Name
	}
	people, err := s.sanctionPanel(ctx, s.store, row)
	v.Turn = namesOf(people)
	return v, err
}

// sanctionPanel are those who decide an appeal: the house, not the one who set it if
// there is anybody else, and where the house has nobody the floor.
func (s *Service) sanctionPanel(ctx context.Context, r Reader, row SanctionRow) ([]PersonRow, error) {
	f := reportFacts{Reporter: row.Person, Floor: row.Floor, First: cmp.Or(string(row.Floor), panelHouse)}
	_, people, err := s.nextPanel(ctx, r, f, row.By)
	return people, err
}

// sweepSanctions forgets what has been over for long enough.
func (s *Service) sweepSanctions(ctx context.Context, now time.Time) error {
	rows, err := s.store.SanctionsOf(ctx, "")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Until.IsZero() || row.Until.Add(sanctionKept).After(now) {
			continue
		}
		if err := s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteSanction(ctx, row.ID) }); err != nil {
			return err
		}
	}
	return nil
}
