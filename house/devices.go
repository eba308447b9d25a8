package house

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Devices are the live connections of a member: on this node from the key rings, on
// others by asking them over the bell. Nothing about them is stored, and where they come
// from nobody knows. What a lost ring hid from the list can be ended all the same, with
// KickOthers; a line that is lost on its way to end a connection is not sent again.

// The ways in which somebody came in.
const (
	WayPassword = "password"
	WayKey      = "key"
	WayRecovery = "recovery"
)

// Device is one live connection of the actor.
type Device struct {
	ID    string
	Since time.Time
	Kinds []string // what runs on it: screen, lines, command, files
	Way   string   // one of the Way values
	Key   string   // name of the SSH key
	This  bool     // the one that asks
	Here  bool     // on the node that was asked

	fingerprint string
}

// answerWithin is how long other nodes have to say what they know.
const answerWithin = 700 * time.Millisecond

// roll collects what other nodes answer.
type roll struct {
	mu    sync.Mutex
	asked map[string][]Device
}

func newRoll() *roll { return &roll{asked: map[string][]Device{}} }

func (r *roll) begin(ask string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked[ask] = []Device{}
}

func (r *roll) hear(ask string, d Device) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if list, waiting := r.asked[ask]; waiting && len(list) < 1000 {
		r.asked[ask] = append(list, d)
	}
}

func (r *roll) end(ask string) []Device {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.asked[ask]
	delete(r.asked, ask)
	return list
}

// Connected says that a connection of the actor is open, and kinds what runs on it when
// it is asked: for Devices. Disconnected takes it back. The doors call them.
func (s *Service) Connected(a Actor, kinds func() []string) { a.ring.show(kinds) }

// Disconnected says that the actor's connection is over.
func (s *Service) Disconnected(a Actor) { a.ring.show(nil) }

// Devices lists the actor's live connections, the latest first. Who may: members.
func (s *Service) Devices(ctx context.Context, a Actor) ([]Device, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return nil, err
	}
	out := s.devicesHere(a.person)
	own, _ := a.ring.name()
	for i := range out {
		out[i].This = out[i].ID == own
	}
	if s.hub.bell.rings() {
		ask := rand.Text()
		s.roll.begin(ask)
		s.hub.bell.ring("q " + string(a.person) + " " + ask)
		late := time.NewTimer(answerWithin)
		defer late.Stop()
		select {
		case <-late.C:
		case <-ctx.Done():
		}
		out = append(out, s.roll.end(ask)...)
	}
	keys, err := s.SSHKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for _, k := range keys {
			if k.Fingerprint == out[i].fingerprint {
				out[i].Key = cmp.Or(k.Name, k.Fingerprint)
			}
		}
	}
	slices.SortFunc(out, func(x, y Device) int { return cmp.Or(y.Since.Compare(x.Since), cmp.Compare(x.ID, y.ID)) })
	return out, nil
}

func (s *Service) devicesHere(person PersonID) []Device {
	out := []Device{}
	for _, r := range s.hub.living.of(person) {
		if d := r.card(); d.ID != "" {
			out = append(out, d)
		}
	}
	return out
}

// Kick ends one of the actor's other connections, on whichever node, at once: its
// sessions end and its keys are zeroed. Who may: members, their own.
func (s *Service) Kick(ctx context.Context, a Actor, id string) error {
	list, err := s.Devices(ctx, a)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(d Device) bool { return d.ID == id })
	switch {
	case at < 0:
		return Errorf(NotFound, "error.no_such_device")
	case list[at].This:
		return Errorf(Invalid, "error.device_this")
	}
	s.kick(a.person, kickOne, id)
	return nil
}

// KickOthers ends all of the actor's connections but this one, and tells how many were
// seen. Who may: members.
func (s *Service) KickOthers(ctx context.Context, a Actor) (int, error) {
	list, err := s.Devices(ctx, a)
	if err != nil {
		return 0, err
	}
	others := 0
	for _, d := range list {
		if !d.This {
			others++
		}
	}
	own, _ := a.ring.name()
	s.kick(a.person, kickOthers, own)
	return others, nil
}

