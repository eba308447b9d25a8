package command

import (
	"encoding/json"
	"slices"
	"time"

	"stockwerk/house"
)

// The JSON shapes of the contract. Keys may be added, never changed or dropped.

// at is a time as RFC 3339 in UTC; null where there is none.
type at time.Time

// MarshalJSON writes the time to the millisecond.
func (t at) MarshalJSON() ([]byte, error) {
	if time.Time(t).IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(time.Time(t).UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano))
}

type floorJSON struct {
	Code        string `json:"code"`
	Number      int    `json:"number"`
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	State       string `json:"state"`
	Member      bool   `json:"member"`
	Admin       bool   `json:"admin"`
	Applied     bool   `json:"applied"`
	Creator     bool   `json:"creator"`
	Members     int    `json:"members"`
	Waiting     int    `json:"waiting"`
	Description string `json:"description"`
}

func floorOf(f house.Floor) floorJSON {
	return floorJSON{
		Code: oneLine(f.Code), Number: f.Number, Name: oneLine(f.Name), Kind: string(f.Kind), State: string(f.State),
		Member: f.Member, Admin: f.Admin, Applied: f.Applied, Creator: f.Creator,
		Members: f.Members, Waiting: f.Waiting, Description: clean(f.Description),
	}
}

// floorTextsJSON is a floor with all it says of itself.
type floorTextsJSON struct {
	floorJSON
	Banner   string `json:"banner"`
	Accent   string `json:"accent"`
	Contact  string `json:"contact"`
	Imprint  string `json:"imprint"`
	Privacy  string `json:"privacy"`
	Language string `json:"language"`
}

func floorTextsOf(f house.Floor) floorTextsJSON {
	return floorTextsJSON{
		floorOf(f), clean(f.Banner), f.Accent, clean(f.Contact), clean(f.Imprint), clean(f.Privacy), f.Language,
	}
}

type roomJSON struct {
	Place   string `json:"place"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Listed  bool   `json:"listed"`
	Member  bool   `json:"member"`
	Role    string `json:"role"`
	Unread  int    `json:"unread"`
	Invited bool   `json:"invited"`
	Applied bool   `json:"applied"`
	Closed  bool   `json:"closed"`
}

func roomOf(r house.Room) roomJSON {
	return roomJSON{
		Place: oneLine(r.Place), Name: oneLine(r.Name), Kind: string(r.Kind), Listed: r.Listed, Member: r.Member,
		Role: string(r.Role), Unread: r.Unread, Invited: r.Invited, Applied: r.Applied, Closed: r.Closed,
	}
}

type detailJSON struct {
	roomJSON
	Floor         string   `json:"floor"`
	Topic         string   `json:"topic"`
	Owner         string   `json:"owner"`
	CanRead       []string `json:"can_read"`
	Everyone      bool     `json:"everyone"`
	RetentionDays int      `json:"retention_days"`
	DeleteAt      at       `json:"delete_at"`
	// Closing is the floor's order to close the room; null where there is none.
	Closing        *roomClosingJSON `json:"closing"`
	TranscriptDays int              `json:"transcript_days"`
	VisitorHours   int              `json:"visitor_hours"` // after the end of a visit that the visitor's data stay
	History        string           `json:"history"`
	Tools          []string         `json:"tools"`
	May            []string         `json:"may"`
	Me             string           `json:"me"`
	// KeptDays is the rule within the bounds of floor and house, KeptTools those of tools
	// that have their own; 0 = for ever.
	KeptDays  int            `json:"kept_days"`
	KeptTools map[string]int `json:"kept_tools"`
	HoldUntil at             `json:"hold_until"`
	HoldAsked bool           `json:"hold_asked"`
	// Levels are one's own rights, by tool; Preset is the room's.
	Levels map[string]string `json:"levels"`
	Preset string            `json:"preset"`
	// Alone is a counselling whose counsellor has left.
	Alone bool `json:"alone"`

	why map[string]string // by tool that is on: why one cannot write with it
}

func detailOf(d house.RoomDetail) detailJSON {
	may := make([]string, len(d.May))
	for i, action := range d.May {
		may[i] = string(action)
	}
	levels, why := map[string]string{}, map[string]string{}
	for _, tool := range house.Tools() {
		if !slices.Contains(d.Tools, tool) || d.Levels == nil {
			continue
		}
		levels[tool] = d.Level(tool).String()
		if key := d.WhyNot(tool); key != "" && !d.Closed && d.Can(house.DoEditOwn) {
			why[tool] = key // not what holds for every tool
		}
	}
	keptTools := map[string]int{}
	for tool := range d.KeptTools {
		keptTools[tool] = d.KeptDays(tool)
	}
	return detailJSON{
		KeptDays: d.KeptDays(""), KeptTools: keptTools, HoldUntil: at(d.HoldUntil), HoldAsked: d.HoldAsked,
		Levels: levels, Preset: string(d.Preset), Alone: d.Alone, why: why,
		roomJSON: roomOf(d.Room), Floor: oneLine(d.FloorName), Topic: clean(d.Topic), Owner: oneLine(d.Owner),
		CanRead: cleanAll(d.CanRead), Everyone: d.Everyone, RetentionDays: d.RetentionDays, DeleteAt: at(d.DeleteAt), Closing: roomClosingOf(d.Closing), VisitorHours: d.Linger,
		TranscriptDays: d.Transcript, History: string(d.History), Tools: cleanAll(d.Tools), May: may, Me: oneLine(d.Me),
	}
}

type memberJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Role    string `json:"role"`
	Since   at     `json:"since"`
	State   string `json:"state"`
	Visitor bool   `json:"visitor"`
	Until   at     `json:"until"`
	By      string `json:"by"`
	Here    bool   `json:"here"`
	// From are the names of their organisations, in rooms of a network.
	From []string `json:"from"`
}

func memberOf(m house.Member) memberJSON {
	return memberJSON{
		ID: string(m.Person), Name: oneLine(m.Name), Role: string(m.Role), Since: at(m.Since), State: m.State,
		Visitor: m.Visitor, Until: at(m.Until), By: oneLine(m.By), Here: m.Here, From: append([]string{}, cleanAll(m.From)...),
	}
}

type postJSON struct {
	ID      string `json:"id"`
	Seq     int64  `json:"seq"`
	Author  string `json:"author"`
	At      at     `json:"at"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	ReplyTo string `json:"reply_to"`
	Edited  bool   `json:"edited"`
	Deleted bool   `json:"deleted"`
	Kind    string `json:"kind"`
	Thread  string `json:"thread"`
	Mark    string `json:"mark"`
	Pinned  bool   `json:"pinned"`
	Locked  bool   `json:"locked"`
	Mine    bool   `json:"mine"`
	Action  bool   `json:"action"`
	Event   string `json:"event,omitempty"`
	Place   string `json:"place,omitempty"`
	Tool    string `json:"tool,omitempty"` // of a hit
	Also    string `json:"also,omitempty"` // of a hit: its words beside title and text
}

