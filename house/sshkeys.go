package house

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"slices"
)

const (
	maxSSHKeys = 20
	maxKeyBlob = 8 << 10 // bytes
	// minRSABlob is what the wire format of a 2048-bit RSA key takes at least.
	minRSABlob = 4 + 7 + 4 + 3 + 4 + 256
)

// keyTypes are the kinds of public keys that open a door.
var keyTypes = []string{
	"ssh-ed25519", "sk-ssh-ed25519@openssh.com",
	"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ecdsa-sha2-nistp256@openssh.com",
	"ssh-rsa",
}

// SSHKeys lists the actor's own keys. Who may: members.
func (s *Service) SSHKeys(ctx context.Context, a Actor) ([]SSHKey, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.SSHKeys(ctx, a.person)
	if err != nil {
		return nil, err
	}
	out := make([]SSHKey, len(rows))
	for i, row := range rows {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		if out[i], err = s.sshKeyView(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) sshKeyView(row SSHKeyRow) (SSHKey, error) {
	name, err := s.vault.OpenText("sshkey", row.Fingerprint, 0, row.Text)
	if err != nil {
		return SSHKey{}, errTampered(err)
	}
	return SSHKey{Name: string(name), Fingerprint: row.Fingerprint, Last: row.LastMonth}, nil
}

// AddSSHKey lets a public key (SSH wire format) open the actor's door from now
// on; it opens no room. At most 20; Conflict when it is there already. Who may:
// members.
func (s *Service) AddSSHKey(ctx context.Context, a Actor, name string, key []byte) (SSHKey, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return SSHKey{}, err
	}
	row, err := s.newSSHKey(a.person, name, key)
	if err != nil {
		return SSHKey{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.ownRow(ctx, tx, a.person); err != nil {
			return err
		}
		keys, err := tx.SSHKeys(ctx, a.person)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(keys, func(k SSHKeyRow) bool { return k.Fingerprint == row.Fingerprint }) {
			return Errorf(Conflict, "error.key_there")
		}
		if len(keys) >= maxSSHKeys {
			return Errorf(Conflict, "error.too_many_keys", "Max", maxSSHKeys)
		}
		return tx.AddSSHKey(ctx, row)
	})
	if err != nil {
		return SSHKey{}, err
	}
	return s.sshKeyView(row)
}

// RemoveSSHKey shuts the door to a key. Connections that came in by it end at once, but
// for the one that removes it. Who may: its owner.
func (s *Service) RemoveSSHKey(ctx context.Context, a Actor, fingerprint string) error {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return err
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		keys, err := tx.SSHKeys(ctx, a.person)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(keys, func(k SSHKeyRow) bool { return k.Fingerprint == fingerprint }) {
			return Errorf(NotFound, "error.no_such_key")
		}
		return tx.DeleteSSHKey(ctx, a.person, fingerprint)
	})
	if err != nil {
		return err
	}
	own, _ := a.ring.name()
	s.kick(a.person, kickKey, fingerprint+" "+own)
	return nil
}

// newSSHKey checks a key and makes its row.
func (s *Service) newSSHKey(person PersonID, name string, blob []byte) (SSHKeyRow, error) {
	if !validKey(blob) {
		return SSHKeyRow{}, Errorf(Invalid, "error.key_invalid")
	}
	name, err := optionalLine(name, maxName)
	if err != nil {
		return SSHKeyRow{}, err
	}
	sum := sha256.Sum256(blob)
	row := SSHKeyRow{
		Person: person, Fingerprint: "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:]), Blob: slices.Clone(blob),
	}
	row.Text = s.vault.SealText("sshkey", row.Fingerprint, 0, []byte(name))
	s.stamp(&row)
	return row, nil
}

// validKey looks at the length and the type in front; the front end has parsed
// the rest. Certificates are no keys, and short RSA keys are none any more.
func validKey(blob []byte) bool {
	if len(blob) < 4 || len(blob) > maxKeyBlob {
		return false
	}
	n := binary.BigEndian.Uint32(blob)
	if uint64(n) > uint64(len(blob)-4) {
		return false
	}
	kind := string(blob[4 : 4+n])
	return slices.Contains(keyTypes, kind) && len(blob) > 4+len(kind)+4 && (kind != "ssh-rsa" || len(blob) >= minRSABlob)
}
