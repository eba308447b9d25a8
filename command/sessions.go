package command

// SessionTable holds the commands of this file.
func SessionTable() []Spec { return nil }
