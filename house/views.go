package house

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Views are what front ends get: opened, cleaned and allowed for the actor.

// Self is the actor's own view of themselves.
type Self struct {
	Name    string
	Role    Role
	Sealed  bool
	Created string    // month
	Last    string    // month of the last login
	Room    string    // visitors: their room's place
	Until   time.Time // visitors: end of the stay, or of reading after it
	Gone    time.Time // visitors: everything of them but their words goes
	Ended   bool      // visitors: the visit is over, they only read
	Waiting bool      // visitors: nobody has let them in so far
	Leaving time.Time // account deletion takes effect; zero = none

	LeavingOrdered bool          // a house admin ordered it
	Waits          bool          // nobody has let them into the house so far
	TermsDue       bool          // they are to agree to new terms before they go on
	Notes          []AccountNote // what happened to their account, until SeeNotes
}

// AccountNote says what was done to somebody's account: its sentence is
// "account.note.KEY". Args are names.
type AccountNote struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
	At   int64             `json:"at"` // unix seconds
}

// Settings are a member's wishes; zero values mean the default.
type Settings struct {
	Lang        string `json:"lang,omitempty"` // "de", "de-du", "en"
	Bell        string `json:"bell,omitempty"` // one of the Bell values; Rings says what "" means
	Linear      bool   `json:"linear,omitempty"`
	Mouse       bool   `json:"mouse,omitempty"`
	WritersOnly string `json:"from,omitempty"`   // who may write private messages: "" all members, "shared" only people of shared floors and rooms
	AskPassword bool   `json:"ask,omitempty"`    // ask for the password after the key
	Absence     bool   `json:"absent,omitempty"` // who writes to the member is told that they are away
}

// When a member's terminal bell rings.
const (
	BellNever    = "never"
	BellMentions = "mentions" // private messages, invitations, answers, mentions
	BellAll      = "all"
)

// Rings is when the member's terminal bell rings; mentions where nothing was
// chosen.
func (s Settings) Rings() string { return cmp.Or(s.Bell, BellMentions) }

// SSHKey is one of one's own keys.
type SSHKey struct {
	Name        string
	Fingerprint string
	Last        string // month of last use, "" = never
}

// Floor is a floor as the actor sees it.
type Floor struct {
	ID          FloorID
	Code        string
	Number      int
	Name        string
	Description string
	Banner      string
	Accent      string
	Contact     string // how those who run it are reached
	Imprint     string
	Privacy     string // what it says of privacy beside the house's own text
	Language    string // "de", "de-du" or "en", for those who have none of their own; "" = the house's
	Kind        FloorKind
	State       FloorState
	Member      bool
	Applied     bool
	Admin       bool
	Creator     bool // may open rooms here
	Members     int
	Waiting     int // applications, for admins
}

// FloorMember is a line of a floor's member list.
type FloorMember struct {
	Name    string
	Admin   bool
	Creator bool
	Applied bool
	Since   time.Time
}

// Room is a room as it stands in lists.
type Room struct {
	ID      RoomID
	Place   string // FLOOR/SLUG
	Name    string
	Kind    RoomKind
	Class   RoomClass
	Access  RoomAccess
	Listed  bool
	Member  bool
	Invited bool
	Applied bool
	Role    RoomRole // "" when not in
	Closed  bool
	Unread  int
}

// RoomDetail is a room as its members see it (others get the list's part).
type RoomDetail struct {
	Room
	FloorName     string
	Topic         string
	Owner         string
	CanRead       []string       // names and pseudonyms of everybody whose key opens it
	Everyone      bool           // open room: everybody in the house can read
	RetentionDays int            // 0 = for ever
	DeleteAt      time.Time      // of a closed room: when it is deleted; zero = not agreed
	Closing       *RoomClosing   // the floor ordered it closed; nil = no
	Transcript    int            // days chat lives, -1 kept, 0 not kept
	Linger        int            // hours after the end of a visit that the visitor's data stay
	KeepMax       int            // the bound of floor and house; 0 = none
	KeptTools     map[string]int // days of tools that are kept otherwise than the room; 0 = for ever
	HoldUntil     time.Time      // nothing is deleted until then; zero = no hold
	HoldAsked     bool           // one side wishes a hold
	History       History
	Counselling   bool             // there is a case, with a desk of its own
	Alone         bool             // a counselling whose counsellor has left
	NotNow        string           // key of the sentence why one may not write on the board in this step; "" = one may
	ChatShut      *Error           // why one may not write in the chat now, nil = as far as its level goes
	ChatBarred    bool             // nor read it
	Tools         []string         // that are on
	Levels        map[string]Level // one's own, by tool; members and tickets are none of them
	Preset        RightsPreset
	May           []RoomAction // hints for greying out keys
	Seq, Mod      int64
	Me            string // own name in this room
}

