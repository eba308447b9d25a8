package kit

import (
	"strconv"
	"strings"
)

// ExportLine is the command that fetches a room as an archive, to be typed on one's
// own machine. It logs in by password: a login by key would leave the rooms locked.
func ExportLine(name, host string, port int, place string) string {
	at := name + "@" + host
	if port != 0 && port != 22 {
		at = "-p " + strconv.Itoa(port) + " " + at
	}
	_, slug, _ := strings.Cut(place, "/")
	return "ssh -o PubkeyAuthentication=no " + at + " room export " + place + " > " + slug + ".zip"
}
