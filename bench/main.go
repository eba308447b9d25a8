// Command bench measures the house under load and prints one table: what a
// thousand people would feel, each figure beside that of a bare SSH server (the
// floor) in the same run. Ratios carry over to other machines, times do not.
//
// Both servers run as processes of their own, started by this program from
// itself; clients are SSH connections, each with an emulated screen, and what is
// awaited is awaited on that screen, never among the bytes.
//
// The generator is a client like any other: it imports neither store nor vault.
// Only bench/served does, which wires the house that is measured. Start reading
// at plan.run, then measure.go; RESULTS.md holds what was found.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case len(args) == 1 && args[0] == childFloor:
		err = serveFloor(ctx)
	case len(args) == 4 && args[0] == childHouse:
		err = serveHouse(ctx, args[1], args[2], args[3])
	case len(args) == 5 && args[0] == childSizes:
		err = serveSizes(ctx, args[1], args[2], args[3], args[4])
	default:
		err = measure(ctx, args, out, errs)
	}
	if err != nil {
		fmt.Fprintln(errs, "bench:", err)
		return 1
	}
	return 0
}

func measure(ctx context.Context, args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(errs)
	quick := flags.Bool("quick", false, "about a minute: small numbers, short waits")
	rooms := flags.Bool("sizes", false, "what a large room costs beside an empty one, instead of crowds (about three minutes; quick: half of one)")
	sizes := flags.String("n", "", "sessions, separated by commas (default 2,10,100,500,1000; quick: 2,10,100)")
	profile := flags.String("profile", "", "folder for profiles of the house, one per step and size")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p := plan{log: errs, profile: *profile, pace: pacing(*quick)}
	if *rooms {
		return p.rooms(ctx, out, *quick)
	}
	if *sizes == "" {
		*sizes = "2,10,100,500,1000"
		if *quick {
			*sizes = "2,10,100"
		}
	}
	for word := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 2 || n > 2000 {
			return fmt.Errorf("-n %q: from 2 to 2000 sessions", word)
		}
		p.sizes = append(p.sizes, n)
	}
	return p.run(ctx, out)
}
