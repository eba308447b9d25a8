package kit

import (
	"strconv"
	"strings"
)

// ExportLine is the command that fetches a room as an archive, to be typed on one's
// own machine. It logs in by password: a login by key would leave the rooms locked.
func ExportLine(name, host string, port int, place string) string {
	_, slug, _ := strings.Cut(place, "/")
	return "ssh -o PubkeyAuthentication=no " + destination(name, host, port) + " room export " + place + " > " + slug + ".zip"
}

// SSHLine is a command of the house as one types it on one's own machine.
func (e *Env) SSHLine(command string) string {
	return "ssh " + destination(e.Who().Name, e.Host, e.Port) + " " + command
}

func destination(name, host string, port int) string {
	at := name + "@" + host
	if port != 0 && port != 22 {
		at = "-p " + strconv.Itoa(port) + " " + at
	}
	return at
}
