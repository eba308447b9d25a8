package house

import (
	"context"
	"time"
)

// A case is a counselling: the room of an enquiry from its first word on, and who
// counsels whom in it. What is said lies in the room; the row holds what the house
// must know without a key: who, since when, until when. Rooms of the kind practice
// that somebody opened by themselves are none, and have everything but a desk.

// CaseState is how far a counselling has come.
type CaseState string

// The states of a case.
const (
	CaseNew      CaseState = "new"      // asked, nobody accepted yet
	CaseAccepted CaseState = "accepted" // somebody counsels
	CaseDeclined CaseState = "declined" // nobody takes it; the client was told
	CaseClosed   CaseState = "closed"   // read-only until it is deleted
)

// CaseRow is a counselling, or the enquiry about one.
type CaseRow struct {
	Room       RoomID
	Floor      FloorID
	Card       CardID   // "" = the team of the floor was asked
	Client     PersonID // member or visitor
	Counsellor PersonID // "" until somebody accepts
	State      CaseState
	Answer     int // hours within which an answer is promised; 0 = no promise
	Asked      time.Time
	Accepted   time.Time
	Closed     time.Time
	DeleteAt   time.Time // zero = not agreed yet
	Seal       []byte
}

func (r *CaseRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "case", fields(string(r.Room), string(r.Floor), string(r.Card), string(r.Client), string(r.Counsellor),
		string(r.State), r.Answer, r.Asked, r.Accepted, r.Closed, r.DeleteAt)
}

type (
	caseReader interface {
		// Case is the counselling of a room.
		Case(ctx context.Context, room RoomID) (CaseRow, error)
		// CasesOn lists the cases of a floor, oldest first.
		CasesOn(ctx context.Context, floor FloorID) ([]CaseRow, error)
		// CasesOf lists the cases that somebody counsels, oldest first.
		CasesOf(ctx context.Context, counsellor PersonID) ([]CaseRow, error)
		// CasesOver lists closed cases whose day of deletion has come.
		CasesOver(ctx context.Context, now time.Time) ([]CaseRow, error)
	}
	caseWriter interface {
		// PutCase inserts or replaces; DeleteRoom deletes the room's case.
		PutCase(ctx context.Context, c CaseRow) error
	}
)

// caseIn reads and checks the case of a room; ok is false where there is none.
func (s *Service) caseIn(ctx context.Context, r Reader, room RoomID) (c CaseRow, ok bool, err error) {
	if c, err = r.Case(ctx, room); err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return CaseRow{}, false, err
	}
	return c, true, s.verify(&c)
}

// counsels tells whether a roster row stands on the counsellors' side of a room for
// counselling: its owner and moderators, colleagues who were called in among them.
// Everybody else who is in is a client.
func (r RosterRow) counsels() bool {
	return r.State == stateJoined && rank[r.Role] >= rank[RoleModerator]
}

// clients are the people on the other side.
func (in access) clients() []RosterRow {
	var out []RosterRow
	for _, row := range in.state.roster {
		if row.State == stateJoined && !row.counsels() {
			out = append(out, row)
		}
	}
	return out
}
