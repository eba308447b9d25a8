package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// Store keeps rows. It decides nothing: rights, seals and sealing are the
// Service's. Every method returns a NotFound Error when the one row it looks
// for is missing, Conflict when a uniqueness rule is broken, Unavailable when
// the database is full, locked or gone.
type Store interface {
	Reader
	jobStore
	// InTx runs do in one transaction. What do wrote is durable when InTx
	// returns nil, and undone when it returns an error. do must be quick (no
	// password work) and may run more than once.
	InTx(ctx context.Context, do func(Tx) error) error
	// Bell is the doorbell between nodes; nil when there is only one node.
	Bell() Bell
	// Blobs is where the sealed contents of files lie.
	Blobs() Blobs
	// Close waits for running writes and closes the database.
	Close() error
}

// Bell carries short payloads without content between the nodes that serve
// one database. Delivery is best effort: a lost ring is found by the sweep.
type Bell interface {
	// Ring sends payload (at most 7,000 bytes) to every other node.
	Ring(ctx context.Context, payload string) error
	// Rings delivers payloads of other nodes until ctx ends; a payload "resync"
	// means that some may have been lost.
	Rings(ctx context.Context) <-chan string
}

// Tx is a Store bound to one transaction.
type Tx interface {
	Reader
	Writer
}

