package house

import (
	"time"
)

// What bounds enquiries.
const (
	maxEnquiry      = 16_000              // characters of the first letter
	maxEnquiries    = 100                 // enquiries that nobody accepted yet, of one card or team
	enquiryLife     = 90 * 24 * time.Hour // after which an enquiry that nobody accepted is deleted
	declinedLife    = 30 * 24 * time.Hour // the same for one that was declined
	closedLife      = 30 * 24 * time.Hour // after which a closed counselling is deleted where nothing else was agreed
	maxCaseLife     = 3650                // days
	caseSlugLetters = 10
)

// caseTools are the tools of a counselling's room.
const caseTools = ToolLetters + "," + ToolContract + "," + ToolChat + "," + ToolFiles + "," + ToolTasks + "," + ToolMembers + "," + ToolTickets

// ContactOffer is what somebody reads before the first word of an enquiry.
type ContactOffer struct {
	Ref        string // as it was asked for: a card's id, @NAME, or a floor's code
	Floor      string // code of the floor that the room will stand on
	FloorName  string
	Counsellor string // "" where a team is asked
	Readers    []string
	Answer     time.Duration // within which an answer is promised; 0 = no promise
	AnswerBy   time.Time     // the promise, were the enquiry sent now; zero = none
	Free       bool          // takes people now
	AwayNow    bool
	Away       CardAway
	Note       string        // the team's own words before the first word; "" = none
	Delete     time.Duration // after which an enquiry that nobody accepts is deleted
	Guest      bool          // the actor has no account: a name is to be chosen, a ticket given
}

// ContactSpec is a first contact. To is a card's id, @NAME of a counsellor, or the code
// of a floor whose team is asked.
type ContactSpec struct {
	To      string
	Subject string
	Text    string
	As      string // guests: the name under which they write; "" = a number
	Accept  bool   // guests: privacy text and rules were read and agreed to
	Key     string // makes a repeat by the same member harmless
	// Readers are those of whom the client was told; when others would read by now,
	// nothing is sent. Nil = whoever they are.
	Readers []string
}

// Contacted is what came of a first contact.
type Contacted struct {
	Place    string
	Name     string // guests: the name that was chosen
	Readers  []string
	AnswerBy time.Time // zero = no promise
	Return   string    // guests: the one-time ticket of the next visit, shown once
	Until    time.Time // guests: until when it is good
	Room     string    // name
}

// Team says who sees the enquiries that reach a floor rather than one counsellor,
// before one of them accepts.
type Team struct {
	Floor  string
	Who    TeamRule
	Names  []string      // those who see them now
	Named  []string      // those whom the floor's admins named
	Answer time.Duration // within which the team promises an answer; 0 = no promise
	Note   string        // read by clients before the first word
}

// TeamRule says who belongs to the team of a floor.
type TeamRule string

// The rules.
const (
	TeamOff   TeamRule = "off"   // nobody: the floor takes no enquiries as a team
	TeamCards TeamRule = "cards" // everybody whose card hangs on the floor
	TeamNamed TeamRule = "named" // those whom the floor's admins named
)

// TeamEdit changes what is not nil.
type TeamEdit struct {
	Who         *TeamRule
	Add, Remove []string // names
	Answer      *time.Duration
	Note        *string
}

// CaseStage is where a counselling stands, for the one who looks.
type CaseStage string

// The stages, in the order in which they want attention.
const (
	StageOverdue       CaseStage = "overdue"
	StageNew           CaseStage = "new"
	StageAccepted      CaseStage = "accepted" // and not answered yet
	StageWaitingMe     CaseStage = "waiting_me"
	StageWaitingClient CaseStage = "waiting_client"     // seen by a counsellor
	StageWaitingThem   CaseStage = "waiting_counsellor" // seen by a client
	StageAlone         CaseStage = "alone"              // whoever counselled has left; nobody else is there
	StageDeclined      CaseStage = "declined"
	StageArchived      CaseStage = "archived"
)

// Case is a counselling as the actor sees it.
type Case struct {
	Place      string
	Name       string // of the room
	Floor      string // code
	FloorName  string
	State      CaseState
	Stage      CaseStage
	Client     string
	Counsellor string   // "" until somebody accepted
	Readers    []string // who can read it, the actor among them
	Mine       bool     // the actor counsels, or may accept
	Team       bool     // the team of a floor was asked
	MayAccept  bool
	MayClose   bool
	Answer     time.Duration
	AnswerBy   time.Time // until when an answer is promised; zero = none is due
	Overdue    bool      // the promise was missed
	Since      time.Time // since when somebody waits; else the last word
	Asked      time.Time
	Accepted   time.Time
	Closed     time.Time
	DeleteAt   time.Time // zero = not agreed yet
	FollowUp   time.Time // zero = none
	Summary    MessageID // letter; "" = none
	Feedback   []Feedback
	MayAnswer  bool // the actor is asked for feedback
	Unread     int
}

// Feedback is what a client says about a counselling that is over. The marks go from
// 1 (not at all) to 5 (very); 0 = left out.
type Feedback struct {
	Name    string    `json:"-"`
	Heard   int       `json:"heard,omitempty"`  // I felt understood
	Helped  int       `json:"helped,omitempty"` // it helped me
	Again   int       `json:"again,omitempty"`  // I would come again
	Text    string    `json:"text,omitempty"`   // in one's own words
	Written time.Time `json:"written,omitzero"`
}

// caseEnd is what was said at the end of a counselling, sealed with the room's key.
type caseEnd struct {
	FollowUp time.Time `json:"follow_up,omitzero"`
	Summary  MessageID `json:"summary,omitempty"`
}

// StageKey is the key of the words for where it stands, for the one who looks.
func (c Case) StageKey() string {
	if c.Stage == StageNew && !c.Mine {
		return "contact.stage.asked"
	}
	return "contact.stage." + string(c.Stage)
}

// HintKey is the key of the sentence that says what can be done now; "" where the stage
// says it.
func (c Case) HintKey() string {
	switch {
	case c.Stage == StageAlone && !c.Mine:
		return "contact.hint.alone"
	case c.Overdue && !c.Mine:
		return "contact.hint.overdue"
	case c.Stage == StageDeclined && !c.Mine:
		return "contact.hint.declined"
	case c.MayAccept, c.Stage == StageNew && c.Mine:
		return "contact.hint.new"
	case c.Stage == StageNew:
		return "contact.hint.asked"
	case c.Mine && (c.Stage == StageOverdue || c.Stage == StageAccepted || c.Stage == StageWaitingMe):
		return "contact.hint.answer"
	case c.Stage == StageArchived && !c.Mine:
		return "contact.hint.closed"
	}
	return ""
}
