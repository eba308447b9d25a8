package vault_test

import (
	"io"
	"strings"
	"testing"

	"stockwerk/vault"
)

// Which objects have vectors, and how the package makes them.

type sealedCase struct {
	sealedVector
	seal func(nonce io.Reader, plaintext []byte) []byte
	open func(sealed []byte) ([]byte, error)
}

func sealedCases(t *testing.T) []sealedCase {
	houseRoot, roomRoot, seed := filled(0, 32), filled(0x40, 32), filled(0x80, 32)
	h, k := testHouse(t), vault.RoomKeyOf(room, 3, vault.Key(roomRoot))
	previous := vault.RoomKeyOf(room, 2, vault.Key(filled(0xc0, 32)))
	who, err := vault.IdentityOf(vault.Key(seed))
	if err != nil {
		t.Fatal(err)
	}
	cases := []sealedCase{
		messageCase(k, roomRoot, "message", message(), "Grüß Gott, Welt"),
		messageCase(k, roomRoot, "message, first revision, no reply", vault.Message{
			House: houseID, Room: room, Epoch: 3, ID: "m", Author: "anna", Kind: "text", Revision: 0, Created: 1,
		}, ""),
		messageCase(k, roomRoot, "message of 63 bytes fills one step", message(), strings.Repeat("a", 63)),
		messageCase(k, roomRoot, "message of 64 bytes begins another", message(), strings.Repeat("a", 64)),
		messageCase(k, roomRoot, "message of 1024 bytes takes large steps", message(), strings.Repeat("a", 1024)),
	}
	for _, o := range [][2]string{
		{"draft", "room/draft"},
		{"file", "room/file"},
		{"filename", "room/file"},
		{"roster", "room/roster"},
		{"topic", "room/meta"},
		{"page", "room/meta"},
		{"pin", "room/meta"},
	} {
		cases = append(cases, objectCase(k, roomRoot, o[0], o[1]))
	}
	return append(cases, sealedCase{
		sealedVector{
			Name: "back link", derivation: derived(roomRoot, "room/back"), Tag: "back",
			Fields: []field{textField("room", room), numberField("epoch", 3)}, Hex: previous.KeyBytes(),
		},
		func(r io.Reader, _ []byte) []byte { return k.BackLinkFrom(r, previous) },
		func(b []byte) ([]byte, error) { return keyOf(k.FollowBack(b)) },
	}, sealedCase{
		sealedVector{
			Name: "key of an open room", derivation: derived(houseRoot, "house/open", "open/room"), Tag: "wrap-open",
			Fields: []field{textField("house", houseID), textField("room", room), numberField("epoch", 3)}, Hex: roomRoot,
		},
		func(r io.Reader, _ []byte) []byte { return h.WrapOpenFrom(r, k) },
		func(b []byte) ([]byte, error) { return keyOf(h.UnwrapOpen(room, 3, b)) },
	}, sealedCase{
		sealedVector{
			Name: "text of the house", derivation: derived(houseRoot, "house/open", "open/text"), Tag: "floor", Padded: true,
			Fields: []field{textField("house", houseID), textField("object", "floor-1"), numberField("revision", 4)}, Text: "Erdgeschoss",
		},
		func(r io.Reader, p []byte) []byte { return h.SealTextFrom(r, "floor", "floor-1", 4, p) },
		func(b []byte) ([]byte, error) { return h.OpenText("floor", "floor-1", 4, b) },
	}, sealedCase{
		sealedVector{
			Name: "text of one person", derivation: derived(seed, "person/own"), Tag: "settings", Padded: true,
			Fields: []field{textField("object", "anna"), numberField("revision", 2)}, Text: "theme = dark",
		},
		func(r io.Reader, p []byte) []byte { return must(who.SealOwnFrom(r, "settings", "anna", 2, p)) },
		func(b []byte) ([]byte, error) { return who.OpenOwn("settings", "anna", 2, b) },
	})
}

func messageCase(k *vault.RoomKey, root []byte, name string, m vault.Message, words string) sealedCase {
	return sealedCase{
		sealedVector{
			Name: name, derivation: derived(root, "room/message"), Tag: "message", Padded: true, Text: words,
			Fields: []field{
				textField("house", m.House), textField("room", m.Room), numberField("epoch", int64(m.Epoch)),
				textField("id", m.ID), textField("author", m.Author), textField("kind", m.Kind),
				numberField("revision", int64(m.Revision)), numberField("created", m.Created), textField("reply-to", m.ReplyTo),
			},
		},
		func(r io.Reader, p []byte) []byte { return must(k.SealMessageFrom(r, m, p)) },
		func(b []byte) ([]byte, error) { return k.OpenMessage(m, b) },
	}
}