// Reader is all that can be asked. Lists are ordered and bounded as said.
type Reader interface {
	auditReader
	countReader
	keepReader
	ruleReader
	caseReader
	floorDeskReader
	handoverReader
	letterReader
	mailReader
	slotReader
	notebookReader
	reportReader
	sanctionReader
	selfReader
	visitReader
	doorReader

	// Now is the database's clock, by which tickets expire.
	Now(ctx context.Context) (time.Time, error)

	Setting(ctx context.Context, name string) ([]byte, error)

	// Person, asked in a transaction, keeps others from changing the row until
	// this one ends.
	Person(ctx context.Context, id PersonID) (PersonRow, error)
	PersonByName(ctx context.Context, nameKey string) (PersonRow, error) // deleted ones too: names are never reused
	PersonBySkeleton(ctx context.Context, skeleton string) (PersonRow, error)
	People(ctx context.Context, ids []PersonID) ([]PersonRow, error) // by id
	HouseAdmins(ctx context.Context) ([]PersonRow, error)
	Slots(ctx context.Context, person PersonID) ([]SlotRow, error)
	SSHKeys(ctx context.Context, person PersonID) ([]SSHKeyRow, error)
	Blocks(ctx context.Context, person PersonID) ([]PersonID, error)

	Floor(ctx context.Context, id FloorID) (FloorRow, error)
	FloorByCode(ctx context.Context, lookup []byte) (FloorRow, error)
	Floors(ctx context.Context) ([]FloorRow, error) // by number
	FloorMember(ctx context.Context, floor FloorID, person PersonID) (FloorMemberRow, error)
	FloorMembers(ctx context.Context, floor FloorID) ([]FloorMemberRow, error) // by since
	FloorsOf(ctx context.Context, person PersonID) ([]FloorMemberRow, error)

	// Room, asked in a transaction, holds the row: other transactions that ask
	// for it or write into the room wait until this one ends.
	Room(ctx context.Context, id RoomID) (RoomRow, error)
	RoomBySlug(ctx context.Context, floor FloorID, lookup []byte) (RoomRow, error)
	RoomsOn(ctx context.Context, floor FloorID) ([]RoomRow, error)   // by created, direct ones never
	RoomsIn(ctx context.Context, state string) ([]RoomRow, error)    // of a state, by created
	RoomsOf(ctx context.Context, person PersonID) ([]RoomRow, error) // where a roster row stands, any state, direct ones too
	DirectRoom(ctx context.Context, pair []byte) (RoomRow, error)    // by the pair's lookup value
	Roster(ctx context.Context, room RoomID) ([]RosterRow, error)    // by since
	RosterOf(ctx context.Context, room RoomID, person PersonID) (RosterRow, error)
	RostersOf(ctx context.Context, person PersonID) ([]RosterRow, error)
	// RoomMods gives the change counters of rooms, for the sweep; a room that is
	// gone is missing from the answer.
	RoomMods(ctx context.Context, ids []RoomID) (map[RoomID]int64, error)
	// VisitsOver gives the roster rows of visitors whose Until has passed.
	VisitsOver(ctx context.Context, now time.Time) ([]RosterRow, error)
	Epoch(ctx context.Context, room RoomID, epoch int) (EpochRow, error)
	Epochs(ctx context.Context, room RoomID) ([]EpochRow, error) // by number
	Wrap(ctx context.Context, room RoomID, epoch int, recipient string) (WrapRow, error)
	Wraps(ctx context.Context, room RoomID, recipient string) ([]WrapRow, error) // by epoch
	Applications(ctx context.Context, room RoomID) ([]ApplicationRow, error)
	Application(ctx context.Context, room RoomID, person PersonID) (ApplicationRow, error)

	Succession(ctx context.Context, room RoomID, person PersonID) (SuccessionRow, error)
	Successions(ctx context.Context, room RoomID) ([]SuccessionRow, error)       // by named
	SuccessionsOf(ctx context.Context, person PersonID) ([]SuccessionRow, error) // that they named, by named
	Parted(ctx context.Context, room RoomID, person PersonID) (PartedRow, error)

	Card(ctx context.Context, id CardID) (CardRow, error)
	CardOf(ctx context.Context, person PersonID) (CardRow, error)
	Cards(ctx context.Context) ([]CardRow, error)
	CardPlaces(ctx context.Context, card CardID) ([]CardPlaceRow, error) // of all cards with ""

	// Messages returns at most q.Limit rows in ascending Seq.
	Messages(ctx context.Context, q MessageQuery) ([]MessageRow, error)
	Message(ctx context.Context, id MessageID) (MessageRow, error)
	MessageByIdem(ctx context.Context, room RoomID, author PersonID, idem []byte) (MessageRow, error)
	// Changes returns rows whose Mod is above after, ascending Mod, at most limit.
	Changes(ctx context.Context, room RoomID, after int64, limit int) ([]MessageRow, error)
	// Threads lists the roots of a threaded kind, pinned first, then newest
	// activity first.
	Threads(ctx context.Context, room RoomID, kind MessageKind, person PersonID, limit int, before int64) ([]ThreadRow, error)
	// ThreadEnds gives the newest message of each thread of a kind, newest first:
	// at most limit, with before those whose Seq is below it.
	ThreadEnds(ctx context.Context, room RoomID, kind MessageKind, limit int, before int64) ([]MessageRow, error)
	// Answers lists what was answered to an entry, in the order of the slots.
	Answers(ctx context.Context, room RoomID, entry MessageID) ([]AnswerRow, error)
	// Answer is the answer in one slot.
	Answer(ctx context.Context, room RoomID, entry MessageID, slot string) (AnswerRow, error)
	// EditLocks lists the locks of a room's pages that have not run out at now.
	EditLocks(ctx context.Context, room RoomID, now time.Time) ([]EditLockRow, error)
	// Unread counts what others wrote after the person's marks and after the
	// seq at which they joined, per room, kind and thread; each count stops at 1000.
	Unread(ctx context.Context, person PersonID) ([]UnreadRow, error)
	// ReadMark is the highest Seq read in a thread ("" for chat); 0 when none.
	ReadMark(ctx context.Context, person PersonID, room RoomID, kind MessageKind, thread MessageID) (int64, error)
	// Blob is what is known of a file's content.
	Blob(ctx context.Context, room RoomID, id BlobID) (BlobRow, error)
	// BlobOf is the blob of an entry that is not gone; "" when it has none.
	BlobOf(ctx context.Context, room RoomID, file MessageID) (BlobID, error)
	// BlobUse tells how many bytes of its quota a room's blobs take, and how many
	// of them are whole.
	BlobUse(ctx context.Context, room RoomID) (size int64, files int, err error)
	// BlobsOver returns, at most limit, blobs that are gone, that no writer has
	// touched since abandoned, whose entry was deleted, or, where they are whole and
	// older than unclaimed, has never been there or was removed.
	BlobsOver(ctx context.Context, abandoned, unclaimed time.Time, limit int) ([]BlobRow, error)
	Draft(ctx context.Context, person PersonID, place []byte) (DraftRow, error)
	Drafts(ctx context.Context, person PersonID) ([]DraftRow, error)

	Ticket(ctx context.Context, id TicketID) (TicketRow, error)
	TicketByLookup(ctx context.Context, lookup []byte) (TicketRow, error)
	Tickets(ctx context.Context, room RoomID) ([]TicketRow, error)         // by issued; visitor tickets, not return ones
	OpenTickets(ctx context.Context, kind TicketKind) ([]TicketRow, error) // state issued, not expired
}

