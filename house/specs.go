package house

import "time"

// Specs are what front ends ask for.

// Registration is what a newcomer gives. Password is at least 10 characters.
type Registration struct {
	Name        string
	Password    string
	Lang        string
	AcceptTerms bool
	Key         []byte // public key in SSH wire format that the client proved, nil when none
	KeyName     string
	Version     int    // of the terms that were read; refused when there is a newer one, 0 = the newest
	Message     string // to those who approve newcomers, where they do; they read it
}

// Redemption is what a bearer of a visitor or return ticket gives.
type Redemption struct {
	Accept bool   // privacy text and room rules were read and agreed to
	As     string // pseudonym; ignored where it is preset or kept
}

// FloorSpec describes a floor to make; Code is lower case a-z 0-9 and -.
type FloorSpec struct {
	Code, Name, Description string
	Kind                    FloorKind
	State                   FloorState
}

// FloorEdit changes what is not nil.
type FloorEdit struct {
	Name, Description, Banner, Accent *string
	Contact, Imprint, Privacy         *string
	Language                          *string // "", "de", "de-du", "en"
	Kind                              *FloorKind
	State                             *FloorState
}

// RoomSpec describes a room to make. Place is FLOOR/SLUG.
type RoomSpec struct {
	Place, Name, Topic string
	Kind               RoomKind
	Unlisted           bool
}

// RoomEdit changes what is not nil.
type RoomEdit struct {
	Name, Topic *string
	Listed      *bool
	Retention   *int      // days, 0 = for ever
	Transcript  *int      // days, -1 = kept, 0 = not kept
	Linger      *int      // hours after the end of a visit that the visitor's data stay
	Tools       *[]string // those that are on; members and tickets always are
	Preset      *RightsPreset
}

// PostSpec is a board post. A reply needs no title; Key makes a repeat harmless.
type PostSpec struct {
	Title, Text string
	Reply       MessageID
	Key         string
}

// ReadQuery selects posts; zero values: the whole room, oldest first, 200 at most.
type ReadQuery struct {
	Kind   MessageKind
	Events bool // with Kind chat: the house's own lines among them
	Thread MessageID
	After  int64
	Before int64
	Newest bool // the newest Limit, still oldest first
	Limit  int
}

// SearchQuery is a search; all Words must occur, case folded.
type SearchQuery struct {
	Words  string
	In     string // place, "" = everywhere
	Author string
	Since  time.Time
	Limit  int
}

// TicketSpec describes a visitor ticket. Zero values: 72 h, write, return
// allowed, free pseudonym, no waiting room.
type TicketSpec struct {
	Label     string
	Pseudonym string
	Valid     time.Duration
	ReadOnly  bool
	NoReturn  bool
	Wait      bool
}
