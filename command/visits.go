package command

// VisitTable holds the commands of this file.
func VisitTable() []Spec { return nil }
