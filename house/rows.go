package house

import (
	"time"

	"stockwerk/vault"
)

// Rows are what a Store keeps. Bytes named Text or Body are sealed; a Seal is
// the house's MAC over the fields that matter (seals.go), checked at each read.

// PersonRow is a member, or the visitor of one room (whose pseudonym stands
// sealed in the roster, never here).
type PersonRow struct {
	ID         PersonID
	Kind       string // "member", "visitor"
	Name       string // as written; empty for visitors
	NameKey    string // PRECIS UsernameCaseMapped; for visitors the id
	Skeleton   string // UTS 39; for visitors the id
	Public     []byte
	HouseAdmin bool
	State      string // "active", "deleted"
	Lang       string
	Settings   []byte // JSON, no words of people
	Created    string // month, 2006-01
	LastMonth  string
	Terms      int // version accepted
	Seal       []byte
}

// SlotKind is named here for those who know the rows but not package vault.
type SlotKind = vault.SlotKind

// SlotRow is one way to a person's key.
type SlotRow struct {
	vault.Slot
	Seal []byte
}

// SSHKeyRow is a public key that opens the door (not the rooms).
type SSHKeyRow struct {
	Person      PersonID
	Fingerprint string // SHA256:…
	Blob        []byte // SSH wire format
	Text        []byte // sealed name of the key
	LastMonth   string
	Seal        []byte
}

// FloorRow is a floor; code, name and texts are sealed with the house's key.
type FloorRow struct {
	ID     FloorID
	Lookup []byte // of the code
	Number int
	Kind   FloorKind
	State  FloorState
	Text   []byte // FloorText, sealed
	Seal   []byte
}

// FloorMemberRow is a membership or an application.
type FloorMemberRow struct {
	Floor   FloorID
	Person  PersonID
	State   string // "member", "applied"
	Admin   bool
	Creator bool
	Since   time.Time
	Seal    []byte
}

// RoomRow is a room, or a private conversation (Class direct).
type RoomRow struct {
	ID         RoomID
	Floor      FloorID // empty for direct
	Lookup     []byte  // of the slug within the floor; of the pair for direct
	Kind       RoomKind
	Class      RoomClass
	Access     RoomAccess
	Listed     bool
	History    History
	Retention  int    // days; 0 = for ever
	Transcript int    // days that chat lines live; -1 = kept, 0 = not kept
	State      string // "open", "closed"
	Tools      string // those that are on, with commas between; "" = those of the kind
	Preset     RightsPreset
	Keep       string // roomKeep, JSON; "" = nothing of it
	Linger     int    // hours after the end of a visit that the visitor's data stay; 0 = defaultLinger, -1 = none
	Text       []byte // slug and name, sealed with the house's key (listed) or the room's (unlisted: name only)
	Topic      []byte // sealed with the room's key
	Epoch      int
	Rotate     bool
	Seq, Mod   int64
	Created    time.Time
	Seal       []byte
}

// RosterRow says that a person is in a room, or invited, or waiting.
type RosterRow struct {
	Room     RoomID
	Person   PersonID
	State    string // "joined", "invited", "waiting"
	Role     RoomRole
	Write    bool
	Rights   string // set for this person alone, "wiki=read,files=none"; "" = by the room's preset
	Since    time.Time
	SinceSeq int64     // reading starts after it
	Until    time.Time // visitors: end of the stay; zero = none
	Label    []byte    // visitors: pseudonym, sealed with the room's key
	By       PersonID  // who brought them in
	Ticket   TicketID
	Seal     []byte
}

// EpochRow is one period of a room's key.
type EpochRow struct {
	Room   RoomID
	Epoch  int
	Header []byte // vault.Header, encoded
	Chain  []byte // MAC under the previous epoch's key
	Back   []byte // previous key under this one; empty where history starts at joining
	Open   []byte // this key under the house's key, open rooms only
	Seal   []byte
}

// WrapRow is a room's key for one recipient: a person or an outstanding ticket.
type WrapRow struct {
	Room      RoomID
	Epoch     int
	Recipient string
	Wrap      []byte
	Seal      []byte
}

