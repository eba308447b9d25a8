package main_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"stockwerk/cmd/stockwerk"
)

// python runs Debian's modules.
const python = "/usr/bin/python3"

// mailServer is a real mail server that keeps what it is given.
type mailServer struct {
	t      *testing.T
	folder string
	addr   string
}

// letter is one that arrived.
type letter struct {
	to, subject, body string
	raw               string
}

// startMail starts a server; more are the script's further arguments. Without one the
// test is skipped, which under CI=true is a failure.
func startMail(t *testing.T, more ...string) *mailServer {
	t.Helper()
	if err := exec.CommandContext(t.Context(), python, "-c", "import aiosmtpd").Run(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("there is no aiosmtpd, and under CI no mail server may be left out: %v", err)
		}
		t.Skip("mail is left out: install python3-aiosmtpd to test it")
	}
	m := &mailServer{t: t, folder: t.TempDir()}
	cmd := exec.Command(python, append([]string{filepath.Join("testdata", "mailserver.py"), m.folder}, more...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the mail server did not begin: %v", err)
	}
	m.addr = net.JoinHostPort("127.0.0.1", strings.TrimSpace(line))
	return m
}

// letters are those that arrived, oldest first.
func (m *mailServer) letters() []letter {
	m.t.Helper()
	files, err := filepath.Glob(filepath.Join(m.folder, "*.eml"))
	if err != nil {
		m.t.Fatal(err)
	}
	var all []letter
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			m.t.Fatal(err)
		}
		msg, err := mail.ReadMessage(strings.NewReader(string(b)))
		if err != nil {
			m.t.Fatalf("no letter: %v in %q", err, b)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(msg.Body))
		if err != nil {
			m.t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
		if err != nil {
			m.t.Fatal(err)
		}
		all = append(all, letter{to: msg.Header.Get("Envelope-To"), subject: subject, body: strings.ReplaceAll(string(body), "\r\n", "\n"), raw: string(b)})
	}
	return all
}

// arrives waits until there are n letters, and gives the last.
func (m *mailServer) arrives(n int) letter {
	m.t.Helper()
	var all []letter
	eventually(m.t, "a letter", func() bool { all = m.letters(); return len(all) >= n })
	if len(all) != n {
		m.t.Errorf("got %d letters, want %d", len(all), n)
	}
	return all[n-1]
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

var mailCode = regexp.MustCompile(`--confirm ([A-Z2-7]{8})`)

// codeIn is the code of a letter.
func codeIn(t *testing.T, l letter) string {
	t.Helper()
	found := mailCode.FindStringSubmatch(l.body)
	if found == nil {
		t.Fatalf("no code in %q", l.body)
	}
	return found[1]
}

// mailState is the contract of account mail.
type mailState struct {
	Offered bool   `json:"offered"`
	Address string `json:"address"`
	State   string `json:"state"`
	Often   string `json:"often"`
}

func TestAMailSaysNothingButThatSomethingWaits(t *testing.T) {
	t.Parallel()
	server := startMail(t)
	mailer, err := main.MailerTo(server.addr, 2222)
	if err != nil {
		t.Fatal(err)
	}
	h := serveClock(t, "")
	h.mailer = mailer
	h.restart()
	anna, berta := furnish(t, h.program)
	refused(t, berta, "", "account mail gone@example.org", 2)
	if s := as[mailState](t, must(t, berta, "", "account mail berta.privat@example.org --json")); s.State != "asked" || !s.Offered {
		t.Errorf("got %+v, want the code awaited", s)
	}
	code := server.arrives(1)
	if code.to != "berta.privat@example.org" || !strings.Contains(code.body, "ssh -p 2222 NAME@haus.example.org account mail --confirm ") {
		t.Errorf("got %+v, want the code and how to give it", code)
	}
	refused(t, berta, "", "account mail --confirm AAAAAAAA", 2)
	must(t, berta, "", "account mail --confirm "+codeIn(t, code)+" --often hourly")
	if s := as[struct{ Mail mailState }](t, must(t, berta, "", "account show --json")); s.Mail != (mailState{true, "berta.privat@example.org", "on", "hourly"}) {
		t.Errorf("account show says %+v", s)
	}
	must(t, anna, "", `post stadt/kreis/board --title "Vertraulich" "Das Gutachten liegt vor"`)
	must(t, anna, "", `msg @berta "Kommst du heute"`)
	h.jump(5 * time.Minute)
	h.jump(6 * time.Minute)
	h.jump(3 * time.Hour)
	told := server.arrives(2)
	checkNotice(t, told, "ssh -p 2222 NAME@haus.example.org\n", "Etwas Neues wartet auf Sie", "account mail --off")
	if found := namesIn(told); len(found) > 0 {
		t.Errorf("the letter tells of %q:\n%s", found, told.raw)
	}
	must(t, berta, "", "account settings --lang de-du")
	must(t, anna, "", `say stadt/kreis "Noch etwas"`)
	h.restart() // as after a crash
	h.jump(2 * time.Hour)
	checkNotice(t, server.arrives(3), "Etwas Neues wartet auf dich")
	berta = h.member("berta")
	must(t, berta, "", "account settings --lang en")
	must(t, h.member("anna"), "", `say stadt/kreis "Und noch etwas"`)
	h.jump(2 * time.Hour)
	checkNotice(t, server.arrives(4), "Something new waits for you")
	must(t, berta, "", "account mail --off")
	must(t, h.member("anna"), "", `say stadt/kreis "Zuletzt"`)
	h.jump(48 * time.Hour)
	server.arrives(4)
	for _, never := range []string{"berta.privat", "example.org"} {
		if strings.Contains(h.logs.String(), never) {
			t.Errorf("the log has %q", never)
		}
	}
}

// checkNotice wants a letter to say all this.
func checkNotice(t *testing.T, l letter, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(l.subject+"\n"+l.body, w) {
			t.Errorf("the letter lacks %q:\n%s", w, l.body)
		}
	}
}

