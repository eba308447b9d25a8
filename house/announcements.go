package house

import (
	"context"
	"slices"
	"time"
)

// Announcements are what the house says to everybody in it: in German, English or one
// text for both, until a time, as information or as a warning. Warnings are for visitors
// and guests too.

// Announcement is one, in the languages that it was written in.
type Announcement struct {
	ID      string            `json:"id"`
	Warning bool              `json:"warning,omitempty"`
	Words   map[string]string `json:"words"` // by language, "" = for all others
	From    time.Time         `json:"from"`
	Until   time.Time         `json:"until,omitzero"` // zero: until it is ended
}

// In is the announcement in a language: its own words, else those for all, else any.
func (n Announcement) In(lang string) string {
	if lang == "de-du" && n.Words[lang] == "" {
		lang = "de"
	}
	for _, l := range []string{lang, "", "de", "en"} {
		if text := n.Words[l]; text != "" {
			return text
		}
	}
	return ""
}

func (n Announcement) holds(now time.Time) bool { return n.Until.IsZero() || now.Before(n.Until) }

const (
	maxAnnouncements = 20
	maxAnnouncement  = 1_000 // characters

	// NewsAnnouncement is the kind of news that an announcement is until it is read.
	NewsAnnouncement = "announcement"
)

// AnnouncementSpec is what house admins announce. Words are by language, "" = for all.
type AnnouncementSpec struct {
	Words   map[string]string
	Warning bool
	Until   time.Time // zero: until it is ended
}

// Announce says something to everybody in the house, those who are on at once. Who may:
// house admins.
func (s *Service) Announce(ctx context.Context, a Actor, spec AnnouncementSpec) (Announcement, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Announcement{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Announcement{}, err
	}
	n := Announcement{ID: newID(), Warning: spec.Warning, Words: map[string]string{}, From: now.UTC().Truncate(time.Second), Until: spec.Until.UTC().Truncate(time.Second)}
	if spec.Until.IsZero() {
		n.Until = time.Time{}
	}
	for lang, words := range spec.Words {
		if !slices.Contains(languages, lang) {
			return Announcement{}, Errorf(Invalid, "error.language")
		}
		if n.Words[lang], err = optionalText(words, maxAnnouncement); err != nil {
			return Announcement{}, err
		}
	}
	if n.In("de") == "" {
		return Announcement{}, Errorf(Invalid, "error.empty")
	}
	if !n.holds(now) {
		return Announcement{}, Errorf(Invalid, "error.announcement_until")
	}
	level := "info"
	if n.Warning {
		level = "warning"
	}
	err = s.editRules(ctx, a, "house.announce", map[string]string{"Level": level}, func(r *houseRules) error {
		r.Announcements = slices.DeleteFunc(r.Announcements, func(old Announcement) bool { return !old.holds(now) })
		if len(r.Announcements) >= maxAnnouncements {
			return Errorf(Conflict, "error.announcements_many", "Max", maxAnnouncements)
		}
		r.Announcements = append(r.Announcements, n)
		return nil
	})
	return n, err
}

// EndAnnouncement takes an announcement away. Who may: house admins.
func (s *Service) EndAnnouncement(ctx context.Context, a Actor, id string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	return s.editRules(ctx, a, "house.announce_end", nil, func(r *houseRules) error {
		n := len(r.Announcements)
		r.Announcements = slices.DeleteFunc(r.Announcements, func(old Announcement) bool { return old.ID == id })
		if len(r.Announcements) == n {
			return Errorf(NotFound, "error.no_such_announcement")
		}
		return nil
	})
}

// Announcements lists what holds now for the actor, the newest first. Who may:
// everybody; without an account only warnings.
func (s *Service) Announcements(ctx context.Context, a Actor) ([]Announcement, error) {
	if a.role == RoleNobody {
		return nil, errForbidden()
	}
	if a.ring.over() {
		return nil, errGone(a)
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return nil, err
	}
	return rules.announced(s.clock(), a.member()), nil
}

func (r houseRules) announced(now time.Time, member bool) []Announcement {
	var out []Announcement
	for _, n := range slices.Backward(r.Announcements) {
		if n.holds(now) && (member || n.Warning) {
			out = append(out, n)
		}
	}
	return out
}

// Announced is Announcements as this node last read them. It asks no database. Who may:
// everybody who came in; member is whether they have an account.
func (s *Service) Announced(member bool) []Announcement {
	return s.present().rules.announced(s.clock(), member)
}

// ReadAnnouncements notes that the actor has read what holds now, so that it is no news
// any more. Who may: members.
func (s *Service) ReadAnnouncements(ctx context.Context, a Actor) error {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return err
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return err
	}
	now := rules.announced(s.clock(), true)
	if len(now) == 0 {
		return nil
	}
	ids := make([]string, len(now))
	for i, n := range now {
		ids[i] = n.ID
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return tx.PutAnnouncementReads(ctx, a.person, ids) }); err != nil {
		return err
	}
	s.publishPerson(a.person)
	return nil
}

// announcementNews are the announcements that a member has not read.
func (s *Service) announcementNews(ctx context.Context, a Actor) ([]newsItem, error) {
	if !a.member() {
		return nil, nil
	}
	now := s.Announced(true)
	if len(now) == 0 {
		return nil, nil
	}
	read, err := s.store.AnnouncementReads(ctx, a.person)
	if err != nil {
		return nil, err
	}
	var out []newsItem
	for _, n := range now {
		if slices.Contains(read, n.ID) {
			continue
		}
		title, err := CleanLine(n.In(a.lang), maxAnnouncement)
		if err != nil {
			continue
		}
		out = append(out, newsItem{NewsItem: NewsItem{Place: "house", Kind: NewsAnnouncement, Name: title, Unread: 1}, class: walkInvitation})
	}
	return out, nil
}

// announcedIDs tells apart one state of the announcements from another.
func (r houseRules) announcedIDs(now time.Time) (ids string) {
	for _, n := range r.announced(now, true) {
		ids += n.ID + " "
	}
	return ids
}