// Writer is all that can be changed. Put* inserts or replaces by primary key;
// Add* refuses an existing row with Conflict.
type Writer interface {
	auditWriter
	countWriter
	keepWriter
	ruleWriter
	caseWriter
	floorDeskWriter
	handoverWriter
	letterWriter
	mailWriter
	slotWriter
	notebookWriter
	reportWriter
	sanctionWriter
	selfWriter
	visitWriter
	doorWriter

	PutSetting(ctx context.Context, name string, value []byte) error

	AddPerson(ctx context.Context, p PersonRow) error
	PutPerson(ctx context.Context, p PersonRow) error
	PutSlot(ctx context.Context, s SlotRow) error
	// ReplaceSlot puts fresh in place of old, told by its seal, and tells whether
	// old was still there: of any number of racing callers exactly one gets true.
	ReplaceSlot(ctx context.Context, old, fresh SlotRow) (bool, error)
	DeleteSlots(ctx context.Context, person PersonID, kind vault.SlotKind) error
	AddSSHKey(ctx context.Context, k SSHKeyRow) error
	PutSSHKey(ctx context.Context, k SSHKeyRow) error
	DeleteSSHKey(ctx context.Context, person PersonID, fingerprint string) error
	PutBlock(ctx context.Context, person, blocked PersonID) error
	DeleteBlock(ctx context.Context, person, blocked PersonID) error

	AddFloor(ctx context.Context, f FloorRow) error
	PutFloor(ctx context.Context, f FloorRow) error
	PutFloorMember(ctx context.Context, m FloorMemberRow) error
	DeleteFloorMember(ctx context.Context, floor FloorID, person PersonID) error

	AddRoom(ctx context.Context, r RoomRow) error
	PutRoom(ctx context.Context, r RoomRow) error // everything but the counters
	// DeleteRoom removes the wraps and epochs first, then all rows of the room; of
	// its blobs it notes that they are gone.
	DeleteRoom(ctx context.Context, room RoomID) error
	PutRoster(ctx context.Context, r RosterRow) error
	// DeleteRoster deletes the person's succession and letters to be sent later in the
	// room, too.
	DeleteRoster(ctx context.Context, room RoomID, person PersonID) error
	AddEpoch(ctx context.Context, e EpochRow) error
	PutWrap(ctx context.Context, w WrapRow) error
	DeleteWraps(ctx context.Context, room RoomID, recipient string) error
	PutApplication(ctx context.Context, a ApplicationRow) error
	DeleteApplication(ctx context.Context, room RoomID, person PersonID) error
	PutSuccession(ctx context.Context, s SuccessionRow) error
	DeleteSuccession(ctx context.Context, room RoomID, person PersonID) error
	PutParted(ctx context.Context, p PartedRow) error
	DeleteParted(ctx context.Context, room RoomID, person PersonID) error

	AddCard(ctx context.Context, c CardRow) error
	PutCard(ctx context.Context, c CardRow) error
	DeleteCard(ctx context.Context, id CardID) error // with its places
	PutCardPlace(ctx context.Context, p CardPlaceRow) error
	DeleteCardPlace(ctx context.Context, card CardID, floor FloorID) error

	// AddMessage takes the room's next Seq and Mod from its counter row, fills
	// them into m and inserts it. Conflict when the id or idem stands already.
	AddMessage(ctx context.Context, m *MessageRow) error
	// PutMessage writes a changed row (edit, tombstone, pin, lock) under a new Mod.
	PutMessage(ctx context.Context, m *MessageRow) error
	// TouchMessage gives a message a new Mod, so that its readers look again. A
	// Seq is not taken.
	TouchMessage(ctx context.Context, room RoomID, id MessageID) error
	// AddAnswer refuses a slot that is taken with Conflict, PutAnswer replaces.
	AddAnswer(ctx context.Context, a AnswerRow) error
	PutAnswer(ctx context.Context, a AnswerRow) error
	DeleteAnswer(ctx context.Context, room RoomID, entry MessageID, slot string) error
	// ResetAnswers writes an entry's answers again in the order of their slots, so
	// that nothing tells which of them came together.
	ResetAnswers(ctx context.Context, room RoomID, entry MessageID) error
	// DeleteMessages removes the messages of a kind older than before and tells how
	// many. A thread's root stays, without words, while younger replies hang on it,
	// and a folder while anything lies in it.
	DeleteMessages(ctx context.Context, room RoomID, before time.Time, kind MessageKind) (int, error)
	PutBlob(ctx context.Context, b BlobRow) error
	// DeleteBlob forgets a blob whose chunks are gone.
	DeleteBlob(ctx context.Context, room RoomID, id BlobID) error
	// PutEditLock forgets those locks of the room that have run out at now, too.
	PutEditLock(ctx context.Context, l EditLockRow, now time.Time) error
	// DeleteEditLock removes a page's lock of one person; of whoever has it with "".
	DeleteEditLock(ctx context.Context, room RoomID, page MessageID, person PersonID) error
	PutReadMark(ctx context.Context, person PersonID, room RoomID, kind MessageKind, thread MessageID, seq int64) error
	PutDraft(ctx context.Context, d DraftRow) error
	DeleteDraft(ctx context.Context, person PersonID, place []byte) error

	AddTicket(ctx context.Context, t TicketRow) error
	PutTicket(ctx context.Context, t TicketRow) error
	// ClaimTicket turns an issued, unexpired ticket into a redeemed one.
	// Exactly one of any number of racing callers gets true.
	ClaimTicket(ctx context.Context, id TicketID, now time.Time) (bool, error)
	DeletePersonRows(ctx context.Context, person PersonID) error // slots, keys, marks, drafts, blocks; not the name
}
