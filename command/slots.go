package command

// SlotTable holds the commands of this file.
func SlotTable() []Spec { return nil }
