package vault

import "encoding/binary"

// cost is how much work one guess at a password takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// today is the cost of new password slots.
func today() cost { return cost{memory: 64 * 1024, time: 3, threads: 1} }

// What a stored slot may ask for. A row written by a stranger must not make
// the house allocate without end.
const (
	maxMemory  = 256 * 1024 // KiB
	maxTime    = 16
	maxThreads = 4
)

const (
	paramsPlain  = 0 // the code has the entropy, nothing is stretched
	paramsArgon2 = 1 // Argon2id: memory, time, threads
)

func (c cost) encode() []byte {
	b := []byte{version, paramsArgon2}
	b = binary.BigEndian.AppendUint32(b, c.memory)
	b = binary.BigEndian.AppendUint32(b, c.time)
	return append(b, c.threads)
}

func plainParams() []byte { return []byte{version, paramsPlain} }

func decodeCost(params []byte) (cost, error) {
	if len(params) != 11 || params[0] != version || params[1] != paramsArgon2 {
		return cost{}, ErrFormat
	}
	c := cost{
		memory:  binary.BigEndian.Uint32(params[2:]),
		time:    binary.BigEndian.Uint32(params[6:]),
		threads: params[10],
	}
	if c.memory > maxMemory || c.time < 1 || c.time > maxTime || c.threads < 1 || c.threads > maxThreads {
		return cost{}, ErrFormat
	}
	if c.memory < 8*uint32(c.threads) { // the least that Argon2 has
		return cost{}, ErrFormat
	}
	return c, nil
}

// WithCost returns the same house with another Argon2id cost. It exists for
// tests, which make many slots; the program uses the cost of OpenHouse.
func (h *House) WithCost(memoryKiB, time uint32) *House {
	other := *h
	other.cost = cost{memory: memoryKiB, time: time, threads: today().threads}
	return &other
}

// NeedsRaise says whether a password slot costs a guesser less than a new one
// would, or cannot be read: make a new slot while the password is at hand.
func (h *House) NeedsRaise(s Slot) bool {
	if s.Kind != SlotPassword {
		return false
	}
	c, err := decodeCost(s.Params)
	return err != nil || c.memory < h.cost.memory || c.time < h.cost.time
}
