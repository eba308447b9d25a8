// Package run drives one terminal session: the client's keys become Bubble Tea
// messages, the model's views become frames on the wire.
//
// It uses Bubble Tea's Model, Cmd and messages, but neither its Program nor its
// renderer. A Program without renderer and input still has a 60 Hz clock
// (measured: an eighth of a core for 1,000 sessions at rest, three goroutines
// each before anything is read or drawn), prints the words of a panic to the
// process's error output, keeps its goroutine in a timer after the session's
// end, and hides its queue behind a blocking Send. What remains of it, the loop,
// is small.
//
// A session at rest has two goroutines, the loop (the caller of Run) and one
// that reads; there is no ticker. A third one exists while a frame is being
// written, one while a command runs. Memory is bounded: input not yet decoded
// by a few kilobytes, a paste by Options.PasteLimit, what the screen shows by
// one copy of the last view; about 30 KB with an 80×24 screen.
//
// The screen is compared line by line with the last view and changed lines are
// painted whole. A line is data, not a program: of its escape sequences only
// colours and attributes (SGR) survive, and every line begins and ends in the
// plain style, so a style never reaches over a line break.
//
// Frames of more than one line are bracketed by synchronized output (mode 2026)
// without asking: a terminal that does not know a private mode ignores it, and
// asking would put an answer among the keys.
//
// The package knows nothing of the house, its texts and SSH, and must not
// import them. Start reading at Run in run.go, then loop.go; input.go is the
// way in, frame.go and line.go the way out.
package run