func objectCase(k *vault.RoomKey, root []byte, tag, purpose string) sealedCase {
	return sealedCase{
		sealedVector{
			Name: tag, derivation: derived(root, purpose), Tag: tag, Padded: true, Text: "content of a " + tag,
			Fields: []field{textField("room", room), textField("object", "o1"), numberField("revision", 7)},
		},
		func(r io.Reader, p []byte) []byte { return must(k.SealObjectFrom(r, tag, "o1", 7, p)) },
		func(b []byte) ([]byte, error) { return k.OpenObject(tag, "o1", 7, b) },
	}
}

type macCase struct {
	macVector
	make func() []byte
}

func macCases(t *testing.T) []macCase {
	houseRoot, roomRoot := filled(0, 32), filled(0x40, 32)
	h, k := testHouse(t), vault.RoomKeyOf(room, 3, vault.Key(roomRoot))
	prev := vault.RoomKeyOf(room, 2, vault.Key(filled(0xc0, 32)))
	next, code := header(k), vault.Code("0123456789ABCDEFGHJ"+vault.Check("0123456789ABCDEFGHJ"))
	row := []field{textField("house", houseID), textField("person", "anna"), textField("role", "owner")}
	ticket := []field{textField("house", houseID), textField("code", string(code))}
	return []macCase{
		{
			macVector{Name: "seal of a row", derivation: derived(houseRoot, "house/seal"), Tag: "role", Fields: row},
			func() []byte { return h.Seal("role", []byte("anna"), []byte("owner")) },
		},
		{
			macVector{Name: "look-up", derivation: derived(houseRoot, "house/lookup"), Tag: "role", Fields: row},
			func() []byte { return h.Lookup("role", []byte("anna"), []byte("owner")) },
		},
		{
			macVector{Name: "look-up of a ticket", derivation: derived(houseRoot, "house/pepper", "pepper/ticket"), Tag: "ticket-lookup", Fields: ticket},
			func() []byte { return h.TicketLookup(code) },
		},
		{
			macVector{Name: "seed of a ticket", derivation: derived(houseRoot, "house/pepper", "pepper/ticket"), Tag: "ticket-identity", Fields: ticket},
			func() []byte { return ticketSeed(t, h, code) },
		},
		{
			macVector{Name: "commitment", derivation: derived(roomRoot, "room/commit"), Tag: "commit", Fields: []field{textField("room", room), numberField("epoch", 3)}},
			k.Commit,
		},
		{
			macVector{Name: "chain", derivation: derived(prev.KeyBytes(), "room/chain"), Tag: "chain", Fields: []field{hexField("header", next.Encode())}},
			func() []byte { return prev.Chain(next) },
		},
	}
}

// ticketSeed computes the seed by the second implementation and returns it
// only if the package has the same key pair.
func ticketSeed(t *testing.T, h *vault.House, code vault.Code) []byte {
	t.Helper()
	key := refDerive(filled(0, 32), []string{"house/pepper", "pepper/ticket"})
	seed := refMAC(key, refAD("ticket-identity", []field{textField("house", houseID), textField("code", string(code))}))
	want, err := vault.IdentityOf(vault.Key(seed))
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.TicketIdentity(code)
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "key pair of a ticket", got.Public(), want.Public())
	return seed
}

type hpkeCase struct {
	hpkeVector
	seal func() []byte
	open func(who *vault.Identity, b []byte) ([]byte, error)
}

func hpkeCases(t *testing.T) []hpkeCase {
	seed, roomRoot := filled(0x80, 32), filled(0x40, 32)
	k := vault.RoomKeyOf(room, 3, vault.Key(roomRoot))
	who, err := vault.IdentityOf(vault.Key(seed))
	if err != nil {
		t.Fatal(err)
	}
	from := derived(seed, "person/hpke")
	return []hpkeCase{
		{
			hpkeVector{
				Name: "wrap", derivation: from, Public: octets(who.Public()), Tag: "wrap", Hex: roomRoot,
				Fields: []field{textField("house", houseID), textField("room", room), numberField("epoch", 3), textField("recipient", "anna")},
			},
			func() []byte { return must(k.Wrap(houseID, who.Public(), "anna")) },
			func(who *vault.Identity, b []byte) ([]byte, error) {
				return keyOf(who.UnwrapRoom(houseID, room, 3, "anna", b))
			},
		},
		{
			hpkeVector{
				Name: "text for one person", derivation: from, Public: octets(who.Public()), Tag: "report", Padded: true, Text: "gemeldet",
				Fields: []field{textField("object", "r1")},
			},
			func() []byte { return must(who.Public().SealTo("report", "r1", []byte("gemeldet"))) },
			func(who *vault.Identity, b []byte) ([]byte, error) { return who.OpenFrom("report", "r1", b) },
		},
	}
}

func keyOf(k *vault.RoomKey, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return k.KeyBytes(), nil
}

// must returns nothing where there was an error, which no vector equals.
func must(b []byte, err error) []byte {
	if err != nil {
		return nil
	}
	return b
}
