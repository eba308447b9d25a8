package command

// ContractTable holds the commands of this file.
func ContractTable() []Spec { return nil }
