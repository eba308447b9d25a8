package house

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// Colleagues come into a counselling in four ways: they take it over, stand in for
// a while, are called in, or are asked in a side room. Rows say who was asked and who
// agreed, since they decide who gets a key; what was said about it lies in the room.

// HandoverID names one question or one colleague's stay.
type HandoverID string

// HandoverKind is what a colleague is asked for.
type HandoverKind string

// The kinds.
const (
	HandsOver   HandoverKind = "handover"   // takes the counselling over for good
	Substitutes HandoverKind = "substitute" // stands in until a day
	CalledIn    HandoverKind = "call"       // was called in for advice
)

// HandoverState is how far it has come.
type HandoverState string

// The states. Those from declined on are over and kept for a while, so that both
// sides learn of them.
const (
	HandoverAsked     HandoverState = "asked"     // the colleague has not answered
	HandoverTaken     HandoverState = "taken"     // the clients have not all answered
	HandoverIn        HandoverState = "in"        // a colleague is in, or invited
	HandoverDeclined  HandoverState = "declined"  // by the colleague
	HandoverRefused   HandoverState = "refused"   // by a client
	HandoverWithdrawn HandoverState = "withdrawn" // by who offered it
	HandoverExpired   HandoverState = "expired"
	HandoverDone      HandoverState = "done"
)

const (
	offerLife    = 14 * 24 * time.Hour // of an offer where nothing else is said
	offerLongest = 90 * 24 * time.Hour
	offerKept    = 30 * 24 * time.Hour // how long it can be seen what came of it
	maxReason    = 500
	maxInSide    = 10
)

// HandoverRow is one question to a colleague and the clients, or a colleague's stay.
type HandoverRow struct {
	ID      HandoverID
	Room    RoomID
	Kind    HandoverKind
	Person  PersonID // the colleague
	Key     []byte   // digest of the key pair they had when they were named
	By      PersonID
	State   HandoverState
	Yes     string // clients who agreed: "ID=all ID=now"
	At      time.Time
	Expires time.Time // of a question; of what is over: until it is kept; zero = never
	Until   time.Time // of a stay; zero = until it is ended
	Seen    bool      // who offered it has seen what came of it
	Seal    []byte
}

func (r *HandoverRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "handover", fields(string(r.ID), string(r.Room), string(r.Kind), string(r.Person), r.Key, string(r.By),
		string(r.State), r.Yes, r.At, r.Expires, r.Until, r.Seen)
}

func (r HandoverRow) open() bool { return r.State == HandoverAsked || r.State == HandoverTaken }

// agreed are the clients who said yes, and whether to the earlier words, too.
func (r HandoverRow) agreed() map[PersonID]bool {
	out := map[PersonID]bool{}
	for _, part := range strings.Fields(r.Yes) {
		if id, how, ok := strings.Cut(part, "="); ok {
			out[PersonID(id)] = how == "all"
		}
	}
	return out
}