// KeptDays is how many days the entries of a tool are kept, "" of the room as a whole; 0
// = for ever.
func (d RoomDetail) KeptDays(tool string) int {
	days, own := d.KeptTools[tool]
	if !own {
		days = d.RetentionDays
	}
	return shorter(days, d.KeepMax)
}

// Can tells whether the hint list holds the action.
func (d RoomDetail) Can(action RoomAction) bool {
	for _, m := range d.May {
		if m == action {
			return true
		}
	}
	return false
}

// Level is one's own with a tool, as a hint for greying out keys.
func (d RoomDetail) Level(tool string) Level { return d.Levels[tool] }

// Writes tells whether one may write with a tool now.
func (d RoomDetail) Writes(tool string) bool {
	return !d.Closed && d.Levels[tool] >= LevelWrite && (tool != ToolBoard || d.NotNow == "") && (tool != ToolChat || d.ChatShut == nil)
}

// Manages tells whether one may tidy up with a tool now.
func (d RoomDetail) Manages(tool string) bool { return !d.Closed && d.Levels[tool] >= LevelManage }

// WhyNot is the key of the sentence that says why a tool cannot be written with,
// "" when it can.
func (d RoomDetail) WhyNot(tool string) string {
	switch {
	case d.Writes(tool):
		return ""
	case !slices.Contains(d.Tools, tool):
		return "error.tool_off"
	case d.Levels[tool] == LevelNone:
		return "error.tool_none"
	case d.Closed:
		return "error.room_closed"
	case !d.Can(DoEditOwn): // with no tool at all
		return "error.read_only"
	case tool == ToolBoard && d.NotNow != "" && d.Levels[tool] >= LevelWrite:
		return d.NotNow
	case tool == ToolChat && d.ChatShut != nil:
		return "error.session_chat"
	}
	return "error.tool_read_only"
}

// Member is a line of a room's roster.
type Member struct {
	Person  PersonID
	Name    string
	Role    RoomRole
	State   string // "joined", "invited", "waiting"
	Since   time.Time
	Until   time.Time // visitors
	By      string    // visitors: issuer of the ticket
	Visitor bool
	Here    bool
	From    []string // names of their organisations, in rooms of a network
}

// Application is a wish to be admitted, as the owner reads it.
type Application struct {
	Name string
	Text string
	At   time.Time
}

// Post is a message, opened.
type Post struct {
	ID       MessageID
	Seq, Mod int64
	Kind     MessageKind
	Thread   MessageID
	ReplyTo  MessageID
	Author   string
	AuthorID PersonID
	Mark     RoomRole // owner, moderator, visitor: drawn outside the name
	At       time.Time
	Title    string
	Text     string
	Event    EventLine // KindEvent: what happened
	Edited   bool
	Deleted  bool
	Pinned   bool
	Locked   bool
	Mine     bool
	Action   bool   // "/me"
	Place    string // set by Search and News
	Also     string // set by Search: words of the entry beside title and text, a line for each

	data     json.RawMessage // of a tool
	concerns []PersonID
}

// EventLine is an event line: a sentence key of package text with its names.
type EventLine struct {
	Key  string            `json:"k"`
	Args map[string]string `json:"a,omitempty"`
}

// Thread is a board thread in a list.
type Thread struct {
	Root    Post
	Posts   int
	Unread  int
	LastSeq int64
	LastAt  time.Time
	LastBy  string
}

// Sent acknowledges durable words.
type Sent struct {
	ID     MessageID
	Seq    int64
	Repeat bool // the same words had been stored before
}

// NewsItem is an unread place, in walking order.
type NewsItem struct {
	Place    string    // FLOOR/ROOM/board, FLOOR/ROOM/chat, @NAME, or FLOOR/ROOM for an invitation
	Kind     string    // a MessageKind, or "invitation", "application", "waiting", "succession", "letter_held", "handover", "enquiry"
	Name     string    // room name or person
	Thread   MessageID // of threaded kinds
	Title    string    // of the thread
	Unread   int
	ForMe    bool // private, an invitation, or a reply to or mention of me
	FirstSeq int64
}

// InboxEntry is a private conversation.
type InboxEntry struct {
	Name    string
	Unread  int
	LastAt  time.Time
	Blocked bool
}

// Draft is an unfinished text.
type Draft struct {
	Place string // as given to SaveDraft
	Title string
	Text  string
	Saved time.Time
}

// Issued is a fresh ticket; the code is shown once and never again.
type Issued struct {
	ID      TicketID
	Code    string
	Place   string
	Room    string // name
	Label   string
	Expires time.Time
	Write   bool
	Wait    bool
	Return  bool
	Issuer  string
	Lang    string // of the floor, for the slip; "" = whoever issues it
}

// Ticket is a line of a room's ticket list.
type Ticket struct {
	ID       TicketID
	Label    string
	State    string // open, redeemed, expired, revoked
	Expires  time.Time
	IssuedBy string
	Visitor  string // pseudonym once redeemed
	Write    bool
	Wait     bool
	Return   bool
	Gone     time.Time // of a visitor: everything of them but their words goes
}

// Doorway is what a ticket leads to, shown before it is redeemed.
type Doorway struct {
	Kind      TicketKind
	Pseudonym string // preset, or the one kept by a return ticket
	Free      bool   // the visitor may choose
	RoomName  string
	FloorName string // where the room is
	Privacy   string // the floor's own text beside the house's; may be empty
	Contact   string // of the floor
	Wait      bool
	Return    bool
	Expires   time.Time
}

// Redeemed is what a visitor gets.
type Redeemed struct {
	Place   string
	Name    string
	Return  string // next one-time code, "" when none
	Until   time.Time
	Gone    time.Time // everything of them but their words goes
	Waiting bool
	Ended   bool // the visit is over: they read and export until Gone
	Closed  bool // the room is
}

// Farewell is what somebody is told who ends their visit.
type Farewell struct {
	Return string    // one-time code for the next visit, "" when none
	Until  time.Time // until then they may come back and write; zero when it is over
	Gone   time.Time // everything of them but their words goes; zero = has gone
	Ended  bool      // the visit is over; until Gone the way back is for reading
}

// BoundKey is the SSH key that a visitor bound to their room.
type BoundKey struct {
	Fingerprint string
	Bound       time.Time
}

// ReturnPass is a visitor's ticket for the next visit.
type ReturnPass struct {
	Code  string
	Until time.Time
	Fresh bool // was made now; the one before opens nothing any more
}

// Lobby is what a visitor who waits is told.
type Lobby struct {
	Waiting  bool
	May      bool // leave a message, as far as their right to write goes
	Hours    []ConsultingHour
	Zone     string    // IANA, of Hours
	Open     bool      // it is within them now
	Next     time.Time // when the next ones begin; zero where there are none
	Away     bool
	AwayText string
	Back     time.Time // end of the absence; zero = not known
	Word     string    // their own message, "" = none so far
	WordAt   time.Time
}

// Stay is a visitor's view of their own visit.
type Stay struct {
	Name, Place, Room string
	By                string // who gave the ticket
	Until             time.Time
	Gone              time.Time // everything of them but their words goes
	Ended             bool      // they only read, until Gone
	Closed            bool      // the room is
	Write             bool
	Returns           bool      // they may come back
	Ticket            bool      // this visit has one for the next to show
	Key               *BoundKey // nil = none
	Join              string    // JoinFree, JoinAllowed, JoinAsk or JoinClosed
	Lobby             Lobby
}

// Registered is what a new member gets; the recovery code is shown once.
type Registered struct {
	Name     string
	Role     Role
	Recovery string

	// FactorOff says that the recovery code switched the second factor off.
	FactorOff bool
	Waits     bool // nobody has let them into the house so far
}

// Presence is who is in a room now.
type Presence struct {
	Person PersonID
	Name   string
	Role   RoomRole
	Typing bool
}

// Export is what is small of everything that a member may take along.
type Export struct {
	Name      string
	Role      Role
	Created   string // month
	LastLogin string // month
	Terms     int    // the version they agreed to
	Leaving   time.Time
	Settings  Settings
	Floors    []string
	Rooms     []string
	Card      *Card // nil where they have none
	Keys      []SSHKey
	Factor    bool // they have a second factor
	Mail      Mail
	Blocked   []string
}
