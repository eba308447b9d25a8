package house

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// archiveLetters writes the letters, the oldest first: one file for people and one
// for programs. What is to be sent later is not in it.
func (s *Service) archiveLetters(ctx context.Context, in access, to Archive) error {
	all, err := s.letters(ctx, in)
	if err != nil || len(all) == 0 {
		return err
	}
	type letter struct {
		ID      MessageID `json:"id"`
		Subject string    `json:"subject"`
		Text    string    `json:"text"`
		Author  string    `json:"author"`
		Client  bool      `json:"client"`
		At      time.Time `json:"at"`
		ReplyTo MessageID `json:"reply_to,omitempty"`
	}
	list := make([]letter, len(all))
	var page strings.Builder
	for i, l := range all {
		list[i] = letter{l.ID, l.Subject, l.Text, l.Author, l.Client, l.At.UTC(), l.ReplyTo}
		fmt.Fprintf(&page, "# %s\n\n%s, %s\n\n%s\n\n", l.Subject, l.Author, l.At.UTC().Format(time.RFC3339), quoted(l.Text))
	}
	return archiveBoth(to, "letters", all[len(all)-1].At, list, page.String())
}
