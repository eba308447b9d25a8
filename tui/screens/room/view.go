package room

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows what the room is for and who is here above the tools; where there is
// room, all that is to know stands beside them.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.form != nil:
		return s.form.View(w, h)
	case s.apply != nil:
		return s.apply.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) == kit.Wide:
		return s.viewWide(w, h)
	}
	rows := len(s.list.Rows())
	head := s.above(w, max(h-rows-1, 2))
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

func (s *Screen) viewWide(w, h int) kit.View {
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	var right []string
	if more := s.list.Selected().More; more != "" {
		right = append(kit.Wrap(more, pw), "", s.env.Styles.Dim.Of(kit.Rule(pw)), "")
	}
	for i, fact := range s.facts() {
		if i > 0 {
			right = append(right, "")
		}
		right = append(right, kit.Wrap(fact, pw)...)
	}
	v.Lines = s.env.Beside(v.Lines, lw, right, h)
	return v
}

// above is what is said over the list in at most h lines: how one stands to the
// room, what it is for, who is here.
func (s *Screen) above(w, h int) []string {
	var lines []string
	for _, words := range []string{s.standing(), kit.Clean(s.room.Topic), s.present()} {
		if words == "" {
			continue
		}
		wrapped := kit.Wrap(words, w)
		if len(wrapped) > 3 {
			wrapped = append(wrapped[:2], kit.Fit(wrapped[2]+" …", w))
		}
		if len(lines)+len(wrapped) > h {
			break
		}
		lines = append(lines, wrapped...)
	}
	return lines
}

// standing says what somebody must know first: that they are not in the room, or
// that nobody writes in it any more.
func (s *Screen) standing() string {
	t := s.env.T
	switch member := s.env.Who().Member(); {
	case s.inside() && s.room.Closed:
		return t("error.room_closed")
	case s.room.Closing != nil:
		return s.env.Closes(*s.room.Closing)
	case s.room.Alone && (s.room.Role == house.RoleVisitor || s.room.Role == house.RoleMember):
		return t("handover.alone")
	case s.inside():
		return ""
	case s.room.Invited:
		return t("room.stand.invited")
	case s.room.Applied:
		return t("room.stand.applied")
	case s.room.Closed:
		return t("room.stand.closed")
	case s.room.Access == house.AccessInvite && member:
		return t("room.stand.outside")
	case !member:
		return t("room.stand.guest")
	}
	return ""
}

// present says who is here now.
func (s *Screen) present() string {
	var names []string
	for _, p := range s.here {
		if p.Name != s.room.Me {
			names = append(names, kit.Clean(p.Name))
		}
	}
	switch {
	case len(s.here) == 0:
		return ""
	case len(names) == 0:
		return s.env.T("room.alone")
	}
	return s.env.T("room.here", "Names", strings.Join(names, ", "))
}

// facts are whole sentences about the room.
func (s *Screen) facts() []string {
	t := s.env.T
	facts := []string{s.standing(), kit.Clean(s.room.Topic), s.present()}
	if s.inside() {
		facts = append(facts, s.readers())
	}
	facts = append(facts, s.env.T("room.kind."+string(s.room.Kind)), s.retention(), s.transcript())
	if s.inside() && !s.room.Everyone {
		facts = append(facts, t("room.history."+string(s.room.History)))
	}
	if s.room.Owner != "" {
		facts = append(facts, t("room.owner", "Name", kit.Clean(s.room.Owner)))
	}
	facts = append(facts, t("room.place", "Place", s.place))
	said := facts[:0]
	for _, f := range facts {
		if f != "" {
			said = append(said, f)
		}
	}
	return said
}

// readers names everybody who can read, however many they are.
func (s *Screen) readers() string {
	if s.room.Everyone {
		return s.env.Readers(s.room)
	}
	names := make([]string, 0, len(s.room.CanRead))
	for _, name := range s.room.CanRead {
		if name == s.room.Me {
			name = s.env.T("common.you")
		}
		names = append(names, kit.Clean(name))
	}
	return s.env.T("room.readers", "Names", strings.Join(names, ", "))
}

func (s *Screen) retention() string {
	if !s.room.HoldUntil.IsZero() {
		return s.env.T("kit.keeps.hold", "Date", s.env.Text.Date(s.room.HoldUntil.In(s.env.Location)))
	}
	if !s.room.DeleteAt.IsZero() {
		return s.env.T("kit.keeps.until", "Date", s.env.Text.Date(s.room.DeleteAt.In(s.env.Location)))
	}
	if days := s.room.KeptDays(""); days > 0 {
		return s.env.N("room.keeps.days", days)
	}
	return s.env.T("room.keeps.ever")
}

func (s *Screen) transcript() string {
	switch {
	case s.room.Transcript == 0:
		return s.env.T("room.chat.not")
	case s.room.Transcript > 0:
		return s.env.N("room.chat.days", s.room.Transcript)
	}
	return ""
}
