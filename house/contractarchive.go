package house

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// archiveContract writes the versions of the contract, the oldest first, with who
// accepted them: one file for people and one for programs.
func (s *Service) archiveContract(ctx context.Context, in access, to Archive) error {
	all, err := s.contracts(ctx, in)
	if err != nil || len(all) == 0 {
		return err
	}
	type answer struct {
		Name     string    `json:"name"`
		Accepted bool      `json:"accepted"`
		Reason   string    `json:"reason,omitempty"`
		At       time.Time `json:"at"`
	}
	type version struct {
		ID     MessageID     `json:"id"`
		State  ContractState `json:"state"`
		Author string        `json:"author"`
		At     time.Time     `json:"at"`
		Goal   string        `json:"goal"`
		contractData
		Answers []answer `json:"answers"`
	}
	list := make([]version, len(all))
	var page strings.Builder
	for i, c := range all {
		v := version{c.ID, c.State, c.Author, c.At.UTC(), c.Goal, c.data(c.Version), []answer{}}
		fmt.Fprintf(&page, "# %d (%s)\n\n%s, %s\n\n%s\n\n", c.Version, c.State, c.Author, c.At.UTC().Format(time.RFC3339), quoted(c.Goal))
		for _, line := range termLines(v.contractData) {
			fmt.Fprintf(&page, "- %s\n", line)
		}
		for _, a := range c.Answers {
			v.Answers = append(v.Answers, answer{a.Name, a.Accepted, a.Reason, a.At.UTC()})
			mark := "+"
			if !a.Accepted {
				mark = "-"
			}
			fmt.Fprintf(&page, "\n%s %s, %s", mark, a.Name, a.At.UTC().Format(time.RFC3339))
			if a.Reason != "" {
				fmt.Fprintf(&page, "\n\n%s\n", quoted(a.Reason))
			}
		}
		page.WriteString("\n\n")
		list[i] = v
	}
	return archiveBoth(to, "contract", all[len(all)-1].At, list, page.String())
}

// termLines are the terms under their names in JSON, without those that say nothing.
func termLines(d contractData) []string {
	var lines []string
	add := func(name string, value any) {
		if v := fmt.Sprint(value); v != "" && v != "0" {
			lines = append(lines, name+": "+strings.ReplaceAll(v, "\n", "\n  "))
		}
	}
	add("form", d.Form)
	add("sessions", d.Sessions)
	add("letters", d.Letters)
	add("length", d.Length)
	add("until", d.Until)
	add("answer_hours", d.Answer)
	add("fee", d.Fee)
	add("cancel", d.Cancel)
	add("secrecy", d.Secrecy)
	add("storage", d.Storage)
	add("delete_days", d.DeleteDays)
	add("delete_on", d.DeleteOn)
	add("review", d.Review)
	add("substitute", d.Substitute)
	return lines
}

// quoted is a text of a person as a quotation, so that it cannot pass for the rest
// of the page.
func quoted(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }
