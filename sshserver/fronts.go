package sshserver

import "context"

func (f Fronts) withDefaults() Fronts {
	if f.Screen == nil {
		f.Screen = func(context.Context, *Session) int { return 1 }
	}
	if f.Prompt == nil {
		f.Prompt = func(context.Context, *Session) int { return 1 }
	}
	if f.Line == nil {
		f.Line = func(context.Context, *Session, string) int { return 1 }
	}
	return f
}