// namesIn lists what a letter tells of people, places, words and machines. The address
// that it goes to may stand in its head.
func namesIn(l letter) []string {
	machine, err := os.Hostname()
	if err != nil || len(machine) < 4 {
		machine = "no such machine"
	}
	all := strings.ToLower(strings.ReplaceAll(l.raw, "berta.privat@example.org", "") + "\n" + l.subject + "\n" + l.body)
	var found []string
	for _, w := range []string{"anna", "berta", "hausmeister", "stadt", "kreis", "hagen", "vertraulich", "gutachten", "heute", "board", "forum", "127.0.0.1", machine} {
		if strings.Contains(all, strings.ToLower(w)) {
			found = append(found, w)
		}
	}
	return found
}

// TestNamesAreFound is the negative control of the test above.
func TestNamesAreFound(t *testing.T) {
	if got := namesIn(letter{raw: "To: berta.privat@example.org", subject: "Neues von Anna", body: "im Steuerkreis"}); strings.Join(got, " ") != "anna kreis" {
		t.Errorf("got %q, want anna and kreis", got)
	}
}

func TestMailGoesSealedAndLoggedIn(t *testing.T) {
	cert, key := certificate(t)
	server := startMail(t, cert, key, "haus", "geheim und lang")
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("geheim und lang\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"SSL_CERT_FILE": cert, "STOCKWERK_SMTP": strings.Replace(server.addr, "127.0.0.1", "localhost", 1), "STOCKWERK_SMTP_FROM": "haus@example.org",
		"STOCKWERK_SMTP_USER": "haus", "STOCKWERK_SMTP_PASSWORD_FILE": password,
	} {
		t.Setenv(name, value)
	}
	p := serve(t, t.TempDir(), "")
	_, berta := furnish(t, p)
	must(t, berta, "", "account mail berta@example.org")
	must(t, berta, "", "account mail --confirm "+codeIn(t, server.arrives(1)))
	p.stop()

	t.Setenv("SSL_CERT_FILE", "/dev/null") // a server that nobody vouches for
	p = serve(t, p.data, "")
	refused(t, p.member("berta"), "", "account mail berta@example.org", 1)
	p.stop()
	plain := startMail(t) // a server that cannot be spoken to under seal
	t.Setenv("STOCKWERK_SMTP", plain.addr)
	t.Setenv("STOCKWERK_SMTP_USER", "")
	t.Setenv("STOCKWERK_SMTP_PASSWORD_FILE", "")
	p = serve(t, p.data, "")
	refused(t, p.member("berta"), "", "account mail berta@example.org", 1)
	if got := plain.letters(); len(got) != 0 {
		t.Errorf("got %+v, want nothing sent in the open", got)
	}
	if s := as[mailState](t, must(t, p.member("berta"), "", "account mail --json")); s.State != "on" {
		t.Errorf("got %+v, want the earlier address kept", s)
	}
	for _, never := range []string{"berta@", "geheim", "localhost"} {
		if strings.Contains(p.logs.String(), never) {
			t.Errorf("the log has %q", never)
		}
	}
}

// certificate makes one for localhost.
func certificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

func TestMailFlagsThatDoNotFitAreRefused(t *testing.T) {
	for _, args := range [][]string{
		{"--smtp", "mail.example.org"},
		{"--smtp", "mail.example.org:587"},
		{"--smtp", "mail.example.org:587", "--smtp-from", "Haus <haus@example.org>"},
		{"--smtp", "mail.example.org:587", "--smtp-from", "haus@example.org", "--smtp-tls", "none"},
		{"--smtp", "mail.example.org:587", "--smtp-from", "haus@example.org", "--smtp-user", "haus"},
		{"--smtp-from", "haus@example.org"},
		{"--smtp", "mail.example.org:587", "--smtp-from", "haus@example.org", "--smtp-tls", "maybe"},
	} {
		out, err := operator(t, append([]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, args...)...).CombinedOutput()
		if exitCode(err) != 2 || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%q: %v, %s", args, err, out)
		}
	}
}
