package vault_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"reflect"
	"testing"

	"golang.org/x/crypto/argon2"

	"stockwerk/vault"
)

type slotVector struct {
	Name      string  `json:"name"`
	HouseKey  octets  `json:"house_key"`
	Pepper    octets  `json:"pepper"`
	Person    string  `json:"person"`
	ID        string  `json:"id"`
	Kind      string  `json:"kind"`
	Secret    string  `json:"secret"`
	Params    octets  `json:"params"`
	Salt      octets  `json:"salt"`
	Stretched octets  `json:"stretched"`
	PRK       octets  `json:"prk"`
	Verify    octets  `json:"verify"`
	Key       octets  `json:"key"`
	Public    octets  `json:"public"`
	Fields    []field `json:"fields"`
	AD        octets  `json:"ad"`
	Nonce     octets  `json:"nonce"`
	Seed      octets  `json:"seed"`
	Output    octets  `json:"output"`
}

// complete computes everything but the output by the second implementation.
func (v slotVector) complete() slotVector {
	v.Pepper = refDerive(v.HouseKey, []string{"house/pepper"})
	v.Stretched = []byte(v.Secret)
	if v.Kind == "password" {
		memory := uint32(v.Params[2])<<24 | uint32(v.Params[3])<<16 | uint32(v.Params[4])<<8 | uint32(v.Params[5])
		v.Stretched = argon2.IDKey([]byte(v.Secret), v.Salt, uint32(v.Params[9]), memory, v.Params[10], 32)
	}
	v.PRK = refMAC(v.Pepper, v.Stretched, v.Salt)
	v.Verify, v.Key = refExpand(v.PRK, "verify"), refExpand(v.PRK, "box")
	hash := sha256.Sum256(v.Public)
	v.Fields = []field{
		textField("house", houseID), textField("person", v.Person), textField("id", v.ID), textField("kind", v.Kind),
		hexField("params", v.Params), hexField("salt", v.Salt), hexField("public key", hash[:]),
	}
	v.AD = refAD("slot", v.Fields)
	return v
}

func slotCases(t *testing.T) []slotVector {
	who, err := vault.IdentityOf(vault.Key(filled(0x80, 32)))
	if err != nil {
		t.Fatal(err)
	}
	recovery := "0123456789ABCDEFGHJKMNPQRSTVWXY"
	back := "ZYXWVTSRQPNMKJHGFED"
	vs := []slotVector{
		{Name: "password", Kind: "password", Secret: "Drei Wörter genügen", Params: []byte{1, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1}},
		{Name: "password, little work", Kind: "password", Secret: "Drei Wörter genügen", Params: []byte{1, 1, 0, 0, 0, 64, 0, 0, 0, 1, 1}},
		{Name: "recovery code", Kind: "recovery", Secret: recovery + vault.Check(recovery), Params: []byte{1, 0}},
		{Name: "return code", Kind: "return", Secret: back + vault.Check(back), Params: []byte{1, 0}},
	}
	for i := range vs {
		v := &vs[i]
		v.HouseKey, v.Person, v.ID, v.Seed = filled(0, 32), "anna", "slot-1", filled(0x80, 32)
		v.Salt, v.Nonce, v.Public = filled(byte(i), 16), filled(byte(0x20+i), 24), octets(who.Public())
		*v = v.complete()
		if v.Output, err = refSeal(v.Key, v.Nonce, v.AD, v.Seed); err != nil {
			t.Fatal(err)
		}
	}
	return vs
}

func TestSlotVectors(t *testing.T) {
	for _, v := range vectors(t, "slot.json", func() []slotVector { return slotCases(t) }) {
		t.Run(v.Name, func(t *testing.T) {
			if again := v.complete(); !reflect.DeepEqual(again, v) {
				t.Errorf("second implementation: got %+v, want %+v", again, v)
			}
			h, err := vault.OpenHouse([]byte(houseFile), houseID)
			if err != nil {
				t.Fatal(err)
			}
			if v.Kind == "password" {
				h = h.WithCost(uint32(v.Params[3])<<16|uint32(v.Params[5]), uint32(v.Params[9]))
			}
			who, err := vault.IdentityOf(vault.Key(v.Seed))
			if err != nil {
				t.Fatal(err)
			}
			random := bytes.NewReader(append(bytes.Clone(v.Salt), v.Nonce...))
			var got vault.Slot
			if v.Kind == "password" {
				got, err = h.PasswordSlotFrom(random, v.Person, v.ID, []byte(v.Secret), who)
			} else {
				got, err = h.CodeSlotFrom(random, vault.SlotKind(v.Kind), v.Person, v.ID, v.Secret, who)
			}
			want := vault.Slot{
				Person: v.Person, ID: v.ID, Kind: vault.SlotKind(v.Kind),
				Params: v.Params, Salt: v.Salt, Verify: v.Verify, Box: v.Output,
			}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, %v, want %+v", got, err, want)
			}
			opened, err := h.OpenSlot(want, []byte(v.Secret), vault.Public(v.Public))
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "public key", opened.Public(), v.Public)
		})
	}
}

