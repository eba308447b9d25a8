package command

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// publicKey reads a line as OpenSSH writes it into id_ed25519.pub: the type,
// the key in base64 and a comment. The house judges the key itself.
func publicKey(line string) (wire []byte, comment string, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return nil, "", false
	}
	wire, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil || len(wire) < 4 {
		return nil, "", false
	}
	n := binary.BigEndian.Uint32(wire)
	if uint64(n) > uint64(len(wire)-4) || string(wire[4:4+n]) != fields[0] {
		return nil, "", false
	}
	return wire, oneLine(strings.Join(fields[2:], " ")), true
}
