package main

import (
	"stockwerk/house"
	"stockwerk/text"
)

// MailerTo sends as the program would with --smtp SERVER to this machine, for a house
// that is reached at port.
func MailerTo(server string, port int) (house.Mailer, error) {
	p := post{SMTP: server, SMTPFrom: "haus@example.org", SMTPTLS: "none"}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	m, err := p.mailer()
	if err != nil {
		return nil, err
	}
	m.house, m.lang, m.reach = "Haus am Ring", text.German, reach{address: "127.0.0.1", host: "haus.example.org", port: port}
	return m, nil
}
