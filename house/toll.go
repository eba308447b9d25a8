package house

// Toll says whom a deed would take access away from, before it is done: the answer of
// a dry run. It never says who, nor what is in the rooms.
type Toll struct {
	People int // that lose access to something
	Rooms  int // that somebody loses access to

	// Untold says that Rooms is not told: in how many rooms one person is would say
	// where they are, to whoever asks again and again.
	Untold bool
}
