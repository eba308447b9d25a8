package house

import "time"

// ContractField is one field of a contract for those who show it, in the order in
// which people read them.
type ContractField struct {
	Name string    // "goal", "letters" …: contract.field.NAME is its label
	Text string    // words of people; "" where Key says the value
	Key  string    // of the sentence that says it
	N    int       // what it counts; 0 = nothing is counted
	Day  time.Time // what it dates
}

// Empty tells whether nothing is agreed about it.
func (f ContractField) Empty() bool { return f.Text == "" && f.Key == "" }

// Fields are all fields of a contract. The two disclosures are never empty: what was
// not agreed to is said as clearly as what was.
func (t ContractTerms) Fields() []ContractField {
	text := func(name, words string) ContractField { return ContractField{Name: name, Text: words} }
	count := func(name string, n int) ContractField {
		if n == 0 {
			return ContractField{Name: name}
		}
		return ContractField{Name: name, Key: "contract.value." + name, N: n}
	}
	dated := func(name, key string, day time.Time) ContractField {
		if day.IsZero() {
			return ContractField{Name: name}
		}
		return ContractField{Name: name, Key: key, Day: day}
	}
	said := func(name string, on bool) ContractField {
		if on {
			return ContractField{Name: name, Key: "contract.value." + name}
		}
		return ContractField{Name: name, Key: "contract.value.no_" + name}
	}
	answer := count("answer", t.Answer)
	if days := t.Answer / 24; days > 0 && t.Answer%24 == 0 {
		answer = ContractField{Name: "answer", Key: "contract.value.answer_days", N: days}
	}
	ends := dated("delete", "contract.value.delete_on", t.DeleteOn)
	if t.DeleteDays > 0 {
		ends = count("delete", t.DeleteDays)
	}
	return []ContractField{
		text("goal", t.Goal), text("form", t.Form), count("sessions", t.Sessions), count("letters", t.Letters), count("length", t.Length),
		dated("until", "contract.value.until", t.Until), answer, text("fee", t.Fee), text("cancel", t.Cancel),
		text("secrecy", t.Secrecy), text("storage", t.Storage), ends, said("review", t.Review), said("substitute", t.Substitute),
	}
}

// ContractChange says how a field differs from another version.
type ContractChange string

// How a field differs.
const (
	FieldSame    ContractChange = ""
	FieldNew     ContractChange = "new"
	FieldChanged ContractChange = "changed"
	FieldGone    ContractChange = "gone"
)

// Against compares the fields with those of a version that came before.
func (t ContractTerms) Against(before ContractTerms) map[string]ContractChange {
	out := map[string]ContractChange{}
	old := before.Fields()
	for i, f := range t.Fields() {
		switch {
		case f == old[i]:
		case old[i].Empty():
			out[f.Name] = FieldNew
		case f.Empty():
			out[f.Name] = FieldGone
		default:
			out[f.Name] = FieldChanged
		}
	}
	return out
}

// Words tells whether people write the field in words of their own.
func (f ContractField) Words() bool {
	switch f.Name {
	case "goal", "form", "fee", "cancel", "secrecy", "storage":
		return true
	}
	return false
}
