package command

// ContactTable holds the commands of this file.
func ContactTable() []Spec { return nil }
