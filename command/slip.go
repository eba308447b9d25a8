package command

import (
	"strconv"
	"strings"
	"time"

	"stockwerk/text"
)

// SlipData is what a ticket's slip says.
type SlipData struct {
	Code        string
	Room        string // name; "" for a membership ticket
	Host        string
	Port        int
	Fingerprint string    // of the host key, "SHA256:…"
	Expires     time.Time // in the location to be shown
	Wait        bool      // the visitor is let in by hand
	Membership  bool
	Lang        text.Lang // the floor's; "" = that of whoever issues the ticket
}

// Slip is the paper that goes with a ticket, plain text in p's language: the
// exact ssh line, the host key's fingerprint, how long the ticket is good and
// how to come in with OpenSSH, PuTTY and a phone.
func Slip(p *text.Printer, d SlipData) string {
	port := strconv.Itoa(d.Port)
	line := SSHLine("ticket", d.Host, d.Port)
	head := p.T("ticketslip.title_room", "Room", oneLine(d.Room))
	if d.Membership {
		head = p.T("ticketslip.title_membership")
	}
	parts := []string{
		head,
		p.T("ticketslip.ticket", "Code", d.Code),
		p.T("ticketslip.once", "Time", p.DateTime(d.Expires)),
		p.T("ticketslip.line", "Line", line),
		p.T("ticketslip.host_key", "Fingerprint", d.Fingerprint),
		p.T("ticketslip.openssh", "Line", line),
		p.T("ticketslip.putty", "Host", d.Host, "Port", port),
		p.T("ticketslip.phone", "Host", d.Host, "Port", port),
	}
	if d.Wait {
		parts = append(parts, p.T("ticketslip.wait"))
	}
	parts = append(parts, p.T("ticketslip.trouble"))
	return clean(strings.Join(parts, "\n\n")) + "\n"
}

// SSHLine is the command that opens one of the doors.
func SSHLine(user, host string, port int) string {
	if port == 0 || port == 22 {
		return "ssh " + user + "@" + host
	}
	return "ssh -p " + strconv.Itoa(port) + " " + user + "@" + host
}

// slip fills in what the connection knows of its own server.
func (e *Env) slip(d SlipData) string {
	d.Host, d.Port, d.Fingerprint = e.Host, e.Port, e.Fingerprint
	d.Expires = d.Expires.Local()
	if d.Lang != "" {
		return Slip(text.For(d.Lang), d)
	}
	return Slip(e.say(), d)
}
