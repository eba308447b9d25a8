package house

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Statistics are counted when something happens, not worked out later from what
// people left behind: in memory, as numbers of a floor and a month, and added to the
// store every minute. Nothing says who it was. A crash loses a minute of counting.

// Stat is one thing that is counted.
type Stat string

// What is counted of a floor, and last those of the house itself.
const (
	StatRooms        Stat = "rooms" // that somebody wrote in, but those for counselling
	StatRoomsNew     Stat = "rooms_new"
	StatRoomsClosed  Stat = "rooms_closed"
	StatPosts        Stat = "posts" // on boards and in all tools but the chat
	StatLines        Stat = "lines" // of chats
	StatJoined       Stat = "joined"
	StatLeft         Stat = "left"
	StatTickets      Stat = "tickets" // issued
	StatRedeemed     Stat = "redeemed"
	StatConsulted    Stat = "consultations" // peer consultations begun
	StatConsultEnded Stat = "consultations_ended"
	StatCases        Stat = "cases" // rooms for counselling that somebody wrote in
	StatAsked        Stat = "asked" // first contacts
	StatAccepted     Stat = "accepted"
	StatWait1        Stat = "wait_1" // accepted within a day
	StatWait3        Stat = "wait_3"
	StatWait7        Stat = "wait_7"
	StatWaitMore     Stat = "wait_more"
	StatLetters      Stat = "letters"
	StatSessions     Stat = "sessions" // held
	StatCasesClosed  Stat = "cases_closed"
	StatAccounts     Stat = "accounts" // made
	StatAccountsGone Stat = "accounts_gone"
	StatDirect       Stat = "direct" // private messages
)

// counter adds up in memory what Sweep writes.
type counter struct {
	mu    sync.Mutex
	sums  map[counted]int
	marks map[marked]bool
}

type (
	counted struct {
		floor FloorID
		month string
		what  Stat
	}
	marked struct {
		counted
		room RoomID
	}
)

// settledAfter is how long after its end a month is counted to the end, on every node.
const settledAfter = 24 * time.Hour

// settingCounts is written first by the transaction that closes months.
const settingCounts = "lock.counts"

// countsKept is how many years counts are kept.
const countsKept = 10

// tally notes that something happened on a floor ("" = in the house).
func (s *Service) tally(floor FloorID, what Stat) {
	key := counted{floor, s.month(), what}
	s.counter.mu.Lock()
	defer s.counter.mu.Unlock()
	if s.counter.sums == nil {
		s.counter.sums = map[counted]int{}
	}
	s.counter.sums[key]++
}

// countWords notes that somebody wrote in a room.
func (s *Service) countWords(room RoomRow, kind MessageKind) {
	switch {
	case kind == KindEvent:
		return
	case room.Class == ClassDirect:
		s.tally("", StatDirect)
		return
	case room.Kind == RoomSide:
		return // talk of colleagues about a counselling is part of it
	case room.Kind == RoomPractice:
		s.markRoom(room, StatCases)
		if kind == KindLetter {
			s.tally(room.Floor, StatLetters)
		}
		return // how much is said in counsellings is nobody's business
	case kind == KindChat:
		s.tally(room.Floor, StatLines)
	default:
		s.tally(room.Floor, StatPosts)
	}
	s.markRoom(room, StatRooms)
}

// countClosed notes that a room was closed, which for a counselling is its end.
func (s *Service) countClosed(room RoomRow, counselled bool) {
	switch {
	case counselled:
		s.tally(room.Floor, StatCasesClosed)
	case room.Kind != RoomPractice && room.Kind != RoomSide:
		s.tally(room.Floor, StatRoomsClosed)
	}
}

// countAccepted notes that an enquiry was accepted, and in which class its wait falls.
func (s *Service) countAccepted(floor FloorID, wait time.Duration) {
	const day = 24 * time.Hour
	s.tally(floor, StatAccepted)
	switch {
	case wait <= day:
		s.tally(floor, StatWait1)
	case wait <= 3*day:
		s.tally(floor, StatWait3)
	case wait <= 7*day:
		s.tally(floor, StatWait7)
	default:
		s.tally(floor, StatWaitMore)
	}
}

func (s *Service) markRoom(room RoomRow, what Stat) {
	key := marked{counted{room.Floor, s.month(), what}, room.ID}
	s.counter.mu.Lock()
	defer s.counter.mu.Unlock()
	if s.counter.marks == nil {
		s.counter.marks = map[marked]bool{}
	}
	s.counter.marks[key] = true
}

// take empties the counter.
func (c *counter) take() (sums map[counted]int, marks map[marked]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sums, marks = c.sums, c.marks
	c.sums, c.marks = nil, nil
	return sums, marks
}

// back puts in again what could not be written.
func (c *counter) back(sums map[counted]int, marks map[marked]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sums == nil {
		c.sums = map[counted]int{}
	}
	if c.marks == nil {
		c.marks = map[marked]bool{}
	}
	for k, n := range sums {
		c.sums[k] += n
	}
	maps.Copy(c.marks, marks)
}

// sweepCounts writes what was counted, and closes the months that are over. Sweep and
// the end of Run call it.
func (s *Service) sweepCounts(ctx context.Context, now time.Time) error {
	if err := s.writeCounts(ctx); err != nil {
		return err
	}
	over := lastSettled(now)
	open, err := s.store.CountMarks(ctx, over)
	if err != nil || len(open) == 0 {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingCounts, nil); err != nil { // one node after the other
			return err
		}
		open, err := tx.CountMarks(ctx, over)
		if err != nil {
			return err
		}
		for _, c := range open {
			if err := tx.AddCount(ctx, c); err != nil {
				return err
			}
		}
		if err := tx.DropCountMarks(ctx, over); err != nil {
			return err
		}
		return tx.DropCounts(ctx, now.UTC().AddDate(-countsKept, 0, 0).Format("2006-01"))
	})
}

func (s *Service) writeCounts(ctx context.Context) error {
	sums, marks := s.counter.take()
	if len(sums) == 0 && len(marks) == 0 {
		return nil
	}
	// In one order, or two nodes would wait for each other's rows.
	order := slices.SortedFunc(maps.Keys(sums), compareCounted)
	used := make([]CountMark, 0, len(marks))
	for m := range marks {
		used = append(used, CountMark{Floor: m.floor, Month: m.month, What: string(m.what), Mark: s.countMark(m)})
	}
	slices.SortFunc(used, func(x, y CountMark) int { return bytes.Compare(x.Mark, y.Mark) })
	err := s.store.InTx(ctx, func(tx Tx) error {
		for _, k := range order {
			if err := tx.AddCount(ctx, CountRow{Floor: k.floor, Month: k.month, What: string(k.what), N: sums[k]}); err != nil {
				return err
			}
		}
		for _, m := range used {
			if err := tx.AddCountMark(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.counter.back(sums, marks)
	}
	return err
}

func compareCounted(x, y counted) int {
	return slices.Compare([]string{string(x.floor), x.month, string(x.what)}, []string{string(y.floor), y.month, string(y.what)})
}

// countMark is another one each month, so that marks tell nothing about a room over
// time.
func (s *Service) countMark(m marked) []byte {
	return s.vault.Lookup("countmark", fields(string(m.room), m.month, string(m.what))...)
}

// lastSettled is the latest month that is counted to its end.
func lastSettled(now time.Time) string {
	at := now.Add(-settledAfter).UTC()
	return time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}
