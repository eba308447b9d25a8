package main_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// scrape gets one page of the operator's, and its status.
func (p *program) scrape(path string) (int, string) {
	p.t.Helper()
	r, err := http.Get("http://" + p.metrics + path)
	if err != nil {
		p.t.Fatalf("get %s: %v", path, err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// figureOf is a figure's value in a scrape, -1 without it.
func figureOf(page, name string) float64 {
	for line := range strings.Lines(page) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			f, err := strconv.ParseFloat(v, 64)
			if err == nil {
				return f
			}
		}
	}
	return -1
}

// labels matches a label and its value.
var labels = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)

// tellsOf lists what a scrape holds that could be about somebody: words that are given,
// addresses, and labels that no figure has.
func tellsOf(page string, words []string) []string {
	var found []string
	for _, w := range words {
		if strings.Contains(strings.ToLower(page), strings.ToLower(w)) {
			found = append(found, w)
		}
	}
	if regexp.MustCompile(`\d+\.\d+\.\d+\.\d+|::1`).MatchString(page) {
		found = append(found, "an address")
	}
	known := map[string][]string{"kind": {"tui", "linear", "command", "sftp"}}
	for _, l := range labels.FindAllStringSubmatch(page, -1) {
		switch l[1] {
		case "quantile", "le", "version": // of Go and of time
		default:
			if !slices.Contains(known[l[1]], l[2]) {
				found = append(found, l[0])
			}
		}
	}
	return found
}

func TestMetricsCountAndNameNobody(t *testing.T) {
	t.Setenv("STOCKWERK_METRICS", "127.0.0.1:0")
	eachDatabase(t, func(t *testing.T, db string) {
		p := serve(t, t.TempDir(), db)
		if p.metrics == "" {
			t.Fatal("the program does not say where its metrics are")
		}
		anna, berta := furnish(t, p)
		for range 5 {
			must(t, anna, "", `say stadt/kreis "Guten Morgen"`)
		}
		if _, err := p.tryDial("anna", ssh.Password("falsch geraten 12")); err == nil {
			t.Fatal("a wrong password opened the door")
		}
		s := p.sit("berta", berta, 80, 24)
		s.waitFor("Steuerkreis")
		_, page := p.scrape("/metrics")
		for name, least := range map[string]float64{
			"stockwerk_connections": 3, `stockwerk_sessions{kind="tui"}`: 1, `stockwerk_sessions{kind="sftp"}`: 0,
			"stockwerk_logins_accepted_total": 6, "stockwerk_logins_refused_total": 1, "stockwerk_messages_stored_total": 5,
			"stockwerk_commit_seconds_count": 10, `stockwerk_commit_seconds_bucket{le="+Inf"}`: 10, "stockwerk_sweep_seconds_count": 1,
			"stockwerk_sweep_failures_total": 0, "stockwerk_commit_failures_total": 0, "stockwerk_resyncs_total": 0, "stockwerk_password_work_waiting": 0,
			"stockwerk_database_bytes": 10_000, "go_goroutines": 10, "process_open_fds": 5,
		} {
			if got := figureOf(page, name); got < least {
				t.Errorf("%s is %v, want at least %v", name, got, least)
			}
		}
		if got := figureOf(page, "stockwerk_sweep_failures_total"); got != 0 {
			t.Errorf("%v steps of the sweep failed", got)
		}
		if found := tellsOf(page, []string{"anna", "berta", "hausmeister", "stadt", "kreis", "hagen", "morgen", "falsch"}); len(found) > 0 {
			t.Errorf("the metrics tell of %q:\n%s", found, page)
		}
		if code, word := p.scrape("/healthz"); code != http.StatusOK || word != "ok\n" {
			t.Errorf("health is %d %q, want 200 ok", code, word)
		}
		if out, err := operator(t, "health", "--metrics", p.metrics).CombinedOutput(); err != nil || string(out) != "ok\n" {
			t.Errorf("health: %v, %s", err, out)
		}
		if code, _ := p.scrape("/debug/pprof/"); code != http.StatusNotFound {
			t.Errorf("another page answers %d", code)
		}
		p.turnsIll()
	})
}

// turnsIll stops the house while somebody is in it, and wants to hear of it.
func (p *program) turnsIll() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		r, err := http.Get("http://" + p.metrics + "/healthz")
		if err != nil {
			p.t.Error("a house that drained never said so")
			return
		}
		b, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if r.StatusCode == http.StatusServiceUnavailable && string(b) == "draining\n" {
			return
		}
	}
	p.t.Error("a house that was told to stop is still well")
}

// TestTellsAreFound is the negative control of the test above.
func TestTellsAreFound(t *testing.T) {
	for page, want := range map[string]string{
		`stockwerk_sessions{kind="tui"} 1`:             "",
		`stockwerk_sessions{kind="tui",user="x"} 1`:    `user="x"`,
		`stockwerk_sessions{kind="stadt/kreis"} 1`:     `kind="stadt/kreis"`,
		`stockwerk_connections_from_10.1.2.3 1`:        "an address",
		`# HELP stockwerk_x Rooms of Anna and others.`: "anna",
	} {
		got := strings.Join(tellsOf(page, []string{"anna"}), " ")
		if got != want {
			t.Errorf("%s: found %q, want %q", page, got, want)
		}
	}
}

func TestHealthOfNoHouseIsBad(t *testing.T) {
	out, err := operator(t, "health", "--metrics", "127.0.0.1:1").CombinedOutput()
	if exitCode(err) != 1 || !strings.Contains(string(out), "no answer") {
		t.Errorf("health: %v, %s", err, out)
	}
}

func TestMetricsAreForThisMachineAlone(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:9100", ":9100", "192.0.2.7:9100", "[::]:9100", "example.org:9100", "9100"} {
		out, err := operator(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--metrics", addr).CombinedOutput()
		if exitCode(err) != 2 || !strings.Contains(string(out), "this machine itself") || strings.Count(string(out), "\n") != 1 {
			t.Errorf("--metrics %s: %v, %s", addr, err, out)
		}
	}
}

func TestTheLogTellsAnOperatorWhatHappened(t *testing.T) {
	p := serve(t, t.TempDir(), "")
	anna, _ := furnish(t, p)
	must(t, anna, "", `say stadt/kreis "Guten Morgen"`)
	p.stop()
	seen := map[string]bool{}
	for line := range strings.Lines(p.logs.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("no JSON: %q", line)
			continue
		}
		seen[entry["event"].(string)] = true
		for key := range entry {
			if !slices.Contains([]string{"time", "level", "event", "conn", "id", "kind", "where", "code", "count", "duration_ms"}, key) {
				t.Errorf("the log has %q: %s", key, line)
			}
		}
	}
	for _, event := range []string{"tables brought up to date", "house opened", "session ended", "draining", "house closed"} {
		if !seen[event] {
			t.Errorf("the log lacks %q; it has %v", event, seen)
		}
	}
	for _, never := range []string{"anna", "berta", "hausmeister", "stadt", "kreis", "Hagen", "Morgen", "127.0.0.1", password} {
		if strings.Contains(p.logs.String(), never) {
			t.Errorf("the log has %q", never)
		}
	}
}
