package vault

import (
	"crypto/rand"
	"log/slog"
	"strings"
)

// alphabet is Crockford's: no I, L, O and U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeLen       = 20
	codeGroup     = 5
	recoveryLen   = 32
	recoveryGroup = 4
	// maxTyped bounds what is looked at: no spelling of a code is longer.
	maxTyped = 256
)

// Code is a ticket or return code: 20 characters in capitals and without
// hyphens, the last one a check character. 95 bits are random. It is a secret:
// it is never stored, and logs show only that there was one.
type Code string

// NewCode returns a random code.
func NewCode() Code { return Code(randomCode(codeLen)) }

// ParseCode reads a code as people type it: any case, hyphens and blanks
// anywhere, O for 0, I and L for 1. It returns ErrTypo for what cannot be a
// code, which can be answered without looking anything up.
func ParseCode(s string) (Code, error) {
	n, err := normalise(s, codeLen)
	return Code(n), err
}

// String groups the code for people: ABCDE-FGHJK-MNPQR-STVWX.
func (c Code) String() string { return group(string(c), codeGroup) }

// LogValue keeps codes out of logs.
func (c Code) LogValue() slog.Value { return slog.StringValue("vault.Code") }

// NewRecoveryCode returns a random recovery code in eight groups of four
// characters, the last one a check character. 155 bits are random.
func NewRecoveryCode() string { return group(randomCode(recoveryLen), recoveryGroup) }

// ParseRecoveryCode reads a recovery code as forgivingly as ParseCode and
// returns it in eight groups of four. It returns ErrTypo for what cannot be
// one.
func ParseRecoveryCode(s string) (string, error) {
	n, err := normalise(s, recoveryLen)
	return group(n, recoveryGroup), err
}

// anyCode returns the characters of a code of either length, with room behind
// them for a salt.
func anyCode(s string) ([]byte, error) {
	n, err := normalise(s, recoveryLen)
	if err != nil {
		n, err = normalise(s, codeLen)
	}
	if err != nil {
		return nil, err
	}
	return append(make([]byte, 0, recoveryLen+saltLen), n...), nil
}

// TicketLookup returns the 16 bytes by which the row of a ticket is found. They
// say nothing about the code without house.key.
func (h *House) TicketLookup(c Code) []byte {
	return h.ticketMAC("ticket-lookup", c)[:lookupLen:lookupLen]
}

// TicketIdentity returns the key pair of a ticket. Room keys are wrapped for
// it when the ticket is issued and opened with it when it is redeemed.
func (h *House) TicketIdentity(c Code) (*Identity, error) {
	c, err := ParseCode(string(c))
	if err != nil {
		return nil, err
	}
	seed := Key(h.ticketMAC("ticket-identity", c))
	defer seed.Zero()
	return identityFrom(seed)
}

// KeyCode returns the code that the public part of an SSH key stands for, with a
// salt of its own. Whoever has house.key and that public part can make it, so it
// is weaker than a code that nobody keeps; the house should keep only the salt.
func (h *House) KeyCode(salt, key []byte) Code {
	sum := mac(h.ticket, associate("key-code").text(h.id).bytes(salt).bytes(key))
	b := make([]byte, codeLen)
	for i := range codeLen - 1 {
		b[i] = alphabet[sum[i]%32]
	}
	b[codeLen-1] = check(b[:codeLen-1])
	return Code(b)
}

func (h *House) ticketMAC(tag string, c Code) []byte {
	if n, err := ParseCode(string(c)); err == nil {
		c = n // whoever skipped ParseCode still finds the same ticket
	}
	return mac(h.ticket, associate(tag).text(h.id, string(c)))
}

// randomCode returns n characters, the last one a check character.
func randomCode(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	for i := range b {
		b[i] = alphabet[b[i]%32]
	}
	b[n-1] = check(b[:n-1])
	return string(b)
}

// check is a weighted sum over the field of 32 elements, each place weighing
// twice the next. It catches every single wrong character and every swap of
// two neighbours.
func check(data []byte) byte {
	var sum byte
	for _, c := range data {
		sum = double(sum) ^ byte(strings.IndexByte(alphabet, c))
	}
	return alphabet[double(sum)]
}

// double multiplies by x modulo x⁵+x²+1.
func double(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 0b100101
	}
	return v
}

// normalise strips what people add and checks length, characters and check
// character.
func normalise(s string, n int) (string, error) {
	if len(s) > maxTyped {
		return "", ErrTypo
	}
	out := make([]byte, 0, n)
	for _, r := range s {
		c, keep := character(r)
		if !keep {
			continue
		}
		if c == 0 || len(out) == n {
			return "", ErrTypo
		}
		out = append(out, c)
	}
	if len(out) != n || out[n-1] != check(out[:n-1]) {
		return "", ErrTypo
	}
	return string(out), nil
}

// character maps one typed character to one of the alphabet, or to 0 if it is
// none; keep is false for what stands between groups.
func character(r rune) (c byte, keep bool) {
	switch r {
	case ' ', '\t', '\r', '\n', '\u00a0', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
		return 0, false
	case 'O', 'o':
		return '0', true
	case 'I', 'i', 'L', 'l':
		return '1', true
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	if r > 'Z' || strings.IndexByte(alphabet, byte(r)) < 0 {
		return 0, true
	}
	return byte(r), true
}

// group puts a hyphen after every size characters.
func group(s string, size int) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%size == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}
