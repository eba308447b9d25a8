package sshserver

import (
	"strings"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
)

// subsystemSFTP is the only subsystem there is.
const subsystemSFTP = "sftp"

// noSubsystem is the key of the sentence that says why the subsystem is refused,
// "" where it begins. That rooms are sealed is told inside, where also clients
// hear it that show nothing else.
func (t *seat) noSubsystem(payload []byte) string {
	var asked struct{ Name string }
	if gossh.Unmarshal(payload, &asked) != nil || asked.Name != subsystemSFTP || t.terminal {
		return "door.no_subsystem"
	}
	return noFiles(t.visit.Actor())
}

// noFiles is the key of the sentence that says why somebody has no files here, ""
// for those who have.
func noFiles(a house.Actor) string {
	switch a.Role() {
	case house.RoleInside, house.RoleHouseAdmin, house.RoleGuestOf:
		return ""
	case house.RoleBearer:
		return "door.files_bearer"
	case house.RoleShutOut:
		return "door.files_shut_out"
	}
	return "door.files_guest"
}

// isCopy tells whether a command is that of a client that copies by the old
// protocol: "scp -t PLACE" or "scp -f PLACE".
func isCopy(line string) bool { return strings.HasPrefix(line, "scp ") || line == "scp" }