// postOf gives a message its shape; the house's own lines get their sentence.
func (e *Env) postOf(p house.Post) postJSON {
	j := postJSON{
		ID: string(p.ID), Seq: p.Seq, Author: oneLine(p.Author), At: at(p.At), Title: oneLine(p.Title),
		Text: clean(p.Text), ReplyTo: string(p.ReplyTo), Edited: p.Edited, Deleted: p.Deleted,
		Kind: string(p.Kind), Thread: string(p.Thread), Mark: string(p.Mark), Pinned: p.Pinned,
		Locked: p.Locked, Mine: p.Mine, Action: p.Action, Place: oneLine(p.Place),
	}
	if p.Event.Key != "" {
		j.Event, j.Text = p.Event.Key, e.eventLine(p.Event)
	}
	if p.Place != "" {
		j.Tool, j.Also = house.ToolOf(p.Kind), clean(p.Also)
	}
	return j
}

type sentJSON struct {
	ID     string `json:"id"`
	Seq    int64  `json:"seq"`
	Repeat bool   `json:"repeat"`
}

func sentOf(s house.Sent) sentJSON {
	return sentJSON{ID: string(s.ID), Seq: s.Seq, Repeat: s.Repeat}
}

// msgJSON is a private message that was stored; away tells that the other said so.
type msgJSON struct {
	sentJSON
	Away bool `json:"away"`
}

type threadJSON struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Author  string `json:"author"`
	Posts   int    `json:"posts"`
	Unread  int    `json:"unread"`
	Seq     int64  `json:"seq"`
	LastSeq int64  `json:"last_seq"`
	LastAt  at     `json:"last_at"`
	LastBy  string `json:"last_by"`
	Pinned  bool   `json:"pinned"`
	Locked  bool   `json:"locked"`
}

type newsJSON struct {
	Place    string `json:"place"`
	Kind     string `json:"kind"`
	Unread   int    `json:"unread"`
	ForMe    bool   `json:"for_me"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Thread   string `json:"thread"`
	FirstSeq int64  `json:"first_seq"`
	At       at     `json:"at"` // of reminders

	day bool // the whole day of At
}

type inboxJSON struct {
	Name    string `json:"name"`
	Unread  int    `json:"unread"`
	LastAt  at     `json:"last_at"`
	Blocked bool   `json:"blocked"`
}

type issuedJSON struct {
	ID      string `json:"id"`
	Code    string `json:"code"`
	Place   string `json:"place"`
	Expires at     `json:"expires"`
	Slip    string `json:"slip"`
	Label   string `json:"label"`
}

type ticketJSON struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	State    string `json:"state"`
	Expires  at     `json:"expires"`
	IssuedBy string `json:"issued_by"`
	Visitor  string `json:"visitor"`
	ReadOnly bool   `json:"read_only"`
	Wait     bool   `json:"wait"`
	Return   bool   `json:"return"`
	Gone     *at    `json:"gone"` // of a visitor's data; null where there is no visitor
}

// hasTickets tells whether visitors come into the room.
func (d detailJSON) hasTickets() bool { return slices.Contains(d.Tools, house.ToolTickets) }
