// Command stockwerk runs the house: "stockwerk serve" and the operator's other
// deeds. It wires the parts together and does nothing itself; each deed has its
// own file. Start reading at grammar.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// grammar is the program's commands and flags. Every flag also reads
// STOCKWERK_… from the environment.
type grammar struct {
	Serve   serve      `cmd:"" help:"Open the house for SSH clients, and make what it needs at the first start."`
	Ticket  ticket     `cmd:"" help:"Tickets that only the operator can make."`
	Demo    demo       `cmd:"" help:"Fill an empty house with fictitious people, to look around."`
	Backup  takeBackup `cmd:"" help:"Write the whole house into one sealed file, while it serves."`
	Restore putBack    `cmd:"" help:"Make a house of a backup, in an empty place."`
	Doctor  doctor     `cmd:"" help:"Look at the data folder, the keys and the database, and say what is wrong."`
	Health  health     `cmd:"" help:"Ask the house that serves on this machine how it is."`
	Version version    `cmd:"" help:"Print the version."`
}

// streams is where the program writes.
type streams struct{ out, err io.Writer }

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdout, os.Stderr}))
}

// run is the program from its arguments to its exit code: 0 done, 1 failed,
// 2 wrong usage.
func run(args []string, to streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	left := errors.New("left by a flag")
	exited := -1
	parser, err := kong.New(&grammar{},
		kong.Name("stockwerk"),
		kong.Description("A conference and counselling house that is entered with any SSH client."),
		kong.DefaultEnvars("STOCKWERK"),
		kong.Writers(to.out, to.err),
		kong.Exit(func(code int) { exited = code; panic(left) }),
	)
	if err != nil {
		fmt.Fprintln(to.err, "stockwerk:", err)
		return 2
	}
	call, err := parse(parser, args, left)
	switch {
	case exited >= 0: // --help
		return exited
	case err != nil:
		fmt.Fprintf(to.err, "stockwerk: %v (stockwerk --help shows the usage)\n", err)
		return 2
	}
	call.BindTo(ctx, (*context.Context)(nil))
	if err := call.Run(to); err != nil {
		fmt.Fprintln(to.err, "stockwerk:", err)
		return 1
	}
	return 0
}

// parse comes back also where a flag such as --help ends the program.
func parse(parser *kong.Kong, args []string, left error) (call *kong.Context, err error) {
	defer func() {
		if v := recover(); v != nil && v != any(left) {
			panic(v)
		}
	}()
	return parser.Parse(args)
}

type version struct{}

// Run prints what the build recorded of itself.
func (version) Run(to streams) error {
	_, err := fmt.Fprintln(to.out, "stockwerk", programVersion())
	return err
}

func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
