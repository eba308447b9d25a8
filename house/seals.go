package house

import (
	"encoding/binary"
	"time"

	"stockwerk/vault"
)

// sealedRow is a row that carries the house's MAC over the fields that decide
// who somebody is and what they may; whoever edits the database without
// house.key breaks it, and the row is refused loudly.
type sealedRow interface {
	// sealed gives where the MAC stands, the row's tag and the bound fields.
	sealed() (mac *[]byte, tag string, fields [][]byte)
}

// stamp writes the MAC; call it last before a row goes to the store.
func (s *Service) stamp(r sealedRow) {
	mac, tag, fields := r.sealed()
	*mac = s.vault.Seal(tag, fields...)
}

// verify checks the MAC of a row that came from the store.
func (s *Service) verify(r sealedRow) error {
	mac, tag, fields := r.sealed()
	if err := s.vault.Check(*mac, tag, fields...); err != nil {
		return errTampered(err)
	}
	return nil
}

func errTampered(cause error) error { return Errorf(Internal, "error.tampered", cause) }

func (r *PersonRow) sealed() (*[]byte, string, [][]byte) {
	bound := fields(string(r.ID), r.Kind, r.Name, r.NameKey, r.Skeleton, r.Public, r.HouseAdmin, r.State)
	if r.Terms > 1 { // rows from before there was a second version keep their seal
		bound = append(bound, fields(r.Terms)...)
	}
	return &r.Seal, "person", bound
}

func (r *SlotRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "slot", fields(r.Person, r.ID, string(r.Kind), r.Params, r.Salt, r.Verify, r.Box)
}

func (r *SSHKeyRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "sshkey", fields(string(r.Person), r.Fingerprint, r.Blob)
}

func (r *FloorRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "floor", fields(string(r.ID), r.Lookup, r.Number, string(r.Kind), string(r.State))
}

func (r *FloorMemberRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "floormember", fields(string(r.Floor), string(r.Person), r.State, r.Admin, r.Creator)
}

func (r *RoomRow) sealed() (*[]byte, string, [][]byte) {
	bound := fields(string(r.ID), string(r.Floor), r.Lookup, string(r.Kind), string(r.Class),
		string(r.Access), r.Listed, string(r.History), r.Retention, r.Transcript, r.State, r.Epoch, r.Rotate)
	if r.Tools != "" || r.Preset != "" { // rows from before there were any keep their seal
		bound = append(bound, fields(r.Tools, string(r.Preset))...)
	}
	if r.Linger != 0 {
		bound = append(bound, fields(r.Linger)...)
	}
	if r.Keep != "" {
		bound = append(bound, fields("keep", r.Keep)...)
	}
	return &r.Seal, "room", bound
}

func (r *RosterRow) sealed() (*[]byte, string, [][]byte) {
	bound := fields(string(r.Room), string(r.Person), r.State, string(r.Role), r.Write, r.SinceSeq, r.Until, string(r.By), string(r.Ticket))
	if r.Rights != "" {
		bound = append(bound, fields(r.Rights)...)
	}
	return &r.Seal, "roster", bound
}

func (r *EpochRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "epoch", fields(string(r.Room), r.Epoch, r.Header, r.Chain, r.Back, r.Open)
}

func (r *WrapRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "wrap", fields(string(r.Room), r.Epoch, r.Recipient, r.Wrap)
}

func (r *SuccessionRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "succession", fields(string(r.Room), string(r.Person), string(r.Heir), r.HeirKey, r.At)
}

func (r *CardRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "card", fields(string(r.ID), string(r.Person), r.Public, r.Text)
}

func (r *CardPlaceRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "cardplace", fields(string(r.Card), string(r.Floor), string(r.State), r.Hidden)
}

func (r *PartedRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "parted", fields(string(r.Room), string(r.Person), r.Rights)
}

func (r *TicketRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "ticket", fields(string(r.ID), r.Lookup, string(r.Kind), string(r.Room), string(r.Person), r.State,
		r.Expires, string(r.IssuedBy), r.Write, r.Return, r.Wait, r.Public)
}

// fields encodes values for a MAC: strings and bytes as they are, numbers as
// 64-bit big endian, times as unix milliseconds. The MAC prefixes lengths.
func fields(values ...any) [][]byte {
	out := make([][]byte, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			out[i] = []byte(v)
		case []byte:
			out[i] = v
		case bool:
			out[i] = number(0)
			if v {
				out[i] = number(1)
			}
		case int:
			out[i] = number(int64(v))
		case int64:
			out[i] = number(v)
		case time.Time:
			out[i] = number(0)
			if !v.IsZero() {
				out[i] = number(v.UnixMilli())
			}
		default:
			panic("house: a row field of a type that seals do not know") //nolint:forbidigo // the first test that stamps such a row finds it
		}
	}
	return out
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// slotRow stamps a slot for the store.
func (s *Service) slotRow(slot vault.Slot) SlotRow {
	row := SlotRow{Slot: slot}
	s.stamp(&row)
	return row
}
