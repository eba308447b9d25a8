package posts

// Once keeps a question to the house from being asked again while it is on its
// way; asked for meanwhile, it is asked once more afterwards.
type Once struct{ busy, due bool }

// Begin tells whether to ask now.
func (o *Once) Begin() bool {
	if o.busy {
		o.due = true
		return false
	}
	o.busy = true
	return true
}

// End is called with the answer and tells whether to ask again.
func (o *Once) End() bool {
	again := o.due
	o.busy, o.due = false, false
	return again
}