// What kick ends.
const (
	kickOne    = "one"    // the connection of that id
	kickOthers = "others" // all but that one
	kickKey    = "key"    // all that came in by that key, but for one: "FINGERPRINT ID"
)

// kick ends connections of a person on all nodes.
func (s *Service) kick(person PersonID, what, which string) {
	s.kickHere(person, what, which)
	s.hub.bell.ring("k " + string(person) + " " + what + " " + which)
}

// kickHere is kick on this node.
func (s *Service) kickHere(person PersonID, what, which string) {
	key, spared, _ := strings.Cut(which, " ")
	for _, r := range s.hub.living.of(person) {
		id, fingerprint := r.name()
		switch what {
		case kickOne:
			if id != which {
				continue
			}
		case kickOthers:
			if id == which {
				continue
			}
		case kickKey:
			if fingerprint != key || id == spared {
				continue
			}
		default:
			continue
		}
		s.hub.tellRing(r)
		r.end()
	}
}

// deviceLine and deviceOf write and read what a node answers.
func deviceLine(ask string, d Device) string {
	return strings.Join([]string{"d", ask, d.ID, strconv.FormatInt(d.Since.Unix(), 10), strings.Join(d.Kinds, ",") + ";", d.Way + ";", d.fingerprint}, " ")
}

func deviceOf(rest string) (ask string, d Device, ok bool) {
	f := strings.SplitN(rest, " ", 6)
	if len(f) != 6 {
		return "", d, false
	}
	at, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || f[1] == "" {
		return "", d, false
	}
	d = Device{ID: f[1], Since: time.Unix(at, 0).UTC(), Way: strings.TrimSuffix(f[4], ";"), fingerprint: f[5]}
	if kinds := strings.TrimSuffix(f[3], ";"); kinds != "" {
		d.Kinds = strings.Split(kinds, ",")
	}
	return f[0], d, true
}

// heardOfDevices does what another node's line about connections says.
func (s *Service) heardOfDevices(word, rest string) {
	switch word {
	case "q":
		person, ask, _ := strings.Cut(rest, " ")
		for _, d := range s.devicesHere(PersonID(person)) {
			s.hub.bell.ring(deviceLine(ask, d))
		}
	case "d":
		if ask, d, ok := deviceOf(rest); ok {
			s.roll.hear(ask, d)
		}
	case "k":
		if f := strings.SplitN(rest, " ", 3); len(f) == 3 {
			s.kickHere(PersonID(f[0]), f[1], f[2])
		}
	}
}

// tellRing tells the sessions of one connection that it ends.
func (h *hub) tellRing(r *ring) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for sub := range h.all {
		if sub.ring == r {
			sub.put(Event{Kind: EventRevoked})
		}
	}
}

// rings tells whether there are other nodes to ask.
func (r *ringer) rings() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.on
}

// enters notes when and how somebody came in.
func (r *ring) enters(now time.Time, way, fingerprint string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.since, r.way, r.fingerprint = now, way, fingerprint
	if r.id == "" {
		r.id = strings.ToLower(rand.Text()[:8])
	}
}

// show has the connection listed, or with nil not any more.
func (r *ring) show(kinds func() []string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kinds = kinds
}

// name is how the connection is called, and the key by which it came.
func (r *ring) name() (id, fingerprint string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.id, r.fingerprint
}

// card is the connection as it is listed; zero where it is not.
func (r *ring) card() Device {
	if r == nil {
		return Device{}
	}
	r.mu.Lock()
	kinds := r.kinds
	d := Device{ID: r.id, Since: r.since.UTC().Truncate(time.Second), Way: r.way, fingerprint: r.fingerprint, Here: true}
	r.mu.Unlock()
	if kinds == nil {
		return Device{}
	}
	d.Kinds = kinds()
	slices.Sort(d.Kinds)
	d.Kinds = slices.Compact(d.Kinds)
	return d
}
