package house

import (
	"context"
	"encoding/json"
	"time"
)

// roomKeep is what a room's row holds about how long things are kept, beside the rule
// for all of it (RoomRow.Retention) and for the chat (Transcript). It is bound into the
// room's seal.
type roomKeep struct {
	Tools map[string]int `json:"tools,omitempty"` // days, by tool; 0 = for ever; missing = as the room
	Was   *keptBefore    `json:"was,omitempty"`   // the rule of before, until what is due to it had its notice
	Hold  *roomHold      `json:"hold,omitempty"`
}

// keptBefore is a longer rule that still holds for a while.
type keptBefore struct {
	Days  int            `json:"days"`
	Tools map[string]int `json:"tools,omitempty"`
	Until int64          `json:"until"` // unix seconds
}

// roomHold is a hold on a room, or the wish for one. Why stands sealed with the room's
// key as an answer of the entry "hold".
type roomHold struct {
	By     PersonID `json:"by"`
	First  bool     `json:"first,omitempty"`  // asked by who counsels, or owns the room
	With   PersonID `json:"with,omitempty"`   // who alone may agree; "" = anybody of the other side
	Agreed PersonID `json:"agreed,omitempty"` // "" = only asked for so far
	Asked  int64    `json:"asked"`            // unix seconds
	Until  int64    `json:"until"`
}

// keep reads what the row holds; the row was verified.
func (r RoomRow) keep() roomKeep {
	var k roomKeep
	if r.Keep != "" {
		_ = json.Unmarshal([]byte(r.Keep), &k) // the seal says that it is ours
	}
	return k
}

// setKeep writes it; nothing at all is the empty string, as in rows from before.
func (r *RoomRow) setKeep(k roomKeep) {
	b, _ := json.Marshal(k) // strings and numbers cannot fail
	if r.Keep = string(b); r.Keep == "{}" {
		r.Keep = ""
	}
}

// onHold tells whether a hold is in force.
func (r RoomRow) onHold(now time.Time) bool {
	h := r.keep().Hold
	return h != nil && h.runs(now)
}

func (h *roomHold) runs(now time.Time) bool { return h.Agreed != "" && now.Unix() < h.Until }

// held tells whether a hold keeps a room from being deleted, and its entries from going
// by a rule: one on the room itself, or on the counselling that it is a side room of.
// Whatever destroys by itself, by a rule or on somebody's order asks it in its transaction.
func (s *Service) held(ctx context.Context, r Reader, id RoomID) (bool, error) {
	now, err := r.Now(ctx)
	if err != nil {
		return false, err
	}
	room, err := r.Room(ctx, id)
	if err == nil {
		err = s.verify(&room)
	}
	if err != nil || room.onHold(now) || room.Kind != RoomSide {
		return err == nil && room.onHold(now), err
	}
	side, err := r.SideOf(ctx, id)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return false, err
	}
	if err := s.verify(&side); err != nil {
		return false, err
	}
	if room, err = r.Room(ctx, side.Room); err == nil {
		err = s.verify(&room)
	}
	return err == nil && room.onHold(now), err
}

// errHeld refuses what a hold keeps from being done.
func errHeld() error { return Errorf(Conflict, "error.held") }
