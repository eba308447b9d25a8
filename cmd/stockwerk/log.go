package main

import (
	"io"
	"log"
	"log/slog"
	"regexp"
)

// plain is the shape of what a log may say in words: an id, a kind, a place in
// the code. Addresses, names and sentences of people do not fit.
var plain = regexp.MustCompile(`^[A-Za-z0-9_*./-]{0,80}(:[0-9]{1,6})?$`)

// newLog returns the program's log and makes it everybody's: one JSON object a
// line with nothing but what is on the list. Whatever else a library wants to
// say about people or addresses falls away.
func newLog(w io.Writer) *slog.Logger {
	l := slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: allow}))
	slog.SetDefault(l)
	log.SetOutput(io.Discard) // free text has no place here
	return l
}

// allow keeps an attribute that is on the list and drops any other.
func allow(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return slog.Attr{}
	}
	switch a.Key {
	case slog.TimeKey, slog.LevelKey:
		return a
	case slog.MessageKey:
		a.Key = "event"
		return a
	case "conn", "id", "kind", "where", "code", "count", "duration":
		switch a.Value.Kind() {
		case slog.KindInt64, slog.KindUint64, slog.KindBool:
			return a
		case slog.KindDuration:
			return slog.Int64(a.Key+"_ms", a.Value.Duration().Milliseconds())
		case slog.KindString:
			if plain.MatchString(a.Value.String()) && !address.MatchString(a.Value.String()) {
				return a
			}
		}
	}
	return slog.Attr{}
}

// address finds what could be one, even in an allowed place.
var address = regexp.MustCompile(`[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+`)
