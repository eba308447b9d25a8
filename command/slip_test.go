package command_test

import (
	"strings"
	"testing"
	"time"

	"stockwerk/command"
	"stockwerk/text"
)

func TestSlipSaysHowToComeIn(t *testing.T) {
	d := command.SlipData{
		Code: "ABCDE-FGHJK-MNPQR-STVWX", Room: "Erstgespräch\x1b[31m", Host: "haus.example", Port: 2222,
		Fingerprint: "SHA256:abcdef", Expires: time.Date(2026, 3, 3, 14, 5, 0, 0, time.UTC), Wait: true,
	}
	for lang, date := range map[text.Lang]string{
		text.German: "Di., 3. März 2026, 14:05", text.GermanDu: "Di., 3. März 2026, 14:05", text.English: "Tue 3 Mar 2026, 14:05",
	} {
		got := command.Slip(text.For(lang), d)
		for _, want := range []string{
			d.Code, "\n    ssh -p 2222 ticket@haus.example\n", "SHA256:abcdef", date, "Erstgespräch", "PuTTY", "JuiceSSH",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want %q in it", lang, got, want)
			}
		}
		if strings.ContainsAny(got, "\x1b⟦") {
			t.Errorf("%s: got %q", lang, got)
		}
	}
	if got := command.SSHLine("ticket", "haus.example", 22); got != "ssh ticket@haus.example" {
		t.Errorf("got %q, want no port where it is the usual one", got)
	}
}
