package settings

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// publicKey reads a line of a .pub or authorized_keys file: perhaps options, the
// type, the key in base64, perhaps a comment. The house judges the key itself.
func publicKey(line string) (wire []byte, comment string, ok bool) {
	fields := strings.Fields(line)
	for i := 0; i+1 < len(fields); i++ {
		wire, err := base64.StdEncoding.DecodeString(fields[i+1])
		if err != nil || len(wire) < 4 {
			continue
		}
		n := binary.BigEndian.Uint32(wire)
		if uint64(n) <= uint64(len(wire)-4) && string(wire[4:4+n]) == fields[i] {
			return wire, strings.Join(fields[i+2:], " "), true
		}
	}
	return nil, "", false
}
