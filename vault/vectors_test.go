package vault_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"stockwerk/vault"
)

// -update writes testdata anew. What it changes is a change of format: whoever
// commits it gives the format a new version.
var update = flag.Bool("update", false, "write the test vectors anew")

// vectors reads a file of testdata, after writing it where -update asks for it.
func vectors[V any](t *testing.T, file string, made func() []V) []V {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		b, err := json.MarshalIndent(made(), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var vs []V
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&vs); err != nil {
		t.Fatal(err)
	}
	if len(vs) != len(made()) {
		t.Fatalf("%s holds %d vectors, want %d", file, len(vs), len(made()))
	}
	return vs
}

// filled returns n bytes that count up from first.
func filled(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

// derivation says where a key comes from.
type derivation struct {
	Root   octets   `json:"root"`
	Derive []string `json:"derive"`
	Key    octets   `json:"key"`
}

func derived(root []byte, purposes ...string) derivation {
	return derivation{Root: root, Derive: purposes, Key: refDerive(root, purposes)}
}

func (d derivation) check(t *testing.T) {
	t.Helper()
	wantBytes(t, "derived key", refDerive(d.Root, d.Derive), d.Key)
}

type sealedVector struct {
	Name string `json:"name"`
	derivation
	Tag    string  `json:"tag"`
	Fields []field `json:"fields"`
	AD     octets  `json:"ad"`
	Nonce  octets  `json:"nonce"`
	Padded bool    `json:"padded"`
	Text   string  `json:"text,omitempty"`
	Hex    octets  `json:"hex,omitempty"`
	Output octets  `json:"output"`
}

func (v sealedVector) plaintext() []byte {
	if v.Hex != nil {
		return v.Hex
	}
	return []byte(v.Text)
}

func TestSealedVectors(t *testing.T) {
	cases := sealedCases(t)
	vs := vectors(t, "sealed.json", func() []sealedVector {
		var vs []sealedVector
		for i, c := range cases {
			v := c.sealedVector
			v.Nonce, v.AD = filled(byte(16*i), 24), refAD(v.Tag, v.Fields)
			v.Output = c.seal(bytes.NewReader(v.Nonce), v.plaintext())
			vs = append(vs, v)
		}
		return vs
	})
	for i, v := range vs {
		t.Run(v.Name, func(t *testing.T) {
			v.check(t)
			wantBytes(t, "associated data", refAD(v.Tag, v.Fields), v.AD)
			content := v.plaintext()
			if v.Padded {
				content = refPad(content)
			}
			ref, err := refSeal(v.Key, v.Nonce, v.AD, content)
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "sealed by the second implementation", ref, v.Output)
			wantBytes(t, "sealed", cases[i].seal(bytes.NewReader(v.Nonce), v.plaintext()), v.Output)
			got, err := cases[i].open(v.Output)
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "opened", got, v.plaintext())
		})
	}
}

type macVector struct {
	Name string `json:"name"`
	derivation
	Tag    string  `json:"tag"`
	Fields []field `json:"fields"`
	AD     octets  `json:"ad"`
	Output octets  `json:"output"`
}

func TestMACVectors(t *testing.T) {
	cases := macCases(t)
	vs := vectors(t, "mac.json", func() []macVector {
		var vs []macVector
		for _, c := range cases {
			v := c.macVector
			v.AD, v.Output = refAD(v.Tag, v.Fields), c.make()
			vs = append(vs, v)
		}
		return vs
	})
	for i, v := range vs {
		t.Run(v.Name, func(t *testing.T) {
			v.check(t)
			wantBytes(t, "associated data", refAD(v.Tag, v.Fields), v.AD)
			wantBytes(t, "second implementation", refMAC(v.Key, v.AD)[:len(v.Output)], v.Output)
			wantBytes(t, "made", cases[i].make(), v.Output)
		})
	}
}

type hpkeVector struct {
	Name string `json:"name"`
	derivation
	Public octets  `json:"public"`
	Tag    string  `json:"tag"`
	Fields []field `json:"fields"`
	AD     octets  `json:"ad"`
	Padded bool    `json:"padded"`
	Text   string  `json:"text,omitempty"`
	Hex    octets  `json:"hex,omitempty"`
	Output octets  `json:"output"`
}

// The encapsulation takes its own randomness, so these are for opening only.
func TestHPKEVectors(t *testing.T) {
	cases := hpkeCases(t)
	vs := vectors(t, "hpke.json", func() []hpkeVector {
		var vs []hpkeVector
		for _, c := range cases {
			v := c.hpkeVector
			v.AD, v.Output = refAD(v.Tag, v.Fields), c.seal()
			vs = append(vs, v)
		}
		return vs
	})
	for i, v := range vs {
		t.Run(v.Name, func(t *testing.T) {
			v.check(t)
			wantBytes(t, "associated data", refAD(v.Tag, v.Fields), v.AD)
			who, err := vault.IdentityOf(vault.Key(v.Root))
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "public key", who.Public(), v.Public)
			plaintext := []byte(v.Text)
			if v.Hex != nil {
				plaintext = v.Hex
			}
			got, err := cases[i].open(who, v.Output)
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "opened", got, plaintext)
			if v.Padded {
				plaintext = refPad(plaintext)
			}
			got, err = refOpenHPKE(v.Key, v.AD, v.Output)
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "opened by the second implementation", got, plaintext)
		})
	}
}
