package command

// HandoverTable holds the commands of this file.
func HandoverTable() []Spec { return nil }