func formatYes(yes map[PersonID]bool) string {
	parts := make([]string, 0, len(yes))
	for id, all := range yes {
		how := "=now"
		if all {
			how = "=all"
		}
		parts = append(parts, string(id)+how)
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// SideRow links a side room to the counselling that it is about.
type SideRow struct {
	Room RoomID // of the counselling
	Side RoomID
	At   time.Time
	Seal []byte
}

func (r *SideRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "side", fields(string(r.Room), string(r.Side), r.At)
}

type (
	handoverReader interface {
		// Handover is one question or stay.
		Handover(ctx context.Context, id HandoverID) (HandoverRow, error)
		// Handovers lists those of a room, oldest first.
		Handovers(ctx context.Context, room RoomID) ([]HandoverRow, error)
		// HandoversOf lists those that name somebody or were offered by them, oldest first.
		HandoversOf(ctx context.Context, person PersonID) ([]HandoverRow, error)
		// HandoversOver lists those whose Expires has passed.
		HandoversOver(ctx context.Context, now time.Time) ([]HandoverRow, error)
		// Sides lists the side rooms of a counselling, oldest first.
		Sides(ctx context.Context, room RoomID) ([]SideRow, error)
		// SideOf is the link of a side room.
		SideOf(ctx context.Context, side RoomID) (SideRow, error)
	}
	handoverWriter interface {
		// PutHandover inserts or replaces. DeleteRoom deletes the room's, DeleteRoster
		// the stay of the one who goes.
		PutHandover(ctx context.Context, h HandoverRow) error
		DeleteHandover(ctx context.Context, id HandoverID) error
		// PutSide inserts or replaces; DeleteRoom deletes it with either room.
		PutSide(ctx context.Context, side SideRow) error
	}
)

// What lies in the room, sealed with its key, where answers to entries lie.
const (
	handoverEntry = MessageID("handover")
	offerSlot     = "offer"
	sideSlot      = "side/"
)

// offerWords is what the counsellor says to the client with a question.
type offerWords struct {
	ID      HandoverID `json:"id"`
	Message string     `json:"message,omitempty"`
}

// sideWords is what the client may know of a side room.
type sideWords struct {
	Names   []string  `json:"names"`
	Version int       `json:"version"` // of the contract that allows it
	At      time.Time `json:"at"`
}

// Colleagues is who counsels in a room, and what is asked about it, as the actor may
// see it.
type Colleagues struct {
	Place      string
	Me         string // "counsellor", "colleague", "client"
	Counsellor string // "" = nobody
	Alone      bool   // whoever counselled has left; the client decides who goes on
	People     []Colleague
	Offer      *HandoverOffer // the open question, else the last one that the actor has not seen the end of
	Sides      []Side
	Contract   int // version that both agreed on; 0 = none
	Review     bool
	Substitute bool // the contract allows one without asking again
	Others     []string
	MayOffer   bool // the actor may name somebody to take it over
	MayCall    bool // and may call colleagues in
}

// Colleague is one of the counsellors' side.
type Colleague struct {
	Name    string
	Kind    HandoverKind // "" = the counsellor
	Invited bool         // has not come in yet
	Since   time.Time
	Until   time.Time
	Me      bool
}

// HandoverOffer is a question to a colleague and to the clients.
type HandoverOffer struct {
	ID      HandoverID
	Place   string // FLOOR/ROOM, only for those in the room
	Floor   string // name
	Kind    HandoverKind
	Name    string // the colleague
	By      string // "" = a client whose counsellor has left
	State   HandoverState
	At      time.Time
	Expires time.Time
	Until   time.Time
	Message string
	Yes     []string // clients who agreed
	Waiting []string // clients who have not answered
	ForMe   bool     // the actor is asked now
	Mine    bool     // the actor offered it
	Agreed  bool     // the actor said yes already
}

// Side is a side room: to its owner with its place, to the client who is asked in it.
type Side struct {
	Place   string
	Names   []string
	Version int
	At      time.Time
}

// HandoverSpec is a question.
type HandoverSpec struct {
	Name    string
	Until   time.Time // of an offer: until when it stands; of a substitute: the last day
	Message string
}

// sameHandover gives errRace unless a question is as it was read.
func (s *Service) sameHandover(ctx context.Context, r Reader, seen HandoverRow) error {
	now, err := r.Handover(ctx, seen.ID)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if err != nil || !bytes.Equal(now.Seal, seen.Seal) {
		return errRace
	}
	return nil
}

// handoversIn reads and checks the rows of a room.
func (s *Service) handoversIn(ctx context.Context, r Reader, room RoomID) ([]HandoverRow, error) {
	rows, err := r.Handovers(ctx, room)
	for i := range rows {
		if err := s.verify(&rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, err
}

// question is the one open question of a room; ok is false where there is none.
func (s *Service) question(ctx context.Context, r Reader, room RoomID) (row HandoverRow, ok bool, err error) {
	rows, err := s.handoversIn(ctx, r, room)
	if err != nil {
		return row, false, err
	}
	now, err := r.Now(ctx)
	for _, row := range rows {
		if row.open() && now.Before(row.Expires) {
			return row, true, err
		}
	}
	return row, false, err
}

// asked are the clients whose yes is needed: also those who came back and wait before
// the door, but nobody who has never been in.
func (in access) asked() []RosterRow {
	out := in.clients()
	for _, row := range in.state.roster {
		if row.State == stateWaiting && row.SinceSeq != fromLetIn {
			out = append(out, row)
		}
	}
	return out
}

// enterCounsel enters a room for counselling.
func (s *Service) enterCounsel(ctx context.Context, a Actor, place string, do RoomAction) (access, error) {
	in, err := s.enter(ctx, a, place, do)
	if err == nil && in.room.Kind != RoomPractice {
		err = Errorf(Invalid, "error.counsel_kind")
	}
	return in, err
}

// alone tells whether nobody counsels in a room although somebody did.
func (s *Service) alone(ctx context.Context, in access) (bool, error) {
	if in.room.Kind != RoomPractice || in.ownerID() != "" {
		return false, nil
	}
	c, is, err := s.caseIn(ctx, s.store, in.room.ID)
	return err == nil && (!is || c.State == CaseAccepted), err
}

// colleague finds a counsellor of a floor: a member of it whose card hangs there.
func (s *Service) colleague(ctx context.Context, floor FloorID, name string) (PersonRow, error) {
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return p, err
	}
	all, err := s.counsellorsOn(ctx, floor, false)
	if err == nil && !slices.ContainsFunc(all, func(o PersonRow) bool { return o.ID == p.ID }) {
		err = Errorf(NotFound, "error.no_colleague", "Name", p.Name)
	}
	return p, err
}

// counsellorsOn are the members of a floor whose card hangs there, by name; only those
// with a card that guests may read, where public is set.
func (s *Service) counsellorsOn(ctx context.Context, floor FloorID, public bool) ([]PersonRow, error) {
	places, err := s.store.CardPlaces(ctx, "")
	if err != nil {
		return nil, err
	}
	f, err := s.floorByID(ctx, s.store, floor)
	if err != nil {
		return nil, err
	}
	var ids []PersonID
	for _, p := range places {
		if p.Floor != floor || p.Hidden || p.State != CardHome && p.State != CardShown {
			continue
		}
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		card, err := s.store.Card(ctx, p.Card)
		if err != nil {
			return nil, err
		}
		if err := s.verify(&card); err != nil {
			return nil, err
		}
		m, err := s.floorMember(ctx, s.store, floor, card.Person)
		if err != nil {
			return nil, err
		}
		if (f.row.Kind == FloorGround || m.State == floorJoined) && (card.Public || !public) {
			ids = append(ids, card.Person)
		}
	}
	people, err := s.store.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []PersonRow
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		if p.State == stateActive {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y PersonRow) int { return cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	return out, nil
}