// ApplicationRow is a wish to be admitted; its words are sealed to the owner.
type ApplicationRow struct {
	Room   RoomID
	Person PersonID
	Owner  PersonID // who can read it
	Text   []byte
	At     time.Time
}

// SuccessionRow says who is to take a person's place in a room, until it is
// confirmed.
type SuccessionRow struct {
	Room    RoomID
	Person  PersonID // who goes
	Heir    PersonID
	HeirKey []byte // digest of the heir's public key when they were named
	At      time.Time
	Seal    []byte
}

// PartedRow is what was set for somebody who left a room that they can enter
// again by themselves.
type PartedRow struct {
	Room   RoomID
	Person PersonID
	Rights string
	Seal   []byte
}

// CardRow is a counsellor's card; its words are sealed with the house's key.
type CardRow struct {
	ID     CardID
	Person PersonID
	Public bool   // guests may read it
	Text   []byte // cardText, sealed
	Seal   []byte
}

// CardPlaceRow is how a card stands on a floor.
type CardPlaceRow struct {
	Card   CardID
	Floor  FloorID
	State  CardState
	Hidden bool // by an admin of the floor
	Seal   []byte
}

// MessageRow is a board post, chat line, event or private message.
type MessageRow struct {
	Room     RoomID
	Seq      int64 // order in the room, without gaps
	Mod      int64 // counter of the last change
	ID       MessageID
	Kind     MessageKind
	Thread   MessageID // root of the board thread; a root names itself; "" for chat
	ReplyTo  MessageID
	Author   PersonID
	Epoch    int
	Revision int
	Created  time.Time // millisecond precision, bound into the seal
	Edited   bool
	Deleted  bool
	Pinned   bool
	Locked   bool
	Body     []byte
	Idem     []byte // keyed hash of the caller's repeat key; nil when none
}

// MessageQuery selects rows of one room. Zero values select everything.
type MessageQuery struct {
	Room   RoomID
	Kinds  []MessageKind // none: all
	Thread MessageID     // "" = all
	After  int64         // Seq above
	Before int64         // Seq below; 0 = no bound
	Newest bool          // the newest Limit instead of the oldest
	Limit  int
}

// ThreadRow is a thread of a board with its counts.
type ThreadRow struct {
	Root    MessageRow
	Posts   int // replies, the root not counted
	LastSeq int64
	LastAt  time.Time
	LastBy  PersonID
	Unread  int // others' posts after the person's mark
}

// UnreadRow counts what a person has not read.
type UnreadRow struct {
	Room     RoomID
	Kind     MessageKind
	Thread   MessageID
	Count    int
	FirstSeq int64
}

// AnswerRow is what somebody answered to an entry: a vote, an answer to an
// invitation. Slot is unique in the entry: a person's id where answers are open, a
// token that names nobody where they are secret.
type AnswerRow struct {
	Room     RoomID
	Entry    MessageID
	Slot     string
	Epoch    int
	Revision int
	Body     []byte // sealed
}

// EditLockRow says who is writing a page, from since until then.
type EditLockRow struct {
	Page         MessageID
	Room         RoomID
	Person       PersonID
	Since, Until time.Time
}

// DraftRow is an unfinished text, sealed, bound to its place.
type DraftRow struct {
	Person PersonID
	Place  []byte // keyed hash of the place
	Room   RoomID
	Epoch  int
	Body   []byte
	Saved  time.Time
}

// TicketRow is a one-time credential. The code is never stored.
type TicketRow struct {
	ID       TicketID
	Lookup   []byte
	Kind     TicketKind
	Room     RoomID
	Person   PersonID // return tickets: the visitor; activation: the member
	State    string   // "issued", "redeemed", "revoked"; expired is a matter of time
	Expires  time.Time
	IssuedBy PersonID
	IssuedAt time.Time
	Write    bool
	Return   bool
	Wait     bool
	Text     []byte // label and preset pseudonym, sealed with the room's key
	Epoch    int    // of the key that sealed Text
	Public   []byte
	Seal     []byte
}
