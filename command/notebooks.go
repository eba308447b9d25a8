package command

// NotebookTable holds the commands of this file.
func NotebookTable() []Spec { return nil }