type codeVector struct {
	Data  string `json:"data"`
	Check string `json:"check"`
	Shown string `json:"shown"`
}

func TestCodeVectors(t *testing.T) {
	data := []string{
		"0000000000000000000", "ZZZZZZZZZZZZZZZZZZZ", "0123456789ABCDEFGHJ", "1000000000000000000", "0000000000000000001",
		"0000000000000000000000000000000", "0123456789ABCDEFGHJKMNPQRSTVWXY", "1000000000000000000000000000000",
	}
	shown := func(code string) string {
		if c, err := vault.ParseCode(code); err == nil {
			return c.String()
		}
		s, err := vault.ParseRecoveryCode(code)
		if err != nil {
			t.Errorf("%s: %v", code, err)
		}
		return s
	}
	for _, v := range vectors(t, "code.json", func() []codeVector {
		var vs []codeVector
		for _, d := range data {
			vs = append(vs, codeVector{Data: d, Check: refCheck(d), Shown: shown(d + refCheck(d))})
		}
		return vs
	}) {
		if got := vault.Check(v.Data); got != v.Check || refCheck(v.Data) != v.Check {
			t.Errorf("%s: got check character %s, second implementation %s, want %s", v.Data, got, refCheck(v.Data), v.Check)
		}
		if got := shown(v.Data + v.Check); got != v.Shown {
			t.Errorf("%s: got %s, want %s", v.Data, got, v.Shown)
		}
	}
}

type encodingVector struct {
	Name   string   `json:"name"`
	File   string   `json:"file,omitempty"`
	Set    []string `json:"set,omitempty"`
	Fields []field  `json:"fields,omitempty"`
	Output octets   `json:"output"`
}

func TestEncodingVectors(t *testing.T) {
	h := header(vault.RoomKeyOf(room, 3, vault.Key(filled(0x40, 32))))
	made := func() []encodingVector {
		fields := []field{
			textField("house", h.House), textField("room", h.Room), numberField("epoch", int64(h.Epoch)),
			hexField("commitment", h.Commitment), hexField("roster", h.Roster),
			textField("reason", h.Reason), textField("by", h.By), numberField("at", h.At),
		}
		sum := sha256.Sum256(refAD("roster", []field{textField("", "anna"), textField("", "berta")}))
		return []encodingVector{
			{Name: "house key", File: houseFile, Output: filled(0, 32)},
			{Name: "epoch header", Fields: fields, Output: append([]byte{1}, refFields(fields)...)},
			{Name: "roster hash", Set: []string{"berta", "anna"}, Output: sum[:]},
		}
	}
	vs := vectors(t, "encoding.json", made)
	wantBytes(t, "epoch header", h.Encode(), vs[1].Output)
	if got, err := vault.DecodeHeader(vs[1].Output); err != nil || !reflect.DeepEqual(got, h) {
		t.Errorf("epoch header: got %+v, %v, want %+v", got, err, h)
	}
	wantBytes(t, "epoch header by the second implementation", append([]byte{1}, refFields(vs[1].Fields)...), vs[1].Output)
	wantBytes(t, "roster hash", vault.RosterHash(vs[2].Set), vs[2].Output)

	wantBytes(t, "house key", must(base64.StdEncoding.DecodeString(vs[0].File[22:54+12])), vs[0].Output)
	opened, err := vault.OpenHouse([]byte(vs[0].File), houseID)
	if err != nil {
		t.Fatal(err)
	}
	seal := refMAC(refDerive(vs[0].Output, []string{"house/seal"}), refAD("x", []field{textField("house", houseID)}))
	if err := opened.Check(seal, "x"); err != nil {
		t.Errorf("house key: %v", err)
	}
}
