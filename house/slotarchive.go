package house

import (
	"context"
	"encoding/json"
	"time"
)

// archiveSlots writes a room's appointments, with what was written to them, into an
// archive: appointments.json.
func (s *Service) archiveSlots(ctx context.Context, in access, to Archive) error {
	if !in.room.hasSlots() {
		return nil
	}
	all, err := s.appointments(ctx, in)
	if err != nil || len(all) == 0 {
		return err
	}
	type appointment struct {
		ID         AppointmentID    `json:"id"`
		Counsellor string           `json:"counsellor"`
		At         time.Time        `json:"at"`
		Minutes    int              `json:"minutes"`
		Zone       string           `json:"zone"`
		State      AppointmentState `json:"state"`
		Moves      AppointmentID    `json:"moves"`
		Note       string           `json:"note"`
		Reason     string           `json:"reason"`
	}
	list := make([]appointment, len(all))
	var changed time.Time
	for i, p := range sortAppointments(all) {
		list[i] = appointment{p.ID, p.Counsellor, p.At, p.Minutes, p.Zone, p.State, p.Moves, p.Note, p.Reason}
		changed = later(changed, p.Changed)
	}
	w, err := to.File("appointments.json", changed)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}
