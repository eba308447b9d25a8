package command

// LetterTable holds the commands of this file.
func LetterTable() []Spec { return nil }
