package vault_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// A second, naive implementation of the formats, after testdata/README.md and
// not after the package. It knows nothing but what a vector says.

// octets are bytes that stand as hex in the vectors.
type octets []byte

func (o octets) MarshalJSON() ([]byte, error) { return json.Marshal(hex.EncodeToString(o)) }

func (o *octets) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	var err error
	*o, err = hex.DecodeString(s)
	return err
}

// field is one field of associated data: a text, a number or bytes.
type field struct {
	Name   string `json:"name"`
	Text   string `json:"text,omitempty"`
	Number *int64 `json:"number,omitempty"`
	Hex    octets `json:"hex,omitempty"`
}

func textField(name, s string) field { return field{Name: name, Text: s} }

func numberField(name string, n int64) field { return field{Name: name, Number: &n} }

func hexField(name string, b []byte) field { return field{Name: name, Hex: b} }

func refFields(fs []field) []byte {
	var b bytes.Buffer
	for _, f := range fs {
		value := []byte(f.Text)
		if f.Number != nil {
			value = binary.BigEndian.AppendUint64(nil, uint64(*f.Number))
		}
		if f.Hex != nil {
			value = f.Hex
		}
		_ = binary.Write(&b, binary.BigEndian, uint32(len(value)))
		b.Write(value)
	}
	return b.Bytes()
}

func refAD(tag string, fs []field) []byte {
	return append([]byte("stockwerk/1/"+tag+"\x00"), refFields(fs)...)
}

func refMAC(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// refExpand is HKDF-Expand for one block.
func refExpand(prk []byte, info string) []byte { return refMAC(prk, []byte(info), []byte{1}) }

// refDerive is HKDF without salt, once for each purpose.
func refDerive(root []byte, purposes []string) []byte {
	for _, p := range purposes {
		root = refExpand(refMAC(make([]byte, 32), root), "stockwerk/1/"+p)
	}
	return root
}

func refPad(b []byte) []byte {
	out := append(bytes.Clone(b), 0x80)
	step := 64
	if len(out) > 1024 {
		step = 256
	}
	for len(out)%step != 0 {
		out = append(out, 0)
	}
	return out
}

func refSeal(key, nonce, ad, plaintext []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	return aead.Seal(append([]byte{1}, nonce...), nonce, plaintext, ad), nil
}

func refOpenHPKE(private, ad, b []byte) ([]byte, error) {
	key, err := hpke.MLKEM768X25519().NewPrivateKey(private)
	if err != nil {
		return nil, err
	}
	if b[0] != 1 {
		return nil, errors.New("unknown version")
	}
	r, err := hpke.NewRecipient(b[1:1121], key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), ad)
	if err != nil {
		return nil, err
	}
	return r.Open(nil, b[1121:])
}

// refCheck is the check character of a code: a weighted sum over GF(32),
// written with a table of powers.
func refCheck(data string) string {
	power := []int{1}
	for len(power) < 31 {
		p := power[len(power)-1] * 2
		if p >= 32 {
			p ^= 37
		}
		power = append(power, p)
	}
	log := map[int]int{}
	for i, p := range power {
		log[p] = i
	}
	sum := 0
	for i, c := range data {
		v := bytes.IndexByte([]byte(alphabet), byte(c))
		if v > 0 {
			sum ^= power[(log[v]+len(data)-i)%31]
		}
	}
	return string(alphabet[sum])
}
