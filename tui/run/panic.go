package run

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// PanicError is a panic of a model or of one of its commands. It names types
// and functions only, never a value, and is therefore fit for a log.
type PanicError struct {
	In   string // "Init", "Update", "View", "command", "input"
	Type string // the type of the value that was thrown
	Func string // the function that threw it, with its package
	Line string // file name and line
}

// Error names where the panic came from.
func (e *PanicError) Error() string {
	return fmt.Sprintf("run: panic in %s: %s at %s (%s)", e.In, e.Type, e.Func, e.Line)
}

// newPanicError describes the value of a recover; call it in the deferred
// function itself, where the stack of the panic is still to be seen.
func newPanicError(in string, value any) *PanicError {
	e := &PanicError{In: in, Type: fmt.Sprintf("%T", value), Func: "unknown", Line: "unknown"}
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	thrown := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			thrown = true
		case thrown && !strings.HasPrefix(f.Function, "runtime."):
			e.Func = f.Function
			e.Line = fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
			return e
		}
		if !more {
			return e
		}
	}
}
