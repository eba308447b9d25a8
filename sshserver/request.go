package sshserver

import (
	"encoding/binary"
	"regexp"
	"strings"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/tui/run"
)

// ptyRequest is RFC 4254, 6.2.
type ptyRequest struct {
	Term                         string
	Columns, Rows, Width, Height uint32
	Modes                        string
}

var termShape = regexp.MustCompile(`^[A-Za-z0-9.+-]{1,64}$`)

// noModes is the end of the terminal modes, without any: the house draws for
// itself and heeds none.
const noModes = "\x00"

// allowTerminal rewrites the request for a terminal: its size is a claim that
// would be paid for in memory, its name is somebody's text.
func (t *seat) allowTerminal(req *gossh.Request) bool {
	var p ptyRequest
	if gossh.Unmarshal(req.Payload, &p) != nil {
		return false
	}
	w := clampWindow(p.Columns, p.Rows)
	if !termShape.MatchString(p.Term) || len(p.Term) > maxTerm {
		p.Term = "dumb"
	}
	req.Payload = gossh.Marshal(ptyRequest{
		Term: p.Term, Columns: uint32(w.Width), Rows: uint32(w.Height), Modes: noModes,
	})
	t.terminal = true
	t.latest(w)
	return true
}

// resize keeps the latest size only; the library would wait for a reader.
func (t *seat) resize(payload []byte) bool {
	if len(payload) < 8 || !t.terminal {
		return false
	}
	t.latest(clampWindow(binary.BigEndian.Uint32(payload), binary.BigEndian.Uint32(payload[4:])))
	return true
}

func (t *seat) latest(w run.Size) {
	for {
		select {
		case t.sizes <- w:
			return
		default:
		}
		select {
		case <-t.sizes:
		default:
		}
	}
}

// clampWindow bounds a size; one that is not known is that of a terminal of old.
func clampWindow(columns, rows uint32) run.Size {
	return run.Size{
		Width:  clampCells(columns, 80, minColumns, maxColumns),
		Height: clampCells(rows, 24, minRows, maxRows),
	}
}

func clampCells(n uint32, missing, least, most int) int {
	if n == 0 {
		return missing
	}
	if n > uint32(most) {
		return most
	}
	return max(int(n), least)
}

// allowEnv keeps the few variables that say how to draw and in what language.
func (t *seat) allowEnv(req *gossh.Request) bool {
	var kv struct{ Name, Value string }
	if gossh.Unmarshal(req.Payload, &kv) != nil || len(t.env) >= maxEnv || !knownEnv(kv.Name) || !printable(kv.Value) {
		return false
	}
	t.env = append(t.env, kv.Name+"="+kv.Value)
	return true
}

func knownEnv(name string) bool {
	switch name {
	case "LANG", "COLORTERM", "NO_COLOR":
		return true
	}
	rest, ok := strings.CutPrefix(name, "LC_")
	return ok && len(rest) <= 16 && strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func printable(s string) bool {
	return len(s) <= maxEnvValue && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// getenv returns the first of the variables that the session has a value for.
// It is called once the session has begun and its variables stand.
func (t *seat) getenv(names ...string) string {
	for _, name := range names {
		for _, kv := range t.env {
			if v, ok := strings.CutPrefix(kv, name+"="); ok && v != "" {
				return v
			}
		}
	}
	return ""
}

// utf8 says whether the client shows UTF-8. Most terminals of today do, and many
// clients send no locale at all, so only a locale that says otherwise counts.
func (t *seat) utf8() bool {
	locale := strings.ToLower(t.getenv("LC_ALL", "LC_CTYPE", "LANG"))
	return locale == "" || strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
}
