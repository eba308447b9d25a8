package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"stockwerk/house"
	"stockwerk/text"
)

// post is by which server the house sends notices, if any.
type post struct {
	SMTP         string `name:"smtp" help:"Mail server for notices without content (HOST:PORT); without it the house sends no mail." placeholder:"HOST:PORT"`
	SMTPFrom     string `name:"smtp-from" help:"Address from which notices come." placeholder:"ADDRESS"`
	SMTPUser     string `name:"smtp-user" help:"Name at the mail server; without it nobody logs in there." placeholder:"NAME"`
	SMTPPassword string `name:"smtp-password-file" help:"File that holds the password there." placeholder:"FILE"`
	SMTPTLS      string `name:"smtp-tls" help:"How the way there is sealed: starttls, tls, or none to this machine itself." default:"starttls" enum:"starttls,tls,none"`
}

// Validate finds what does not fit together.
func (p post) Validate() error {
	if p.SMTP == "" {
		if p.SMTPFrom != "" || p.SMTPUser != "" || p.SMTPPassword != "" {
			return errors.New("--smtp-from, --smtp-user and --smtp-password-file want --smtp HOST:PORT")
		}
		return nil
	}
	host, port, err := net.SplitHostPort(p.SMTP)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || host == "" || n < 1 || n > 65535 {
		return errors.New("--smtp must be HOST:PORT, such as mail.example.org:587")
	}
	if from, err := netmail.ParseAddress(p.SMTPFrom); err != nil || from.Address != p.SMTPFrom {
		return errors.New("--smtp wants --smtp-from, the address from which notices come")
	}
	if (p.SMTPUser == "") != (p.SMTPPassword == "") {
		return errors.New("--smtp-user and --smtp-password-file go together")
	}
	if ip, err := netip.ParseAddr(host); p.SMTPTLS == "none" && host != "localhost" && (err != nil || !ip.Unmap().IsLoopback()) {
		return errors.New("--smtp-tls none is for a mail server on this machine itself")
	}
	return nil
}

// mailer sends the house's notices. It implements house.Mailer. house, lang and reach
// are set before the house does its own work.
type mailer struct {
	host, from, user, password, tls string
	port                            int

	house string
	lang  text.Lang
	reach reach
}

// mailer reads the password; nil where no mail is sent.
func (p post) mailer() (*mailer, error) {
	if p.SMTP == "" {
		return nil, nil //nolint:nilnil // no mailer is not a failure
	}
	host, port, err := net.SplitHostPort(p.SMTP)
	if err != nil {
		return nil, err
	}
	m := &mailer{host: host, from: p.SMTPFrom, user: p.SMTPUser, tls: p.SMTPTLS}
	if m.port, err = strconv.Atoi(port); err != nil {
		return nil, err
	}
	if p.SMTPPassword != "" {
		b, err := os.ReadFile(p.SMTPPassword)
		if err != nil {
			return nil, fmt.Errorf("password for mail: %w", err)
		}
		m.password = string(bytes.TrimRight(b, "\r\n"))
	}
	return m, nil
}

// smtpPatience is how long the mail server has for one answer.
const smtpPatience = 10 * time.Second

// SendNotice sends one letter; see house.Mailer.
func (m *mailer) SendNotice(ctx context.Context, n house.MailNotice) error {
	letter, err := m.letter(n)
	if err != nil {
		return err
	}
	c, err := mail.NewClient(m.host, m.options()...)
	if err != nil {
		return err
	}
	err = c.DialAndSendWithContext(ctx, letter)
	var refused *mail.SendError
	if errors.As(err, &refused) && refused.Reason == mail.ErrSMTPRcptTo && refused.ErrorCode() >= 500 {
		return house.ErrNoMailbox // without the cause, which quotes the address
	}
	return err
}

func (m *mailer) options() []mail.Option {
	o := []mail.Option{mail.WithPort(m.port), mail.WithTimeout(smtpPatience), mail.WithHELO(domainOf(m.from))}
	switch m.tls {
	case "tls":
		o = append(o, mail.WithSSL())
	case "none":
		o = append(o, mail.WithTLSPolicy(mail.NoTLS))
	default:
		o = append(o, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.user != "" {
		o = append(o, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.user), mail.WithPassword(m.password))
	}
	return o
}

// letter writes a notice. It says nothing that is not the same for everybody but for
// language and code.
func (m *mailer) letter(n house.MailNotice) (*mail.Msg, error) {
	lang, ok := text.Parse(n.Lang)
	if !ok {
		lang = m.lang
	}
	say := text.For(lang)
	subject, body := say.T("mail.notice.subject"), say.T("mail.notice.body", "House", m.house, "Line", m.line())
	if n.Code != "" {
		subject, body = say.T("mail.code.subject", "Code", n.Code), say.T("mail.code.body", "House", m.house, "Line", m.line(), "Code", n.Code)
	}
	letter := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := letter.FromFormat(m.house, m.from); err != nil {
		return nil, err
	}
	if err := letter.To(n.To); err != nil {
		return nil, err
	}
	letter.Subject(subject)
	letter.SetDate()
	letter.SetMessageIDWithValue(strings.ToLower(rand.Text()) + "@" + domainOf(m.from)) // else it names the machine
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(mail.TypeTextPlain, body)
	return letter, nil
}

// line is how to enter, without a name: the letter is for nobody else to learn from.
func (m *mailer) line() string {
	if m.reach.port == 22 {
		return "ssh NAME@" + m.reach.host
	}
	return "ssh -p " + strconv.Itoa(m.reach.port) + " NAME@" + m.reach.host
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}
