// Package command is the command table: the deeds of the house as lines of
// text, for "ssh house COMMAND", for the ":" line of the screens and for the
// linear mode, a prompt without redraw for screen readers and slow lines.
//
// It imports house and text alone of this module and decides no rights: it
// reads a line, calls one method of house.Service and says what came of it, in
// the person's language or as JSON. What it prints is clean text without a
// single escape sequence.
//
// Start reading at table.go (all commands), then run.go (one line from
// splitting to exit code); each noun has its own file.
package command
