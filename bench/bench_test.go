package main_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestThreeSessionsAreMeasured runs the generator against a floor and a house of
// its own, and wants every figure to be one.
func TestThreeSessionsAreMeasured(t *testing.T) {
	bench := filepath.Join(t.TempDir(), "bench")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bench, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), bench, "-quick", "-n", "3")
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &errs)
	}
	for _, name := range []string{
		"dial to first screen, one at a time, p50 ms", "sessions opened a second, 16 at once", "key to echo, p50 ms",
		"line to every other screen, p50 ms", "deliveries a second", "resident memory a session, KB", "goroutines a session",
	} {
		figures := regexp.MustCompile(`(?m)^\| ` + name + ` \| ([^|]*) \| ([^|]*) \|`).FindStringSubmatch(out.String())
		if figures == nil {
			t.Fatalf("no row %q in\n%s", name, &out)
		}
		for _, figure := range figures[1:] {
			if n, err := strconv.ParseFloat(strings.TrimSpace(figure), 64); err != nil || n <= 0 {
				t.Errorf("%s: got %q, want a figure above 0", name, figure)
			}
		}
	}
	// Whatever the sessions held must be gone once their cables are pulled; a
	// helper of the database may have gone as well.
	if !regexp.MustCompile(`\| goroutines left 2 s after all were cut off \| (0|-\d+) \| (0|-\d+) \|`).Match(out.Bytes()) {
		t.Errorf("goroutines were left:\n%s", &out)
	}
	if !regexp.MustCompile(`\| lines stored a second \| [1-9]`).MatchString(out.String()) {
		t.Errorf("no stored lines in\n%s", &out)
	}
}

// TestALargeRoomIsComparedWithAnEmptyOne runs the comparison of sizes with a small
// one, and wants every figure to be one.
func TestALargeRoomIsComparedWithAnEmptyOne(t *testing.T) {
	bench := filepath.Join(t.TempDir(), "bench")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bench, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), bench, "-sizes", "-quick")
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &errs)
	}
	for _, name := range []string{"room entrance", "board", "wiki, list of pages", "wiki, a page", "files"} {
		figures := regexp.MustCompile(`(?m)^\| ` + name + `, key to screen, p50 ms \| ([^|]*) \| ([^|]*) \| ([^|]*) \|`).FindStringSubmatch(out.String())
		if figures == nil {
			t.Fatalf("no row %q in\n%s", name, &out)
		}
		for _, figure := range figures[1:] {
			if n, err := strconv.ParseFloat(strings.TrimSpace(figure), 64); err != nil || n <= 0 {
				t.Errorf("%s: got %q, want a figure above 0", name, figure)
			}
		}
	}
	if !regexp.MustCompile(`(?m)^\| search, first hits .* \| [1-9][0-9]* / [1-9]`).MatchString(out.String()) {
		t.Errorf("no search in\n%s", &out)
	}
}
