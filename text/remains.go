package text

// Remains is what stays of somebody who goes, and what goes, in figures and places that
// are cleaned already.
type Remains struct {
	Posts, Rooms, Messages, Talks int
	Destroyed                     []string
	HandOver                      []HandOver
	LastAdmin                     bool
	Notes, Records, Drafts, Keys  int
	Card                          bool
}

// HandOver is a room that is to be handed over before.
type HandOver struct {
	Place   string
	Others  int
	Counsel bool
}

// RemainsLines says what remains of somebody and what goes, as a plain list.
func RemainsLines(say *Printer, r Remains) []string {
	var lines []string
	section := func(head string, items ...string) {
		kept := items[:0]
		for _, item := range items {
			if item != "" {
				kept = append(kept, item)
			}
		}
		if len(kept) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, say.T(head))
		for _, item := range kept {
			lines = append(lines, "- "+item)
		}
	}
	count := func(key string, n int, args ...any) string {
		if n == 0 {
			return ""
		}
		return say.N(key, n, args...)
	}
	var first []string
	if r.LastAdmin {
		first = append(first, say.T("account.remains.last_admin"))
	}
	for _, h := range r.HandOver {
		key := "account.remains.hand_over"
		if h.Counsel {
			key = "account.remains.hand_over_counsel"
		}
		first = append(first, say.N(key, h.Others, "Place", h.Place))
	}
	section("account.remains.first", first...)
	section("account.remains.stays",
		count("account.remains.posts", r.Posts, "Rooms", say.N("account.remains.in_rooms", r.Rooms)),
		count("account.remains.messages", r.Messages, "Talks", say.N("account.remains.in_talks", r.Talks)),
		say.T("account.remains.name"), say.T("account.remains.copies"), say.T("account.remains.audit"), say.T("account.remains.backups"))
	gone := []string{say.T("account.remains.account")}
	for _, place := range r.Destroyed {
		gone = append(gone, say.T("account.remains.destroyed", "Place", place))
	}
	card := ""
	if r.Card {
		card = say.T("account.remains.card")
	}
	section("account.remains.goes", append(gone,
		count("account.remains.notes", r.Notes), count("account.remains.records", r.Records), count("account.remains.drafts", r.Drafts),
		count("account.remains.keys", r.Keys), card)...)
	return append(lines, "", say.T("account.remains.before"))
}
